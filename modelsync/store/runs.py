"""Reads and writes runs and their changes. Recorded changes are immutable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Text, cast, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from modelsync.core.row_changes import RecordedChange, WrittenChange
from modelsync.core.runs import ModelEvent, Run, RunCounts
from modelsync.core.stored_json import read_json
from modelsync.store.many_rows import insert_rows
from modelsync.store.tables.history import ModelChange, SyncRun

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime


def add_run(
    session: Session,
    changes: Sequence[WrittenChange],
    *,
    kind: str,
    provider: str | None,
    actor: str,
    at: datetime,
    plan_id: str | None = None,
    reason: str | None = None,
    operation_id: str | None = None,
) -> Run:
    """Write a run and the rows before and after of each of its changes."""
    row = SyncRun(
        kind=kind,
        provider=provider,
        plan_id=plan_id,
        actor=actor,
        at=at,
        reason=reason,
        operation_id=operation_id,
        inserted=_count("insert", changes),
        updated=_count("update", changes),
        archived=_count("archive", changes),
        removed=_count("remove", changes),
    )
    session.add(row)
    session.flush()  # gives the run its number
    if changes:
        rows = ((row.id, *change) for change in changes)
        insert_rows(session.connection(), ModelChange, ("run_id", *WrittenChange._fields), rows)
    return to_run(row)


def runs(session: Session, *, limit: int | None = None) -> list[Run]:
    """The runs, newest first."""
    return [
        to_run(row) for row in session.exec(select(SyncRun).order_by(col(SyncRun.id).desc()).limit(limit))
    ]


def runs_page(session: Session, *, limit: int, before: int | None) -> tuple[list[Run], int]:
    """A page of runs older than ``before``, newest first, and the total."""
    query = select(SyncRun).order_by(col(SyncRun.id).desc()).limit(limit)
    rows = session.exec(query if before is None else query.where(col(SyncRun.id) < before))
    return [to_run(row) for row in rows], session.exec(select(func.count()).select_from(SyncRun)).one()


def run_by_id(session: Session, run_id: str, *, for_update: bool = False) -> Run | None:
    """The run with this id; None when there is none."""
    if not run_id.isascii() or not run_id.isdigit() or len(run_id) > 9:
        return None
    row = session.get(SyncRun, int(run_id), with_for_update=for_update or None)
    return to_run(row) if row else None


def runs_of_operation(session: Session, operation_id: str) -> list[Run]:
    """The runs that share this id, newest first."""
    query = select(SyncRun).where(SyncRun.operation_id == operation_id)
    return [to_run(row) for row in session.exec(query.order_by(col(SyncRun.id).desc()))]


def undone_plans(session: Session, plan_ids: Collection[str]) -> dict[str, str]:
    """Plans whose apply was undone: plan id to the undo's run id."""
    query = select(SyncRun.plan_id, SyncRun.undone_by).where(
        col(SyncRun.plan_id).in_(plan_ids), col(SyncRun.undone_by).is_not(None)
    )
    return {str(plan_id): str(undone_by) for plan_id, undone_by in session.exec(query)}


def run_changes(session: Session, run_id: str) -> list[RecordedChange]:
    """The rows before and after of a run, in the order in which they were written."""
    changes = run_images(session, run_id)
    return [to_change(run_id, c.universal_model_id, c.action, c.before, c.after) for c in changes]


def run_images(session: Session, run_id: str) -> list[WrittenChange]:
    """The same as text."""
    columns = col(ModelChange.provider), col(ModelChange.universal_model_id), col(ModelChange.action)
    images = cast(ModelChange.before, Text), cast(ModelChange.after, Text)
    query = (
        select_columns(*columns, *images)
        .where(col(ModelChange.run_id) == int(run_id))
        .order_by(col(ModelChange.id))
    )
    return [WrittenChange._make(row) for row in session.connection().execute(query).all()]


def model_history(session: Session, model_id: str, *, limit: int) -> list[ModelEvent]:
    """What happened to one model, newest first: each change with the run that made it, in one query."""
    images = cast(ModelChange.before, Text), cast(ModelChange.after, Text)
    query = (
        select(SyncRun, ModelChange.action, *images)
        .where(ModelChange.run_id == SyncRun.id, ModelChange.universal_model_id == model_id)
        .order_by(col(ModelChange.id).desc())
        .limit(limit)
    )
    return [
        ModelEvent(to_run(run), to_change(run.id, model_id, action, before, after))
        for run, action, before, after in session.exec(query)
    ]


def mark_undone(session: Session, run_id: str, undone_by: str) -> Run:
    """Record the undo of a run; gives the run that a chain of undos began with, which an undo of an undo reinstates."""
    undo = session.get_one(SyncRun, int(undone_by))
    run = session.get_one(SyncRun, int(run_id))
    undo.undoes = int(run_id)
    holds: int | None = undo.id
    while True:
        run.undone_by = holds
        holds = None if holds is not None else run.id
        before = session.get(SyncRun, run.undoes) if run.undoes is not None else None
        if before is None:
            return to_run(run)
        run = before


def to_change(run_id: object, model_id: str, action: str, *images: str | None) -> RecordedChange:
    """The change; what cannot be read of its images is an error that names the run."""
    what = f"Run {run_id}"
    before, after = (None if text is None else read_json(dict, text, what) for text in images)
    return RecordedChange(model_id, action, before, after)


def _count(action: str, changes: Sequence[WrittenChange]) -> int:
    return sum(change.action == action for change in changes)


def to_run(row: SyncRun | Row[*tuple[Any, ...]]) -> Run:
    """The run in a row."""
    return Run(
        run_id=str(row.id),
        kind=row.kind,
        provider=row.provider,
        plan_id=row.plan_id,
        actor=row.actor,
        at=row.at,
        reason=row.reason,
        counts=RunCounts(
            inserted=row.inserted, updated=row.updated, archived=row.archived, removed=row.removed
        ),
        undone_by=None if row.undone_by is None else str(row.undone_by),
        operation_id=row.operation_id,
    )
