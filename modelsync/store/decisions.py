"""Reads and writes the admin's decisions that overrule the filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from modelsync.store.schema import DECISIONS

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Decision:
    """The admin's word on one id: ``include`` or ``exclude``, with the reason."""

    universal_model_id: str
    decision: str
    reason: str
    actor: str
    at: datetime


def decisions(connection: Connection, provider: str) -> dict[str, Decision]:
    """The admin's decisions for one provider, by id."""
    rows = connection.execute(select(DECISIONS).where(DECISIONS.c.provider == provider))
    return {
        row.universal_model_id: Decision(row.universal_model_id, row.decision, row.reason, row.actor, row.at)
        for row in rows
    }


def set_decision(connection: Connection, provider: str, decision: Decision) -> None:
    """Store a decision in place of an earlier one for the same id."""
    remove_decision(connection, provider, decision.universal_model_id)
    connection.execute(insert(DECISIONS).values(provider=provider, **vars(decision)))


def remove_decision(connection: Connection, provider: str, id_: str) -> bool:
    """Forget the decision for this id; False when there was none."""
    mine = (DECISIONS.c.provider == provider) & (DECISIONS.c.universal_model_id == id_)
    return connection.execute(delete(DECISIONS).where(mine)).rowcount > 0
