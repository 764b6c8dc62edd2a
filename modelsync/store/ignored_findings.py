"""Reads and writes which findings on the prices a person ignores. One that is taken back stays as a record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from modelsync.core.ignored import Ignored
from modelsync.store.tables.facts import IgnoredFinding

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

Key: TypeAlias = tuple[str, str, str]
"""A finding's code, model and what was seen."""


def ignored_findings(session: Session, provider: str) -> dict[Key, Ignored]:
    """What is ignored of one provider's prices."""
    rows = session.exec(select(IgnoredFinding).where(*_holds(provider)))
    return {
        (row.code, row.universal_model_id, row.seen): Ignored(by=row.actor, at=row.at, reason=row.reason)
        for row in rows
    }


def ignore_findings(session: Session, provider: str, keys: Collection[Key], why: Ignored) -> None:
    """Ignore these findings."""
    said = {"provider": provider, "actor": why.by, "at": why.at, "reason": why.reason}
    rows = [{**said, "code": code, "universal_model_id": id_, "seen": seen} for code, id_, seen in keys]
    session.connection().execute(insert(IgnoredFinding), rows)


def recall_findings(
    session: Session, provider: str, keys: Collection[Key], *, actor: str, at: datetime
) -> None:
    """Take back that these findings are ignored."""
    query = (
        update(IgnoredFinding)
        .where(
            *_holds(provider),
            col(IgnoredFinding.code) == bindparam("said_code"),
            col(IgnoredFinding.universal_model_id) == bindparam("said_id"),
            col(IgnoredFinding.seen) == bindparam("said_seen"),
        )
        .values(recalled_by=actor, recalled_at=at)
    )
    rows = [{"said_code": code, "said_id": id_, "said_seen": seen} for code, id_, seen in keys]
    session.connection().execute(query, rows)


def _holds(provider: str) -> tuple[ColumnElement[bool], ...]:
    return col(IgnoredFinding.provider) == provider, col(IgnoredFinding.recalled_at).is_(None)
