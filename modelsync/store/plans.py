"""Reads and writes plans and their reviews."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    ScalarSelect,
    Text,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    update,
)
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from modelsync.core.models import ModelSyncDiff
from modelsync.core.plans import Plan, Review
from modelsync.core.safety import PlanContext
from modelsync.core.stored_json import read, read_json
from modelsync.errors import StoreError
from modelsync.store.batches import batches
from modelsync.store.database import advisory_lock
from modelsync.store.diffs import read_diff, repeated_diff, stored_diff
from modelsync.store.tables.reviews import SyncPlan

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlmodel.sql.expression import SelectOfScalar

T = TypeVar("T")
_Stored = TypeVar("_Stored", bound=BaseModel)

_STEP = 4096
"""Bytes by which a stored review grows on SQLite."""
_CLOSED_MORE = len("2026-01-01T00:00:00.000000Z") - len("waiting")
"""What a closed plan's row has more than a waiting one's, beside state and actor."""
_REVIEW, _NEEDED = cast(SyncPlan.review, Text), bindparam("needed", type_=Integer)
_SHORTER_REVIEW = case(
    (
        func.substr(_REVIEW, -_NEEDED) == bindparam("blanks"),
        func.substr(_REVIEW, 1, func.length(_REVIEW) - _NEEDED),
    ),
    else_=_REVIEW,
)
"""The review without as many blanks, if it has them."""

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
    col(SyncPlan.listed),
    cast(SyncPlan.diff, Text).label("diff"),
    cast(SyncPlan.facts, Text).label("facts"),
    cast(SyncPlan.review, Text).label("review"),
)

_NEWEST = (col(SyncPlan.state) != "waiting", col(SyncPlan.fetched_at).desc())
"""The pending plan first, else the newest one."""


def add_plan(session: Session, plan: Plan, listing: str, *, now: datetime, keep: int) -> None:
    """Store a waiting plan with its listing as JSON text; the provider's waiting one is superseded, the oldest closed ones go.

    The plan whose listing is the baseline of the shrink check stays (``listing_length``).
    """
    _add(session, plan, listing, stored_diff(session, plan.diff), now=now, keep=keep)


def repeat_plan(session: Session, plan: Plan, of: str, *, now: datetime, keep: int) -> None:
    """Store a waiting plan like ``add_plan``, with the listing of a stored one: the database copies it."""
    _add(session, plan, _listing_of(of), stored_diff(session, plan.diff), now=now, keep=keep)


def repeat_newest(
    session: Session, provider: str, again: Callable[[Plan], Plan], *, now: datetime, keep: int
) -> Plan | None:
    """Store the provider's newest plan ``again``, with its listing and its diff, of which id and time alone are new.

    Gives the plan that is stored; None where there is none, or it cannot be read.
    """
    row = _newest_row(session, provider)
    if row is None or (last := _to_plan_or_problem(row)).problem:
        return None
    plan = again(last)
    diff = repeated_diff(session, plan.diff, last.diff, row.diff)
    del row  # the text of a large diff
    _add(session, plan, _listing_of(last.id), diff, now=now, keep=keep)
    return plan


def _listing_of(plan_id: str) -> ScalarSelect[str]:
    return select(SyncPlan.listing).where(SyncPlan.id == plan_id).scalar_subquery()


def _add(
    session: Session,
    plan: Plan,
    listing: str | ScalarSelect[str],
    diff: object,
    *,
    now: datetime,
    keep: int,
) -> None:
    waiting = (col(SyncPlan.provider) == plan.provider) & (col(SyncPlan.state) == "waiting")
    _close(session, waiting, "superseded", plan.actor, now)
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
            listing=listing,
            diff=diff,
            facts=plan.context,
            review=_stored_review(session, plan.review),
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
    """The plan with this id; None when there is none. Raises StoreError when its content cannot be read."""
    row = session.connection().execute(_HEAD.where(col(SyncPlan.id) == plan_id)).one_or_none()
    return _to_plan(row) if row else None


def locked_plan(session: Session, plan_id: str) -> Plan | None:
    """The plan, with other writers of its provider held back until the transaction ends; None when there is none."""
    if session.get_bind().dialect.name == "postgresql":
        # Looks the provider up and takes its lock at once. SQLite holds back every writer anyway.
        session.exec(select(advisory_lock(col(SyncPlan.provider))).where(SyncPlan.id == plan_id))
    return plan_by_id(session, plan_id)


def latest_plans(session: Session) -> dict[str, Plan]:
    """Each provider's newest plan, in any state; among plans of one listing (compare again) the open one."""
    closed_at = col(SyncPlan.closed_at)
    heads = session.exec(
        select(SyncPlan.provider, SyncPlan.id).order_by(
            col(SyncPlan.fetched_at), closed_at.is_(None), closed_at, col(SyncPlan.id)
        )
    )
    newest = _HEAD.where(col(SyncPlan.id).in_(dict(heads.all()).values()))
    return {row.provider: _to_plan_or_problem(row) for row in session.connection().execute(newest)}


def latest_plan_id(session: Session, provider: str) -> str | None:
    """The id of the provider's pending plan, else of its newest one."""
    return session.exec(_newest_id(provider)).first()


def latest_plan(session: Session, provider: str) -> Plan | None:
    """The provider's pending plan, else its newest one; None before the first."""
    row = _newest_row(session, provider)
    return _to_plan_or_problem(row) if row else None


def _newest_row(session: Session, provider: str) -> Row[*tuple[Any, ...]] | None:
    newest = _HEAD.where(col(SyncPlan.id) == _newest_id(provider).scalar_subquery())
    return session.connection().execute(newest).one_or_none()


