"""Reads and writes amendments, and what runs changed of them. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, Text, cast, delete, insert, select
from sqlmodel import Session, col

from modelsync.core.amendments import Amendment, FactChange
from modelsync.core.stored_json import read, read_json
from modelsync.store.batches import batches
from modelsync.store.tables.facts import StoredAmendment, StoredFactChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_COLUMNS = [getattr(StoredAmendment, name) for name in StoredAmendment.model_fields if name != "value"]
_READ: Select[*tuple[Any, ...]] = select(*_COLUMNS, cast(StoredAmendment.value, Text).label("value"))


def amendments(session: Session, provider: str | None = None) -> dict[str, Amendment]:
    """The amendments by key, in the order of the keys."""
    query = _READ.order_by(col(StoredAmendment.key))
    if provider is not None:
        query = query.where(col(StoredAmendment.provider) == provider)
    return {row.key: _amendment(row) for row in session.connection().execute(query)}


def write_facts(session: Session, run_id: str, changes: Sequence[FactChange]) -> None:
    """Store the amendments as the run leaves them, and what it changed."""
    if not changes:
        return
    for batch in batches([change.key for change in changes]):
        session.connection().execute(delete(StoredAmendment).where(col(StoredAmendment.key).in_(batch)))
    if rows := [_row(change.after) for change in changes if change.after]:
        session.connection().execute(insert(StoredAmendment), rows)
    recorded = [
        {
            "run_id": int(run_id),
            "key": change.key,
            "before": change.before and change.before.to_json(),
            "after": change.after and change.after.to_json(),
        }
        for change in changes
    ]
    session.connection().execute(insert(StoredFactChange), recorded)


def fact_changes(session: Session, run_id: str) -> list[FactChange]:
    """The amendments before and after a run."""
    images = cast(StoredFactChange.before, Text), cast(StoredFactChange.after, Text)
    query = (
        select(col(StoredFactChange.key), *images)
        .where(col(StoredFactChange.run_id) == int(run_id))
        .order_by(col(StoredFactChange.id))
    )
    return [
        FactChange(key, *(None if text is None else read(Amendment, text, f"Run {run_id}") for text in texts))
        for key, *texts in session.connection().execute(query)
    ]


def last_fact_change(session: Session, keys: Iterable[str]) -> dict[str, int]:
    """The newest run that changed each of these amendments."""
    query = (
        select(col(StoredFactChange.key), col(StoredFactChange.run_id))
        .where(col(StoredFactChange.key).in_(list(keys)))
        .order_by(col(StoredFactChange.id))
    )
    return {row.key: row.run_id for row in session.connection().execute(query)}


def _amendment(row: Row[Any]) -> Amendment:
    what = f"The amendment {row.key}"
    said = {
        "key": row.key,
        "provider": row.provider,
        "universalModelId": row.universal_model_id,
        "kind": row.kind,
        "from": row.begins,
        "value": read_json(dict, row.value, what),
        "source": row.source,
        "sourceUrl": row.source_url,
        "asOf": row.as_of,
        "reason": row.reason,
        "by": row.actor,
        "at": row.at,
        "version": row.version,
    }
    return read(Amendment, said, what)


def _row(amendment: Amendment) -> dict[str, Any]:
    return {
        "key": amendment.key,
        "provider": amendment.provider,
        "universal_model_id": amendment.universal_model_id,
        "kind": amendment.kind,
        "begins": amendment.begins and str(amendment.begins),
        "value": amendment.value.to_json(),
        "source": amendment.source,
        "source_url": amendment.source_url,
        "as_of": amendment.as_of and str(amendment.as_of),
        "reason": amendment.reason,
        "actor": amendment.by,
        "at": amendment.at,
        "version": amendment.version,
    }
