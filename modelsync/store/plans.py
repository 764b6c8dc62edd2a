"""Reads and writes plans and their reviews."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Row, Text, cast, delete, insert, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from modelsync.core.models import ModelSyncDiff
from modelsync.core.plans import Plan, Review
from modelsync.core.safety import PlanContext
from modelsync.store.batches import batches
from modelsync.store.database import advisory_lock
from modelsync.store.tables import SyncPlan

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlmodel.sql.expression import SelectOfScalar

T = TypeVar("T")

# Without the listing, which is large; JSON as text goes straight into the domain's values, without a detour over dicts.
_HEAD = select_columns(
    col(SyncPlan.id),
    col(SyncPlan.provider),
    col(SyncPlan.actor),
    col(SyncPlan.fetched_at),
    col(SyncPlan.digest),
    col(SyncPlan.state),
    col(SyncPlan.closed_by),
    col(SyncPlan.closed_at),
    cast(SyncPlan.diff, Text).label("diff"),
    cast(SyncPlan.facts, Text).label("facts"),
    cast(SyncPlan.review, Text).label("review"),
)


def add_plan(session: Session, plan: Plan, items: Sequence[object], *, now: datetime, keep: int) -> None:
    """Store a waiting plan with its listing; the provider's waiting one is superseded, the oldest closed ones go.

    The plan whose listing is the baseline of the shrink check stays (``listing_length``).
    """
    session.exec(
        update(SyncPlan)
        .where(col(SyncPlan.provider) == plan.provider, col(SyncPlan.state) == "waiting")
        .values(state="superseded", closed_by=plan.actor, closed_at=now)
    )
    session.exec(
        insert(SyncPlan).values(
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
    _prune(session, plan.provider, keep)


def _prune(session: Session, provider: str, keep: int) -> None:
    closed = (
        select(SyncPlan.id)
        .where(SyncPlan.provider == provider, SyncPlan.state != "waiting")
        .order_by(col(SyncPlan.fetched_at).desc(), SyncPlan.id)
    )
    old = session.exec(closed).all()[keep:]
    baseline = session.exec(_agreed(select(SyncPlan.id), provider)).first()
    for batch in batches(id_ for id_ in old if id_ != baseline):
        session.exec(delete(SyncPlan).where(col(SyncPlan.id).in_(batch)))


def plan_by_id(session: Session, plan_id: str) -> Plan | None:
    """The plan with this id; None when there is none."""
    return next(iter(_plans(session, [plan_id])), None)


def locked_plan(session: Session, plan_id: str) -> Plan | None:
    """The plan, with other writers of its provider held back until the transaction ends; None when there is none."""
    if session.get_bind().dialect.name == "postgresql":
        # Looks the provider up and takes its lock at once. SQLite holds back every writer anyway.
        session.exec(select(advisory_lock(col(SyncPlan.provider))).where(SyncPlan.id == plan_id))
    return plan_by_id(session, plan_id)


def latest_plans(session: Session) -> dict[str, Plan]:
    """Each provider's newest plan, whatever became of it; of those from one listing (compare again) the open one."""
    closed_at = col(SyncPlan.closed_at)
    heads = session.exec(
        select(SyncPlan.provider, SyncPlan.id).order_by(
            col(SyncPlan.fetched_at), closed_at.is_(None), closed_at, col(SyncPlan.id)
        )
    )
    return {plan.provider: plan for plan in _plans(session, dict(heads.all()).values())}


def reviewed_plan(session: Session, provider: str) -> Plan | None:
    """The provider's waiting plan, else its newest one, if it was reviewed and not dropped."""
    query = (
        select(SyncPlan.id, SyncPlan.state, cast(SyncPlan.review, Text))
        .where(SyncPlan.provider == provider)
        .order_by(
            col(SyncPlan.state) != "waiting",
            col(SyncPlan.fetched_at).desc(),
            col(SyncPlan.closed_at).desc(),
            col(SyncPlan.id),
        )
    )
    found = session.exec(query.limit(1)).first()
    if found is None:
        return None
    plan_id, state, review = found
    if state not in {"waiting", "applied"} or Review.model_validate_json(review) == Review():
        return None
    return plan_by_id(session, plan_id)


def listing_length(session: Session, provider: str) -> int | None:
    """Baseline for the shrink check: how long the last listing was whose plan was applied or empty; None before the first.

    So a short list that is fetched twice does not become the baseline.
    """
    return session.exec(_agreed(select(SyncPlan.listed), provider)).first()


def _agreed(query: SelectOfScalar[T], provider: str) -> SelectOfScalar[T]:
    agreed = (col(SyncPlan.state) == "applied") | (col(SyncPlan.changes) == 0)
    newest = (col(SyncPlan.fetched_at).desc(), SyncPlan.id)
    return query.where(SyncPlan.provider == provider, agreed).order_by(*newest).limit(1)


def plan_listing(session: Session, plan_id: str) -> list[Any]:
    """The raw items of the listing that a plan was made from."""
    items: list[Any] = json.loads(session.exec(select(SyncPlan.listing).where(SyncPlan.id == plan_id)).one())
    return items


def close_plan(session: Session, plan_id: str, state: str, actor: str, at: datetime) -> None:
    """The plan is ``applied`` or ``discarded`` from now on."""
    this = col(SyncPlan.id) == plan_id
    session.exec(update(SyncPlan).where(this).values(state=state, closed_by=actor, closed_at=at))


def save_review(session: Session, plan_id: str, review: Review) -> None:
    """Store the review so far."""
    session.exec(update(SyncPlan).where(col(SyncPlan.id) == plan_id).values(review=review))


def _plans(session: Session, ids: Collection[str]) -> list[Plan]:
    rows = session.connection().execute(_HEAD.where(col(SyncPlan.id).in_(ids)))
    return [_to_plan(row) for row in rows]


def _to_plan(row: Row[*tuple[Any, ...]]) -> Plan:
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
