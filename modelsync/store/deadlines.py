"""Reads and writes which deadlines were announced, and which an admin dismissed until a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from modelsync.core.deadlines import Dismissal
from modelsync.core.milestones import Milestone
from modelsync.store.tables import DeadlineDismissal, MilestoneSeen


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
    """The deadlines that were dismissed, by model id."""
    rows = session.exec(select(DeadlineDismissal).order_by(col(DeadlineDismissal.universal_model_id)))
    return {row.universal_model_id: Dismissal.model_validate(row.model_dump()) for row in rows}


def dismiss(session: Session, dismissal: Dismissal) -> None:
    """Dismiss a deadline until a day; an earlier dismissal of the model gives way."""
    session.merge(DeadlineDismissal(**dismissal.model_dump()))
    session.flush()


def recall(session: Session, model_id: str) -> None:
    """Take the dismissal of a model back."""
    if row := session.get(DeadlineDismissal, model_id):
        session.delete(row)
