"""Reads and writes the catalogue, plans, runs and decisions: set-based SQL on an open transaction. Decides nothing.

Functions take a connection from `Database.reading` or `Database.writing` and never commit. Values in and out are the
domain's own; no row object leaves this module.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import Field
from sqlalchemy import Connection, Row, Select, Table, bindparam, delete, insert, select, update
from sqlmodel import SQLModel

from modelsync.changes import Edit, RowChange, image
from modelsync.models import ModelSyncDiff, StoredModel, UtcDatetime, Value
from modelsync.reversal import RecordedChange
from modelsync.safety import Facts
from modelsync.tables import AiModel, FilterDecision, ModelChange, SyncPlan, SyncRun

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

_BATCH = 500


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    return table


MODELS, PLANS, RUNS = _table(AiModel), _table(SyncPlan), _table(SyncRun)
CHANGES, DECISIONS = _table(ModelChange), _table(FilterDecision)
_PLAN_HEAD = [column for column in PLANS.c if column.name != "listing"]


class Review(Value):
    """What the reviewer did to a plan so far: ticks that differ from the default, and edits, by id."""

    ticks: dict[str, bool] = Field(default_factory=dict)
    edits: dict[str, Edit] = Field(default_factory=dict)
    by: str | None = None
    at: UtcDatetime | None = None


@dataclass(frozen=True)
class Plan:
    """A stored plan; the listing that it was made from is read on its own (``plan_listing``)."""

    id: str
    provider: str
    actor: str
    fetched_at: datetime
    digest: str
    diff: ModelSyncDiff
    facts: Facts
    state: str = "waiting"
    review: Review = field(default_factory=Review)
    closed_by: str | None = None
    closed_at: datetime | None = None

    @property
    def ticked_by_default(self) -> frozenset[str]:
        """Every change but the archiving of a model that still answers."""
        return frozenset(self.diff.ids()) - self.facts.still_answering


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
class Decision:
    """The admin's word on one id: ``include`` or ``exclude``, with the reason."""

    universal_model_id: str
    decision: str
    reason: str
    actor: str
    at: datetime


# --- the catalogue ---------------------------------------------------------------------------------------------------


def models(
    connection: Connection,
    *,
    provider: str | None = None,
    status: str | None = None,
    enabled: bool | None = None,
) -> list[StoredModel]:
    """The catalogue's rows, ordered by provider and id."""
    query = select(MODELS).order_by(MODELS.c.provider, MODELS.c.universal_model_id)
    if provider is not None:
        query = query.where(MODELS.c.provider == provider)
    if status is not None:
        query = query.where(MODELS.c.status == status)
    if enabled is not None:
        query = query.where(MODELS.c.enabled == enabled)
    return [_to_model(row) for row in connection.execute(query)]


def models_by_id(
    connection: Connection, ids: Collection[str], *, for_update: bool = False
) -> dict[str, StoredModel]:
    """The rows of these ids, by id; with ``for_update`` nobody else changes them before the transaction ends."""
    found: dict[str, StoredModel] = {}
    for batch in _batches(sorted(ids)):
        query = select(MODELS).where(MODELS.c.universal_model_id.in_(batch))
        if for_update:
            query = query.order_by(MODELS.c.universal_model_id).with_for_update()
        found |= {row.universal_model_id: _to_model(row) for row in connection.execute(query)}
    return found


def active_ids(connection: Connection, provider: str) -> set[str]:
    """The ids of the provider's active models."""
    query = select(MODELS.c.universal_model_id).where(
        MODELS.c.provider == provider, MODELS.c.status == "active"
    )
    return set(connection.execute(query).scalars())


