"""Reads and writes which sign-ins were ended; knows hashes only, no person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, delete

from modelsync.store.tables.access import SignedOut

if TYPE_CHECKING:
    from datetime import datetime


def add_sign_out(session: Session, hash_: str, expires_at: datetime) -> None:
    """Note that a sign-in was ended."""
    session.merge(SignedOut(hash=hash_, expires_at=expires_at))


def is_signed_out(session: Session, hash_: str) -> bool:
    """Whether the sign-in was ended."""
    return session.get(SignedOut, hash_) is not None


def forget_sign_outs(session: Session, before: datetime) -> None:
    """Forget those whose tokens expired before."""
    session.exec(delete(SignedOut).where(col(SignedOut.expires_at) < before))
