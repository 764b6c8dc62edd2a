"""Reads and writes the admin's decisions that overrule the filter."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from modelsync.core.decisions import Decision
from modelsync.store.schema import DECISIONS


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