def owners(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """The provider that owns each of these ids, for those in the catalogue."""
    found: dict[str, str] = {}
    for batch in _batches(sorted(ids)):
        query = select(MODELS.c.universal_model_id, MODELS.c.provider).where(
            MODELS.c.universal_model_id.in_(batch)
        )
        found |= {row.universal_model_id: row.provider for row in connection.execute(query)}
    return found


def write_updates(connection: Connection, changes: Sequence[RowChange]) -> None:
    """Write the rows of these updates or archivals, in one statement for all."""
    if not changes:
        return
    columns = ["display_name", "display_name_by", "status", "enabled", "config", "version", "updated_at"]
    statement = (
        update(MODELS)
        .where(MODELS.c.id == bindparam("row_id"))
        .values({column: bindparam(f"new_{column}") for column in columns})
    )
    rows = []
    for change in changes:
        values = _to_columns(change.model)
        rows.append({"row_id": change.model.id} | {f"new_{column}": values[column] for column in columns})
    connection.execute(statement, rows)


def write_removals(connection: Connection, changes: Sequence[RowChange]) -> None:
    """Delete these rows, in one statement for all."""
    if changes:
        statement = delete(MODELS).where(MODELS.c.id == bindparam("row_id"))
        connection.execute(statement, [{"row_id": change.model.id} for change in changes])


def write_inserts(connection: Connection, changes: Sequence[RowChange]) -> list[RowChange]:
    """Insert these rows, in one statement for all; returns the changes with their primary keys.

    A row with a primary key gets it back (an undone insert that is redone), one with 0 gets a new one.
    """
    if not changes:
        return []
    known = bool(changes[0].model.id)
    rows = [_to_columns(change.model) | ({"id": change.model.id} if known else {}) for change in changes]
    connection.execute(insert(MODELS), rows)
    ids: dict[str, int] = {}
    for batch in _batches([change.model.universal_model_id for change in changes]):
        query = select(MODELS.c.universal_model_id, MODELS.c.id).where(MODELS.c.universal_model_id.in_(batch))
        ids |= {row.universal_model_id: row.id for row in connection.execute(query)}
    return [
        RowChange("insert", None, c.model.model_copy(update={"id": ids[c.model.universal_model_id]}))
        for c in changes
    ]


def _to_model(row: Row[Any]) -> StoredModel:
    config = row.config
    limits = config.get("limits") or {}
    return StoredModel.model_validate(
        {
            "id": row.id,
            "provider": row.provider,
            "universal_model_id": row.universal_model_id,
            "display_name": row.display_name,
            "display_name_by": row.display_name_by,
            "status": row.status,
            "enabled": row.enabled,
            "version": row.version,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "provider_display_name": config.get("providerDisplayName") or row.display_name,
            "description": config.get("description"),
            "released_at": config.get("releasedAt"),
            "context_window": limits.get("contextWindow"),
            "max_output_tokens": limits.get("maxOutputTokens"),
            "pricing": config.get("pricing"),
            "lifecycle": config.get("lifecycle") or {},
            "capabilities": config.get("capabilities") or {},
        }
    )


def _to_columns(model: StoredModel) -> dict[str, Any]:
    data = model.to_json()
    config = {
        key: data[key]
        for key in (
            "universalModelId",
            "providerDisplayName",
            "description",
            "releasedAt",
            "pricing",
            "lifecycle",
            "capabilities",
        )
    }
    config["limits"] = {key: data[key] for key in ("contextWindow", "maxOutputTokens")}
    return {
        "provider": model.provider,
        "universal_model_id": model.universal_model_id,
        "display_name": model.display_name,
        "display_name_by": model.display_name_by,
        "status": model.status,
        "enabled": bool(model.enabled),
        "config": config,
        "version": model.version,
        "created_at": model.created_at,
        "updated_at": model.updated_at,
    }


# --- plans -----------------------------------------------------------------------------------------------------------


def add_plan(
    connection: Connection, plan: Plan, items: Sequence[object], *, now: datetime, keep: int
) -> None:
    """Store a waiting plan with its listing; the provider's waiting one is superseded, the oldest closed ones go.

    The plan whose listing is the measure of later ones stays (``listing_length``).
    """
    waiting = (PLANS.c.provider == plan.provider) & (PLANS.c.state == "waiting")
    connection.execute(
        update(PLANS).where(waiting).values(state="superseded", closed_by=plan.actor, closed_at=now)
    )
    connection.execute(
        insert(PLANS).values(
            id=plan.id,
            provider=plan.provider,
            actor=plan.actor,
            fetched_at=plan.fetched_at,
            state=plan.state,
            digest=plan.digest,
            listed=plan.diff.listed,
            changes=len(plan.diff.ids()),
            listing=json.dumps(items, separators=(",", ":")),
            diff=plan.diff.to_json(),
            facts=plan.facts.to_json(),
            review=plan.review.to_json(),
        )
    )
    closed = (
        select(PLANS.c.id)
        .where(PLANS.c.provider == plan.provider, PLANS.c.state != "waiting")
        .order_by(PLANS.c.fetched_at.desc(), PLANS.c.id)
    )
    old = connection.execute(closed).scalars().all()[keep:]
    measure = connection.execute(_agreed(plan.provider).with_only_columns(PLANS.c.id)).scalar()
    for batch in _batches(id_ for id_ in old if id_ != measure):
        connection.execute(delete(PLANS).where(PLANS.c.id.in_(batch)))


def plan_by_id(connection: Connection, plan_id: str, *, for_update: bool = False) -> Plan | None:
    """The plan with this id; None when there is none."""
    query = select(*_PLAN_HEAD).where(PLANS.c.id == plan_id)
    row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
    return _to_plan(row) if row else None


def latest_plans(connection: Connection) -> dict[str, Plan]:
    """Each provider's newest plan, whatever became of it; of those from one listing (compare again) the open one."""
    order = (PLANS.c.fetched_at, PLANS.c.closed_at.is_(None), PLANS.c.closed_at, PLANS.c.id)
    heads = connection.execute(select(PLANS.c.id, PLANS.c.provider).order_by(*order))
    newest = {row.provider: row.id for row in heads}
    query = select(*_PLAN_HEAD).where(PLANS.c.id.in_(newest.values()))
    return {row.provider: _to_plan(row) for row in connection.execute(query)}


def listing_length(connection: Connection, provider: str) -> int | None:
    """How many models the provider's last listing had that the catalogue agreed with; None before the first.

    It agreed when its plan was applied or held no change. So a short list that is fetched twice does not become the measure.
    """
    found: int | None = connection.execute(_agreed(provider)).scalar()
    return found


def _agreed(provider: str) -> Select[Any]:
    return (
        select(PLANS.c.listed)
        .where(PLANS.c.provider == provider, (PLANS.c.state == "applied") | (PLANS.c.changes == 0))
        .order_by(PLANS.c.fetched_at.desc(), PLANS.c.id)
        .limit(1)
    )


def plan_listing(connection: Connection, plan_id: str) -> list[Any]:
    """The raw items of the listing that a plan was made from."""
    items: list[Any] = json.loads(
        connection.execute(select(PLANS.c.listing).where(PLANS.c.id == plan_id)).scalar_one()
    )
    return items


def close_plan(connection: Connection, plan_id: str, state: str, actor: str, at: datetime) -> None:
    """The plan is ``applied`` or ``discarded`` from now on."""
    connection.execute(
        update(PLANS).where(PLANS.c.id == plan_id).values(state=state, closed_by=actor, closed_at=at)
    )


def save_review(connection: Connection, plan_id: str, review: Review) -> None:
    """Store the review so far."""
    connection.execute(update(PLANS).where(PLANS.c.id == plan_id).values(review=review.to_json()))


def _to_plan(row: Row[Any]) -> Plan:
    return Plan(
        id=row.id,
        provider=row.provider,
        actor=row.actor,
        fetched_at=row.fetched_at,
        digest=row.digest,
        diff=ModelSyncDiff.model_validate(row.diff),
        facts=Facts.model_validate(row.facts),
        state=row.state,
        review=Review.model_validate(row.review),
        closed_by=row.closed_by,
        closed_at=row.closed_at,
    )


# --- runs ------------------------------------------------------------------------------------------------------------


def add_run(
    connection: Connection,
    changes: Sequence[RowChange],
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


def run_by_id(connection: Connection, run_id: str, *, for_update: bool = False) -> Run | None:
    """The run with this id; None when there is none."""
    if not run_id.isascii() or not run_id.isdigit() or len(run_id) > 9:
        return None
    query = select(RUNS).where(RUNS.c.id == int(run_id))
    row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
    return _to_run(row) if row else None


def run_changes(connection: Connection, run_id: str) -> list[RecordedChange]:
    """The rows before and after of a run, in the order in which they were written."""
    query = select(CHANGES).where(CHANGES.c.run_id == int(run_id)).order_by(CHANGES.c.id)
    return [
        RecordedChange(row.universal_model_id, row.action, row.before, row.after)
        for row in connection.execute(query)
    ]


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


def _change_columns(run_id: int, change: RowChange) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "provider": change.model.provider,
        "universal_model_id": change.model.universal_model_id,
        "action": change.action,
        "before": image(change.before) if change.before else None,
        "after": image(change.after) if change.after else None,
    }


# --- decisions on the filter -----------------------------------------------------------------------------------------


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


def _batches(values: Iterable[str]) -> Iterable[list[str]]:
    values = list(values)
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
