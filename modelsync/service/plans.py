"""Use cases of stored plans: read, review, discard. Never writes the catalogue."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from modelsync.core.actors import Actor
from modelsync.core.choices import answered, choices_made, only_noes
from modelsync.core.plans import Plan, Review
from modelsync.errors import NotFoundError, PlanClosedError
from modelsync.service.context import ServiceContext
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Plans:
    """Plans and what a reviewer does to them."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def plan(self, plan_id: str) -> Plan:
        """The stored plan. Raises NotFoundError."""
        with self._context.database.reading() as session:
            return _found(store.plan_by_id(session, plan_id), plan_id)

    def latest_plans(self) -> dict[str, Plan]:
        """Each provider's newest plan in the order of the registry, in any state; a provider that was never synced is missing."""
        with self._context.database.reading() as session:
            plans = store.latest_plans(session)
        return {provider: plans[provider] for provider in self._context.providers if provider in plans}

    def pending(self) -> int:
        """How many changes of all providers are pending and not rejected. One small read, which makes no database.

        Raises StoreError.
        """
        with self._context.database.looking() as session:
            counts = store.pending_counts(session)
        return sum(counts.get(provider, 0) for provider in self._context.providers)

    def change_review(self, plan_id: str, change: Callable[[Review], Review], *, actor: Actor) -> Review:
        """Keep ticks and edits of a waiting plan, here and for the plans after it; gives them as stored.

        ``change`` makes the new review of the stored one within the transaction, and may raise to leave it: one read,
        one write. Raises NotFoundError, PlanClosedError.
        """
        actor.require_admin()
        with waiting_plan(self._context, plan_id) as (session, plan):
            review, now = change(plan.review), self._context.clock()
            ids = answered(plan.review, review)
            since = {id_: seen for id_, seen in plan.review.changed_since.items() if id_ not in ids}
            review = review.model_copy(update={"by": actor.name, "at": now, "changed_since": since})
            store.save_review(session, plan.id, review)
            store.save_choices(session, plan.provider, choices_made(plan, ids, review, actor.name, now))
        return review

    def discard(self, plan_id: str, *, actor: Actor) -> None:
        """Discard a pending plan with its names, switches and approvals; what was rejected stays so in later plans.

        Raises NotFoundError, PlanClosedError.
        """
        actor.require_admin()
        with waiting_plan(self._context, plan_id) as (session, plan):
            kept, ids = store.choices(session, plan.provider), plan.diff.ids()
            store.save_choices(session, plan.provider, only_noes(kept[id_] for id_ in ids if id_ in kept))
            store.close_plan(session, plan.id, "discarded", actor.name, self._context.clock())


@contextmanager
def waiting_plan(context: ServiceContext, plan_id: str) -> Iterator[tuple[store.Session, Plan]]:
    """A write transaction that holds the provider's lock and the plan, which waits. Raises NotFoundError, PlanClosedError."""
    with context.database.writing() as session:
        plan = _found(store.locked_plan(session, plan_id), plan_id)
        if plan.state != "waiting":
            when = f" at {plan.closed_at:%Y-%m-%d %H:%M} UTC" if plan.closed_at else ""
            raise PlanClosedError(
                f"Plan {plan_id} was {plan.state} by {plan.closed_by}{when}. Sync {plan.provider} again."
            )
        yield session, plan


def _found(plan: Plan | None, plan_id: str) -> Plan:
    if plan is None:
        raise NotFoundError(
            f"There is no plan {plan_id!r}. It may have been pruned: sync again for a new one."
        )
    return plan
