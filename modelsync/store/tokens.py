"""Reads and writes the tokens of the HTTP API; knows their hashes only, never a token itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update

from modelsync.core.models import UtcDatetime, Value
from modelsync.store.schema import TOKENS

if TYPE_CHECKING:
    from datetime import datetime


class Token(Value):
    """A token as people see it: who made it, for what, when it was last used, and who revoked it."""

    name: str
    scope: str
    created_at: UtcDatetime
    created_by: str
    last_used_at: UtcDatetime | None = None
    revoked_at: UtcDatetime | None = None
    revoked_by: str | None = None


def add_token(connection: Connection, token: Token, hash_: str) -> None:
    """Store a new token."""
    connection.execute(insert(TOKENS).values(hash=hash_, **dict(token)))


def tokens(connection: Connection) -> list[Token]:
    """Every token that was ever made, by name."""
    return [_to_token(row) for row in connection.execute(select(*_SHOWN).order_by(TOKENS.c.name))]


def token_by_name(connection: Connection, name: str) -> Token | None:
    """The token with this name; None when there never was one."""
    row = connection.execute(select(*_SHOWN).where(TOKENS.c.name == name)).one_or_none()
    return _to_token(row) if row else None


def token_by_hash(connection: Connection, hash_: str) -> Token | None:
    """The token with this hash, revoked or not; None when there is none."""
    row = connection.execute(select(*_SHOWN).where(TOKENS.c.hash == hash_)).one_or_none()
    return _to_token(row) if row else None


def valid_token_hashes(connection: Connection) -> frozenset[str]:
    """The hashes of the tokens that nobody revoked."""
    return frozenset(connection.execute(select(TOKENS.c.hash).where(TOKENS.c.revoked_at.is_(None))).scalars())


def mark_used(connection: Connection, name: str, at: datetime) -> None:
    """Note when a token was used last."""
    connection.execute(update(TOKENS).where(TOKENS.c.name == name).values(last_used_at=at))


def mark_revoked(connection: Connection, name: str, actor: str, at: datetime) -> None:
    """From now on the token opens nothing."""
    connection.execute(update(TOKENS).where(TOKENS.c.name == name).values(revoked_at=at, revoked_by=actor))


_SHOWN = [TOKENS.c[name] for name in Token.model_fields]


def _to_token(row: Row[Any]) -> Token:
    return Token(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
