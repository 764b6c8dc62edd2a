"""Reads and writes plans and their reviews."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, Field
from sqlalchemy import Connection, Row, Select, Text, cast, delete, insert, select, update

from modelsync.core.approval import Edit
from modelsync.core.diff import with_known_paths
from modelsync.core.kinds import UtcDatetime
from modelsync.core.models import ModelSyncDiff, Value
from modelsync.core.safety import Facts
from modelsync.core.stored_json import read, read_json
from modelsync.errors import StoreError
from modelsync.store.schema import PLANS, batches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_Stored = TypeVar("_Stored", bound=BaseModel)
_AS_TEXT = {"diff", "facts", "review"}
"""Columns whose JSON goes straight into the domain's values, without a detour over dicts."""
_HEAD = [
    cast(column, Text).label(column.name) if column.name in _AS_TEXT else column
    for column in PLANS.c
    if column.name != "listing"
]


class Review(Value):
    """What the reviewer did to a plan so far: ticks that differ from the default, and edits, by id."""

    ticks: dict[str, bool] = Field(default_factory=dict)
    edits: dict[str, Edit] = Field(default_factory=dict)
    by: str | None = None
    at: UtcDatetime | None = None


@dataclass(frozen=True)
class Plan:
    """A stored plan; the listing that it was made from is read on its own (``plan_listing``).

    ``problem`` is the sentence why its content cannot be read: then the diff is empty.
    """

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
    problem: str | None = None

    @property
    def ticked_by_default(self) -> frozenset[str]:
        """Every change but the archiving of a model that still answers."""
        return frozenset(self.diff.ids()) - self.facts.still_answering


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
            diff=plan.diff,
            facts=plan.facts,
            review=plan.review,
        )
    )
    closed = (
        select(PLANS.c.id)
        .where(PLANS.c.provider == plan.provider, PLANS.c.state != "waiting")
        .order_by(PLANS.c.fetched_at.desc(), PLANS.c.id)
    )
    old = connection.execute(closed).scalars().all()[keep:]
    measure = connection.execute(_agreed(plan.provider).with_only_columns(PLANS.c.id)).scalar()
    for batch in batches(id_ for id_ in old if id_ != measure):
        connection.execute(delete(PLANS).where(PLANS.c.id.in_(batch)))


def plan_by_id(connection: Connection, plan_id: str, *, for_update: bool = False) -> Plan | None:
    """The plan with this id; None when there is none. Raises StoreError when its content cannot be read."""
    query = select(*_HEAD).where(PLANS.c.id == plan_id)
    row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
    return _to_plan(row) if row else None


def plan_provider(connection: Connection, plan_id: str) -> str | None:
    """Whose plan this is; None when there is none."""
    found: str | None = connection.execute(select(PLANS.c.provider).where(PLANS.c.id == plan_id)).scalar()
    return found


def latest_plans(connection: Connection) -> dict[str, Plan]:
    """Each provider's newest plan, whatever became of it; of those from one listing (compare again) the open one."""
    order = (PLANS.c.fetched_at, PLANS.c.closed_at.is_(None), PLANS.c.closed_at, PLANS.c.id)
    heads = connection.execute(select(PLANS.c.id, PLANS.c.provider).order_by(*order))
    newest = {row.provider: row.id for row in heads}
    query = select(*_HEAD).where(PLANS.c.id.in_(newest.values()))
    return {row.provider: _to_plan_or_problem(row) for row in connection.execute(query)}


def reviewed_plan(connection: Connection, provider: str) -> Plan | None:
    """The provider's waiting plan, else its newest one, if it was reviewed and not dropped.

    Raises StoreError when its content cannot be read.
    """
    order = (PLANS.c.state != "waiting", PLANS.c.fetched_at.desc(), PLANS.c.closed_at.desc(), PLANS.c.id)
    query = (
        select(PLANS.c.id, PLANS.c.provider, PLANS.c.state, cast(PLANS.c.review, Text).label("review"))
        .where(PLANS.c.provider == provider)
        .order_by(*order)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None or row.state not in {"waiting", "applied"}:
        return None
    return None if _read(Review, row, row.review) == Review() else plan_by_id(connection, row.id)


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
    query = select(PLANS.c.id, PLANS.c.provider, PLANS.c.listing).where(PLANS.c.id == plan_id)
    row = connection.execute(query).one()
    return read_json(list, row.listing, *_names(row.id, row.provider))


def close_plan(connection: Connection, plan_id: str, state: str, actor: str, at: datetime) -> None:
    """The plan is ``applied`` or ``discarded`` from now on."""
    connection.execute(
        update(PLANS).where(PLANS.c.id == plan_id).values(state=state, closed_by=actor, closed_at=at)
    )


def save_review(connection: Connection, plan_id: str, review: Review) -> None:
    """Store the review so far."""
    connection.execute(update(PLANS).where(PLANS.c.id == plan_id).values(review=review))


def _to_plan(row: Row[Any]) -> Plan:
    return Plan(
        id=row.id,
        provider=row.provider,
        actor=row.actor,
        fetched_at=row.fetched_at,
        digest=row.digest,
        diff=_diff(row.diff, *_names(row.id, row.provider)),
        facts=_read(Facts, row, row.facts),
        state=row.state,
        review=_read(Review, row, row.review),
        closed_by=row.closed_by,
        closed_at=row.closed_at,
    )


def _to_plan_or_problem(row: Row[Any]) -> Plan:
    try:
        return _to_plan(row)
    except StoreError as error:
        head = {name: getattr(row, name) for name in ("id", "provider", "actor", "fetched_at", "digest")}
        head |= {name: getattr(row, name) for name in ("state", "closed_by", "closed_at")}
        empty = ModelSyncDiff(
            plan_id=row.id,
            provider=row.provider,
            fetched_at=row.fetched_at,
            listing_sha256=row.digest,
            listed=row.listed,
        )
        return Plan(**head, diff=empty, facts=Facts(), problem=str(error))


def _names(plan_id: str, provider: str) -> tuple[str, str]:
    """What a plan is called in an error, and its cure."""
    return f"Plan {plan_id} of {provider}", f"Sync {provider} again for a new one."


def _read(kind: type[_Stored], row: Row[Any], text: str) -> _Stored:
    return read(kind, text, *_names(row.id, row.provider))


@lru_cache(maxsize=3)
def _diff(text: str, what: str, cure: str) -> ModelSyncDiff:
    """The diff of a plan, which never changes; the dashboard reads it again at each click (0.4 s at 10,000 models)."""
    return with_known_paths(read(ModelSyncDiff, text, what, cure))
