"""Detects concurrent reviews: rejects edits to rows changed since this window drew them.

A change is merged into the stored review, not into the displayed one, so that no tick or name of another reviewer is lost.
The next rerun shows the others' changes before a commit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

import streamlit as st

from modelsync.core.plans import Plan, Review
from modelsync.core.review import ReviewState
from modelsync.errors import EditError, NotFoundError, PlanClosedError
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import page_runs, times
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor, label

_SEEN = "reviews_seen"
_CLOSED = {
    "applied": "was committed",
    "discarded": "was discarded",
    "superseded": "was synced or compared again",
}


def look(plans: Collection[Plan]) -> bool:
    """Record the reviews shown in this rerun; returns whether any is new here, and reports changes by others."""
    before = _seen()
    st.session_state[_SEEN] = {plan.id: plan.review for plan in plans}
    new = [plan for plan in plans if before.get(plan.id) != plan.review]
    for plan in new:
        if plan.id in before:
            REVIEW.say(
                "warning",
                f"The review of {label(plan.provider)} was changed in another window; it is shown as it is now.",
            )
    return bool(new)


def reviewed_since(state: ReviewState) -> dict[str, Plan]:
    """The pending plans whose reviews this window changed after it read them, as they are now."""
    seen = _seen()
    return {
        name: replace(plan, review=seen[plan.id])
        for name, plan in state.waiting.items()
        if plan.id in seen and seen[plan.id] is not plan.review
    }


def change(
    service: AiModelSyncService, plan_id: str, ids: Iterable[str], act: Callable[[Review], Review]
) -> Review:
    """Change these rows of the stored review; returns it. Raises EditError if another window changed one of them."""
    others = False

    def checked(stored: Review) -> Review:
        nonlocal others
        others = stored != _seen().get(plan_id)
        for id_ in ids:
            if _row(stored, id_) != _row(_seen().get(plan_id, stored), id_):
                page_runs.page()
                raise EditError(
                    f"{id_} was changed in another window meanwhile. Look at it, then change it again."
                )
        return act(stored)

    try:
        written = service.change_review(plan_id, checked, actor=actor())
    except PlanClosedError:
        page_runs.page()
        raise EditError(
            f"{closed(service, plan_id)} Your change was not taken; look at what is pending now."
        ) from None
    if others:
        page_runs.page()
    else:
        _seen()[plan_id] = written
    return written


def closed(service: AiModelSyncService, plan_id: str) -> str:
    """Who closed a plan, how and when, in words."""
    try:
        plan = service.plan(plan_id)
    except NotFoundError:
        return "What you looked at is no longer pending."
    when = f" at {times.local(plan.closed_at)}" if plan.closed_at else ""
    return f"{label(plan.provider)} {_CLOSED.get(plan.state, f'was {plan.state}')} by {plan.closed_by}{when}."


def _seen() -> dict[str, Review]:
    seen: dict[str, Review] = st.session_state.setdefault(_SEEN, {})
    return seen


def _row(review: Review, id_: str) -> tuple[object, object]:
    return review.ticks.get(id_), review.edits.get(id_)
