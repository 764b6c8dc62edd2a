"""The waiting plans and their reviews: read, kept, dropped. Never writes the catalogue."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from modelsync import store
from modelsync.adapters import REGISTRY
from modelsync.core.actors import Actor
from modelsync.core.plans import Plan, Review
from modelsync.errors import (
    NotFoundError,
    PlanClosedError,
)
from modelsync.service.base import UseCases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

T = TypeVar("T")


class Planning(UseCases):
    """Plans and reviews."""

    def plan(self, plan_id: str) -> Plan:
        """The stored plan. Raises NotFoundError."""
        with self.database.reading() as connection:
            return _found(store.plan_by_id(connection, plan_id), plan_id)

    def latest_plans(self) -> dict[str, Plan]:
        """Each provider's newest plan in the order of the registry, whatever became of it; a provider that was never synced is missing."""
        with self.database.reading() as connection:
            plans = store.latest_plans(connection)
        return {provider: plans[provider] for provider in REGISTRY if provider in plans}

    def change_review(self, plan_id: str, change: Callable[[Review], Review], *, actor: Actor) -> Review:
        """Keep ticks and edits of a waiting plan, so that they survive a reload and a restart; gives them as stored.

        ``change`` makes the new review of the stored one within the transaction, and may raise to leave it.
        """
        actor.require_admin()
        with self._waiting(plan_id) as (connection, plan):
            changed = change(plan.review).model_copy(update={"by": actor.name, "at": self._clock()})
            store.save_review(connection, plan.id, changed)
        return changed

    def discard(self, plan_id: str, *, actor: Actor) -> None:
        """Drop a waiting plan. Raises NotFoundError, PlanClosedError."""
        actor.require_admin()
        with self._waiting(plan_id) as (connection, plan):
            store.close_plan(connection, plan.id, "discarded", actor.name, self._clock())

    @contextmanager
    def _waiting(self, plan_id: str) -> Iterator[tuple[Connection, Plan]]:
        """A write transaction that holds the provider's lock and the plan, which waits."""
        with self.database.reading() as connection:
            provider = _found(store.plan_provider(connection, plan_id), plan_id)
        with self.database.writing(provider) as connection:
            plan = _found(store.plan_by_id(connection, plan_id), plan_id)
            if plan.state != "waiting":
                when = f" at {plan.closed_at:%Y-%m-%d %H:%M} UTC" if plan.closed_at else ""
                raise PlanClosedError(
                    f"Plan {plan_id} was {plan.state} by {plan.closed_by}{when}. Sync {plan.provider} again."
                )
            yield connection, plan


def _found(found: T | None, plan_id: str) -> T:
    if found is None:
        raise NotFoundError(
            f"There is no plan {plan_id!r}. It may have been pruned: sync again for a new one."
        )
    return found
