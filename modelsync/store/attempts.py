"""Reads and writes the attempts to sync; of each provider the newest ones are kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func
from sqlmodel import Session, col, select

from modelsync.core.attempts import Attempt
from modelsync.store.tables.unattended import SyncAttempt

_KEPT = 1_000
"""Attempts of a provider: half a year with one every four hours."""


def add_attempt(session: Session, attempt: Attempt) -> None:
    """Store an attempt; the provider's oldest go."""
    session.add(SyncAttempt(**attempt.model_dump()))
    session.flush()
    mine = col(SyncAttempt.provider) == attempt.provider
    last_kept = select(SyncAttempt.id).where(mine).order_by(col(SyncAttempt.id).desc())
    oldest = session.exec(last_kept.offset(_KEPT).limit(1)).first()
    if oldest is not None:
        session.exec(delete(SyncAttempt).where(mine, col(SyncAttempt.id) <= oldest))


def attempts_page(
    session: Session, *, provider: str | None = None, limit: int | None = None, before: int | None = None
) -> tuple[list[tuple[int, Attempt]], int]:
    """So many attempts with their numbers, newest first, that are older than ``before``; and how many there are in all."""
    query = select(SyncAttempt).where(*_of(provider)).order_by(col(SyncAttempt.id).desc()).limit(limit)
    rows = session.exec(query if before is None else query.where(col(SyncAttempt.id) < before))
    total = session.exec(select(func.count()).select_from(SyncAttempt).where(*_of(provider))).one()
    return [(int(row.id or 0), _attempt(row)) for row in rows], total


def last_attempt(session: Session) -> int:
    """The number of the newest attempt; 0 before the first."""
    return session.exec(select(func.max(SyncAttempt.id))).one() or 0


def attempts_since(session: Session, number: int, *, limit: int) -> list[Attempt]:
    """The attempts after the one with this number, oldest first; of very many the newest."""
    newer = select(SyncAttempt).where(col(SyncAttempt.id) > number).order_by(col(SyncAttempt.id).desc())
    return [_attempt(row) for row in reversed(session.exec(newer.limit(limit)).all())]


def last_failures(session: Session) -> dict[str, Attempt]:
    """The last attempt of each provider, where it failed."""
    newest = select(func.max(SyncAttempt.id)).group_by(SyncAttempt.provider)
    query = select(SyncAttempt).where(col(SyncAttempt.id).in_(newest), col(SyncAttempt.outcome) == "failed")
    return {row.provider: _attempt(row) for row in session.exec(query)}


def last_successes(session: Session) -> dict[str, datetime]:
    """When each provider was last synced."""
    query = select(SyncAttempt.provider, func.max(SyncAttempt.at)).where(col(SyncAttempt.outcome) != "failed")
    return dict(session.exec(query.group_by(SyncAttempt.provider)).all())


def failures_in_a_row(session: Session, provider: str) -> list[Attempt]:
    """The provider's attempts that failed since the last that did not, newest first."""
    worked = select(func.max(SyncAttempt.id)).where(*_of(provider), col(SyncAttempt.outcome) != "failed")
    last_worked = session.exec(worked).one() or 0
    query = select(SyncAttempt).where(*_of(provider), col(SyncAttempt.id) > last_worked)
    return [_attempt(row) for row in session.exec(query.order_by(col(SyncAttempt.id).desc()))]


def has_attempts_of(session: Session, provider: str) -> bool:
    """Whether anyone ever tried to sync this provider."""
    return session.exec(select(SyncAttempt.id).where(*_of(provider)).limit(1)).first() is not None


def _of(provider: str | None) -> list[ColumnElement[bool]]:
    return [] if provider is None else [col(SyncAttempt.provider) == provider]


def _attempt(row: SyncAttempt) -> Attempt:
    return Attempt.model_validate(row.model_dump(exclude={"id"}))
