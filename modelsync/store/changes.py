"""Reads what runs changed over the whole history: for the audit, newest first, and whose a row's id was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, Text, cast
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from modelsync.core.runs import ModelEvent, Run
from modelsync.store.batches import batches
from modelsync.store.runs import to_change, to_run
from modelsync.store.tables.catalogue import AiModel
from modelsync.store.tables.history import ModelChange, SyncRun

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from modelsync.core.field_changes import ChangeFilter

_BATCH = 500
_RECORDED: Select[*tuple[Any, ...]] = select_columns(
    SyncRun,
    col(ModelChange.id).label("number"),
    col(ModelChange.universal_model_id),
    col(ModelChange.action),
    cast(ModelChange.before, Text).label("before"),
    cast(ModelChange.after, Text).label("after"),
).join(ModelChange, col(ModelChange.run_id) == col(SyncRun.id))


def changes(
    session: Session, wanted: ChangeFilter, *, newest: int | None = None
) -> Iterator[tuple[int, ModelEvent]]:
    """The recorded changes that the filter wants, each with its number, newest first; ``field`` is left to the caller.

    One query, read batch by batch: whoever stops early has not read the rest. ``newest`` is the highest number wanted.
    """
    query = (
        _RECORDED.where(*_wanted(wanted, newest))
        .order_by(col(ModelChange.id).desc())
        .execution_options(yield_per=_BATCH)
    )
    runs: dict[int, Run] = {}
    with session.connection().execute(query) as rows:
        for row in rows:
            run = runs.get(row.id) or runs.setdefault(row.id, to_run(row))
            change = to_change(row.id, row.universal_model_id, row.action, row.before, row.after)
            yield row.number, ModelEvent(run, change)


def has_changes_of(session: Session, provider: str) -> bool:
    """Whether a model of this provider ever changed."""
    query = select(ModelChange.id).where(ModelChange.provider == provider)
    return session.exec(query.limit(1)).first() is not None


def row_id_owners(session: Session, row_ids: Collection[int]) -> dict[int, str]:
    """Which model has, or once had, each of these row ids: an id is never another model's."""
    found: dict[int, str] = {}
    inserted = col(ModelChange.after)["id"].as_integer()
    for batch in batches(sorted(row_ids)):
        history = select(inserted, ModelChange.universal_model_id).where(
            ModelChange.action == "insert", inserted.in_(batch)
        )
        found |= {int(row_id): str(id_) for row_id, id_ in session.exec(history)}
        now = select(AiModel.id, AiModel.universal_model_id).where(col(AiModel.id).in_(batch))
        found |= {int(row_id or 0): id_ for row_id, id_ in session.exec(now)}
    return found


def _wanted(wanted: ChangeFilter, newest: int | None) -> Iterator[ColumnElement[bool]]:
    if wanted.since is not None:
        yield col(SyncRun.at) >= wanted.since
    if wanted.until is not None:
        yield col(SyncRun.at) <= wanted.until
    if wanted.provider is not None:
        yield col(ModelChange.provider) == wanted.provider
    if wanted.model is not None:
        yield col(ModelChange.universal_model_id) == wanted.model
    if wanted.actor is not None:
        yield col(SyncRun.actor) == wanted.actor
    if wanted.run_id is not None:
        yield col(ModelChange.run_id) == int(wanted.run_id)
    if newest is not None:
        yield col(ModelChange.id) <= newest
