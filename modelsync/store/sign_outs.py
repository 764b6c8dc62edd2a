"""Reads and writes which sign-ins were ended; knows hashes only, no person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from modelsync.store.schema import SIGN_OUTS

if TYPE_CHECKING:
    from datetime import datetime


def add_sign_out(connection: Connection, hash_: str, expires_at: datetime) -> None:
    """Note that a sign-in was ended, unless that is known."""
    if not is_signed_out(connection, hash_):
        connection.execute(insert(SIGN_OUTS).values(hash=hash_, expires_at=expires_at))


def is_signed_out(connection: Connection, hash_: str) -> bool:
    """Whether the sign-in was ended."""
    return connection.execute(select(SIGN_OUTS.c.hash).where(SIGN_OUTS.c.hash == hash_)).first() is not None


def forget_sign_outs(connection: Connection, before: datetime) -> None:
    """Forget those whose tokens expired before."""
    connection.execute(delete(SIGN_OUTS).where(SIGN_OUTS.c.expires_at < before))
