"""Compares pending plans again when facts changed beneath them, in the transaction of that change. Reaches no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelsync.store import subjects as store

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from modelsync.core.actors import Actor
    from modelsync.core.plans import Plan
    from modelsync.service.sync import Sync


def locked_plans(session: store.Session, providers: Collection[str]) -> dict[str, Plan]:
    """The pending plans of these providers, locked before any row: in the order in which a commit locks."""
    newest = store.latest_plans(session)
    waiting = [plan for name, plan in sorted(newest.items()) if name in providers and plan.waits]
    locked = (store.locked_plan(session, plan.id) for plan in waiting)
    return {plan.provider: plan for plan in locked if plan and plan.waits}


def plan_again(
    sync: Sync, session: store.Session, plans: Mapping[str, Plan], touched: Collection[str], actor: Actor
) -> None:
    """Compare each of these plans again that would change one of the touched ids; what people chose is kept."""
    for plan in plans.values():
        if not set(touched).isdisjoint(plan.diff.ids()):
            sync.planned_again(session, plan, actor)
