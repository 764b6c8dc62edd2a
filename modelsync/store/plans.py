"""Reads and writes plans and their reviews."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, Select, Text, cast, delete, insert, select, update

from modelsync.core.models import ModelSyncDiff
from modelsync.core.plans import Plan, Review
from modelsync.core.safety import PlanContext
from modelsync.store.schema import PLANS, batches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_AS_TEXT = {"diff", "facts", "review"}
"""Columns whose JSON goes straight into the domain's values, without a detour over dicts."""
_HEAD = [
    cast(column, Text).label(column.name) if column.name in _AS_TEXT else column
    for column in PLANS.c
    if column.name != "listing"
]


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
            facts=plan.context,
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
    """The plan with this id; None when there is none."""
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
    return {row.provider: _to_plan(row) for row in connection.execute(query)}


def reviewed_plan(connection: Connection, provider: str) -> Plan | None:
    """The provider's waiting plan, else its newest one, if it was reviewed and not dropped."""
    order = (PLANS.c.state != "waiting", PLANS.c.fetched_at.desc(), PLANS.c.closed_at.desc(), PLANS.c.id)
    query = (
        select(PLANS.c.id, PLANS.c.state, cast(PLANS.c.review, Text).label("review"))
        .where(PLANS.c.provider == provider)
        .order_by(*order)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None or row.state not in {"waiting", "applied"}:
        return None
    return None if Review.model_validate_json(row.review) == Review() else plan_by_id(connection, row.id)


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
    connection.execute(update(PLANS).where(PLANS.c.id == plan_id).values(review=review))


def _to_plan(row: Row[Any]) -> Plan:
    return Plan(
        id=row.id,
        provider=row.provider,
        actor=row.actor,
        fetched_at=row.fetched_at,
        digest=row.digest,
        diff=_diff(row.diff),
        context=PlanContext.model_validate_json(row.facts),
        state=row.state,
        review=Review.model_validate_json(row.review),
        closed_by=row.closed_by,
        closed_at=row.closed_at,
    )


@lru_cache(maxsize=3)
def _diff(text: str) -> ModelSyncDiff:
    """The diff of a plan, which never changes; the dashboard reads it again at each click (0.4 s at 10,000 models)."""
    return ModelSyncDiff.model_validate_json(text)
