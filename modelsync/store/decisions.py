"""Reads and writes the admin's decisions that overrule the filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import delete
from sqlmodel import Session, col, select

from modelsync.core.decisions import Decision, DecisionKind
from modelsync.store.batches import batches
from modelsync.store.tables.reviews import FilterDecision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


def decisions(session: Session, provider: str) -> dict[str, Decision]:
    """The admin's decisions for one provider, by id."""
    rows = session.exec(select(FilterDecision).where(FilterDecision.provider == provider))
    return {row.universal_model_id: _decision(row) for row in rows}


def all_decisions(session: Session) -> Mapping[str, dict[str, Decision]]:
    """The admin's decisions by provider and id."""
    found: dict[str, dict[str, Decision]] = {}
    for row in session.exec(select(FilterDecision)):
        found.setdefault(row.provider, {})[row.universal_model_id] = _decision(row)
    return found


def set_decision(session: Session, provider: str, decision: Decision) -> None:
    """Store a decision in place of an earlier one for the same id."""
    session.merge(FilterDecision(provider=provider, **vars(decision)))


def remove_decision(session: Session, provider: str, id_: str) -> bool:
    """Forget the decision for this id; False when there was none."""
    row = session.get(FilterDecision, (provider, id_))
    if row is not None:
        session.delete(row)
    return row is not None


def remove_decisions_of(session: Session, ids: Iterable[str], at: datetime) -> None:
    """Forget the decisions about these ids that were made at this moment: those that came with a run."""
    for batch in batches(ids):
        made = col(FilterDecision.universal_model_id).in_(batch), col(FilterDecision.at) == at
        session.exec(delete(FilterDecision).where(*made))


def _decision(row: FilterDecision) -> Decision:
    kind = cast("DecisionKind", row.decision)  # the table's CHECK allows no other
    return Decision(row.universal_model_id, kind, row.reason, row.actor, row.at)