def _newest_id(provider: str) -> SelectOfScalar[str]:
    """Chosen by the ids alone: a database that sorts whole rows copies the diff of each."""
    return select(SyncPlan.id).where(SyncPlan.provider == provider).order_by(*_NEWEST).limit(1)


def pending_adoption(session: Session, provider: str) -> str | None:
    """Whose catalogue the provider's pending plan takes over; None for a sync's, for one that cannot be read, and for none. Reads no diff."""
    pending = (col(SyncPlan.state) == "waiting") & (col(SyncPlan.changes) > 0)
    return _adopted_from(session, (col(SyncPlan.provider) == provider) & pending)


def adopted_from(session: Session, plan_id: str | None) -> str | None:
    """Whose catalogue a plan takes over; None for a sync's, for one that cannot be read, and for none. Reads no diff."""
    return _adopted_from(session, col(SyncPlan.id) == plan_id)


def _adopted_from(session: Session, wanted: ColumnElement[bool]) -> str | None:
    facts = select_columns(cast(SyncPlan.facts, Text)).where(wanted)
    stored = session.connection().execute(facts).scalar_one_or_none()
    try:
        return read(PlanContext, stored, "A plan").adopted_from if stored else None
    except StoreError:
        return None


def pending_counts(session: Session) -> dict[str, int]:
    """How many changes of each provider are pending and not rejected; reads no diff."""
    waiting = select_columns(
        col(SyncPlan.provider), col(SyncPlan.changes), cast(SyncPlan.review, Text).label("review")
    )
    rows = session.connection().execute(waiting.where(col(SyncPlan.state) == "waiting"))
    return {row.provider: max(0, row.changes - _rejected(row.review)) for row in rows}


def _rejected(review: str) -> int:
    ticks = json.loads(review).get("ticks") or {}
    return sum(ticked is False for ticked in ticks.values())


def refresh_plan(session: Session, plan_id: str, fetched_at: datetime, digest: str) -> None:
    """The plan is as good as one that was fetched now."""
    this = col(SyncPlan.id) == plan_id
    session.exec(update(SyncPlan).where(this).values(fetched_at=fetched_at, digest=digest))


def listing_length(session: Session, provider: str) -> int | None:
    """Baseline for the shrink check: how long the last listing was whose plan was applied or empty; None before the first.

    So a short list that is fetched twice does not become the baseline.
    """
    return session.exec(_agreed(select(SyncPlan.listed), provider)).first()


def _agreed(query: SelectOfScalar[T], provider: str) -> SelectOfScalar[T]:
    agreed = (col(SyncPlan.state) == "applied") | (col(SyncPlan.changes) == 0)
    agreed &= col(SyncPlan.facts)["adoptedFrom"].as_string().is_(None)  # no listing
    newest = (col(SyncPlan.fetched_at).desc(), SyncPlan.id)
    return query.where(SyncPlan.provider == provider, agreed).order_by(*newest).limit(1)


def plan_listing(session: Session, plan_id: str) -> list[Any]:
    """The raw items of the listing that a plan was made from."""
    query = select(SyncPlan.provider, SyncPlan.listing).where(SyncPlan.id == plan_id)
    provider, listing = session.exec(query).one()
    return read_json(list, listing, *_names(plan_id, provider))


def close_plan(session: Session, plan_id: str, state: str, actor: str, at: datetime) -> None:
    """The plan is ``applied`` or ``discarded`` from now on."""
    _close(session, col(SyncPlan.id) == plan_id, state, actor, at)


def _close(session: Session, which: ColumnElement[bool], state: str, actor: str, at: datetime) -> None:
    """Close these plans. On SQLite what that needs comes off the blanks of the review (``_stored_review``)."""
    values: dict[str, Any] = {"state": state, "closed_by": actor, "closed_at": at}
    given: dict[str, Any] = {}
    if session.get_bind().dialect.name == "sqlite":
        needed = len(f"{state}{actor}".encode()) + _CLOSED_MORE
        values["review"], given = _SHORTER_REVIEW, {"needed": needed, "blanks": " " * needed}
    session.connection().execute(update(SyncPlan).where(which).values(values), given)


def save_review(session: Session, plan_id: str, review: Review) -> None:
    """Store the review so far."""
    stored = _stored_review(session, review)
    session.exec(update(SyncPlan).where(col(SyncPlan.id) == plan_id).values(review=stored))


def _stored_review(session: Session, review: Review) -> object:
    """The review as a value of its column.

    SQLite writes the whole row, listing and all, unless its length stays: so the JSON is filled up with blanks to whole steps.
    """
    if session.get_bind().dialect.name != "sqlite":
        return review
    text = review.model_dump_json(by_alias=True)
    return literal(text + " " * (-len(text.encode()) % _STEP), Text)


def _to_plan(row: Row[*tuple[Any, ...]]) -> Plan:
    return Plan(
        id=row.id,
        provider=row.provider,
        actor=row.actor,
        fetched_at=row.fetched_at,
        digest=row.digest,
        diff=read_diff(row.diff, *_names(row.id, row.provider)),
        context=_read(PlanContext, row, row.facts),
        state=row.state,
        review=_read(Review, row, row.review),
        closed_by=row.closed_by,
        closed_at=row.closed_at,
    )


def _to_plan_or_problem(row: Row[*tuple[Any, ...]]) -> Plan:
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
        return Plan(**head, diff=empty, context=PlanContext(), problem=str(error))


def _names(plan_id: str, provider: str) -> tuple[str, str]:
    """What a plan is called in an error, and its cure."""
    return f"Plan {plan_id} of {provider}", f"Sync {provider} again for a new one."


def _read(kind: type[_Stored], row: Row[*tuple[Any, ...]], text: str) -> _Stored:
    return read(kind, text, *_names(row.id, row.provider))
