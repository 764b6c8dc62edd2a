"""Reads and writes the tokens of the HTTP API; knows their hashes only, never a token itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from modelsync.core.tokens import Token
from modelsync.store.tables.access import ApiToken

if TYPE_CHECKING:
    from datetime import datetime


def add_token(session: Session, token: Token, hash_: str) -> None:
    """Store a new token."""
    session.add(ApiToken(hash=hash_, **dict(token)))


def tokens(session: Session) -> list[Token]:
    """Every token that was ever made, by name."""
    return [_token(row) for row in session.exec(select(ApiToken).order_by(ApiToken.name))]


def token_by_name(session: Session, name: str) -> Token | None:
    """The token with this name; None when there never was one."""
    row = session.get(ApiToken, name)
    return _token(row) if row else None


def token_by_hash(session: Session, hash_: str) -> Token | None:
    """The token with this hash, revoked or not; None when there is none."""
    row = session.exec(select(ApiToken).where(ApiToken.hash == hash_)).one_or_none()
    return _token(row) if row else None


def valid_token_hashes(session: Session) -> frozenset[str]:
    """The hashes of the tokens that nobody revoked."""
    return frozenset(session.exec(select(ApiToken.hash).where(col(ApiToken.revoked_at).is_(None))))


def mark_used(session: Session, name: str, at: datetime) -> None:
    """Record the token's last use."""
    session.get_one(ApiToken, name).last_used_at = at


def mark_revoked(session: Session, name: str, actor: str, at: datetime) -> None:
    """Revoke the token."""
    row = session.get_one(ApiToken, name)
    row.revoked_at, row.revoked_by = at, actor


def _token(row: ApiToken) -> Token:
    return Token.model_validate(row, from_attributes=True)
