"""Reads and writes which deadlines were announced, and which an admin dismissed until a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from modelsync.core.deadlines import Dismissal
from modelsync.core.milestones import Milestone
from modelsync.store.tables.unattended import DismissedDeadline, MilestoneSeen

_FIELDS: Final = set(Dismissal.model_fields)


def milestones_seen(session: Session) -> dict[tuple[str, date], int]:
    """The latest milestone announced of each model and last day."""
    return {
        (row.universal_model_id, row.retires_at): row.milestone for row in session.exec(select(MilestoneSeen))
    }


def see_milestones(session: Session, found: Iterable[Milestone]) -> None:
    """Note that these milestones are announced."""
    for one in found:
        session.merge(
            MilestoneSeen(
                universal_model_id=one.model.universal_model_id,
                retires_at=one.retires_at,
                milestone=one.reached,
            )
        )
    session.flush()


def dismissals(session: Session) -> dict[str, Dismissal]:
    """The deadlines that are dismissed, by model id."""
    rows = session.exec(select(DismissedDeadline).where(_holds()).order_by(col(DismissedDeadline.id)))
    return {row.universal_model_id: Dismissal.model_validate(row.model_dump(include=_FIELDS)) for row in rows}


def dismiss(session: Session, dismissal: Dismissal) -> None:
    """Dismiss a deadline until a day; an earlier dismissal of the model gives way."""
    recall(session, dismissal.universal_model_id, actor=dismissal.actor, at=dismissal.at)
    session.add(DismissedDeadline(**dismissal.model_dump()))
    session.flush()


def recall(session: Session, model_id: str, *, actor: str, at: datetime) -> None:
    """Take the dismissal of a model back; it stays as a record."""
    mine = col(DismissedDeadline.universal_model_id) == model_id
    taken_back = update(DismissedDeadline).where(mine, _holds()).values(recalled_at=at, recalled_by=actor)
    session.connection().execute(taken_back)


def _holds() -> ColumnElement[bool]:
    return col(DismissedDeadline.recalled_at).is_(None)
