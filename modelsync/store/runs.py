"""Reads and writes runs and what each changed; nothing here changes or removes what a run recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import Field
from sqlalchemy import Connection, Row, Text, cast, func, insert, select, update

from modelsync.core.kinds import UtcDatetime
from modelsync.core.models import Value
from modelsync.core.stored_json import read_json
from modelsync.core.undo import RecordedChange
from modelsync.store.schema import CHANGES, RUNS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime


class RunCounts(Value):
    """How many rows a run inserted, updated, archived and (an undo) removed; JSON has the first three."""

    inserted: int
    updated: int
    archived: int
    removed: int = Field(default=0, exclude=True)

    @property
    def total(self) -> int:
        return self.inserted + self.updated + self.archived + self.removed


class Run(Value):
    """What changed the catalogue once (contract of the command line)."""

    run_id: str
    kind: str
    provider: str | None
    plan_id: str | None
    actor: str
    at: UtcDatetime
    reason: str | None
    counts: RunCounts
    undone_by: str | None


@dataclass(frozen=True)
class ModelEvent:
    """One change of a model, and the run that made it."""

    run: Run
    change: RecordedChange


def add_run(
    connection: Connection,
    changes: Sequence[RecordedChange],
    *,
    kind: str,
    provider: str | None,
    actor: str,
    at: datetime,
    plan_id: str | None = None,
    reason: str | None = None,
) -> Run:
    """Write a run and the rows before and after of each of its changes."""
    counts = RunCounts(
        inserted=sum(change.action == "insert" for change in changes),
        updated=sum(change.action == "update" for change in changes),
        archived=sum(change.action == "archive" for change in changes),
        removed=sum(change.action == "remove" for change in changes),
    )
    values = {
        "kind": kind,
        "provider": provider,
        "plan_id": plan_id,
        "actor": actor,
        "at": at,
        "reason": reason,
        **dict(counts),
    }
    key = connection.execute(insert(RUNS).values(**values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row gives its key, for the type checker
    if changes:
        connection.execute(insert(CHANGES), [_change_columns(key[0], change) for change in changes])
    return Run(run_id=str(key[0]), counts=counts, undone_by=None, **{k: values[k] for k in _RUN_FIELDS})


_RUN_FIELDS = ("kind", "provider", "plan_id", "actor", "at", "reason")


def runs(connection: Connection, *, limit: int | None = None) -> list[Run]:
    """The runs, newest first."""
    query = select(RUNS).order_by(RUNS.c.id.desc()).limit(limit)
    return [_to_run(row) for row in connection.execute(query)]


def runs_page(connection: Connection, *, limit: int, before: int | None) -> tuple[list[Run], int]:
    """So many runs, newest first, that are older than the run ``before``, and how many runs there are in all."""
    query = select(RUNS).order_by(RUNS.c.id.desc()).limit(limit)
    rows = connection.execute(query if before is None else query.where(RUNS.c.id < before))
    total = connection.execute(select(func.count()).select_from(RUNS)).scalar_one()
    return [_to_run(row) for row in rows], total


def run_by_id(connection: Connection, run_id: str, *, for_update: bool = False) -> Run | None:
    """The run with this id; None when there is none."""
    if not run_id.isascii() or not run_id.isdigit() or len(run_id) > 9:
        return None
    query = select(RUNS).where(RUNS.c.id == int(run_id))
    row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
    return _to_run(row) if row else None


def undone_plans(connection: Connection, plan_ids: Collection[str]) -> dict[str, str]:
    """Those of these plans of which a run took back what was applied: plan id and that run's id."""
    query = select(RUNS.c.plan_id, RUNS.c.undone_by).where(
        RUNS.c.plan_id.in_(plan_ids), RUNS.c.undone_by.is_not(None)
    )
    return {plan_id: str(undone_by) for plan_id, undone_by in connection.execute(query)}


def run_changes(connection: Connection, run_id: str) -> list[RecordedChange]:
    """The rows before and after of a run, in the order in which they were written."""
    query = select(*_CHANGE).where(CHANGES.c.run_id == int(run_id)).order_by(CHANGES.c.id)
    return [_to_change(row, run_id) for row in connection.execute(query)]


def model_history(connection: Connection, model_id: str, *, limit: int) -> list[ModelEvent]:
    """What happened to one model, newest first: each change with the run that made it, in one query."""
    query = (
        select(RUNS, *_CHANGE)
        .join(CHANGES, CHANGES.c.run_id == RUNS.c.id)
        .where(CHANGES.c.universal_model_id == model_id)
        .order_by(CHANGES.c.id.desc())
        .limit(limit)
    )
    return [ModelEvent(_to_run(row), _to_change(row, row.id)) for row in connection.execute(query)]


def mark_undone(connection: Connection, run_id: str, undone_by: str) -> None:
    """Note which run took this one back. When it was an undo itself, what it took back holds again, and so on by turns."""
    run, by = int(run_id), int(undone_by)
    connection.execute(update(RUNS).where(RUNS.c.id == by).values(undoes=run))
    holds: int | None = by
    while run is not None:
        connection.execute(update(RUNS).where(RUNS.c.id == run).values(undone_by=holds))
        holds = None if holds is not None else run
        run = connection.execute(select(RUNS.c.undoes).where(RUNS.c.id == run)).scalar_one()


def _to_run(row: Row[Any]) -> Run:
    return Run(
        run_id=str(row.id),
        counts=RunCounts(
            inserted=row.inserted, updated=row.updated, archived=row.archived, removed=row.removed
        ),
        undone_by=None if row.undone_by is None else str(row.undone_by),
        **{name: getattr(row, name) for name in _RUN_FIELDS},
    )


_CHANGE = (
    CHANGES.c.universal_model_id,
    CHANGES.c.action,
    cast(CHANGES.c.before, Text).label("before"),
    cast(CHANGES.c.after, Text).label("after"),
)


def _to_change(row: Row[Any], run_id: object) -> RecordedChange:
    before, after = (text and read_json(dict, text, f"Run {run_id}") for text in (row.before, row.after))
    return RecordedChange(row.universal_model_id, row.action, before, after)


def _change_columns(run_id: int, change: RecordedChange) -> dict[str, Any]:
    return {"run_id": run_id, "provider": change.provider, **vars(change)}
