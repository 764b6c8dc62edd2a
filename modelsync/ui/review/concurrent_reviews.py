"""Two people at one plan: what each window last showed of a review, and what somebody else did to it since.

A change goes into the review as it is stored now, not as a window showed it, so that nobody's ticks and names are lost; a row
that somebody else changed since is refused, with a word. Whoever looks next sees the others' changes before committing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import streamlit as st

from modelsync.core.plans import Plan, Review
from modelsync.errors import EditError, NotFoundError, PlanClosedError
from modelsync.service import AiModelSyncService
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor, label

_SEEN = "reviews_seen"
_CLOSED = {
    "applied": "was committed",
    "discarded": "was discarded",
    "superseded": "was synced or compared again",
}


def look(plans: Collection[Plan]) -> bool:
    """Take note of what this run of the page shows; gives whether any of it is new to this window, and says what others did."""
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


def change(
    service: AiModelSyncService, plan_id: str, ids: Iterable[str], act: Callable[[Review], Review]
) -> Review:
    """Change the stored review in these rows; gives what is stored now. Raises EditError where somebody else changed one of them since it was shown."""

    def checked(stored: Review) -> Review:
        for id_ in ids:
            if _row(stored, id_) != _row(_seen().get(plan_id, stored), id_):
                raise EditError(
                    f"{id_} was changed in another window meanwhile. Look at it, then change it again."
                )
        return act(stored)

    others = service.plan(plan_id).review != _seen().get(plan_id)
    try:
        written = service.change_review(plan_id, checked, actor=actor())
    except PlanClosedError:
        raise EditError(
            f"{closed(service, plan_id)} Your change was not taken; look at what waits now."
        ) from None
    if not others:
        _seen()[plan_id] = written
    return written


def closed(service: AiModelSyncService, plan_id: str) -> str:
    """What became of a plan that no longer waits, and by whom, in words."""
    try:
        plan = service.plan(plan_id)
    except NotFoundError:
        return "What you looked at no longer waits."
    when = f" at {plan.closed_at:%Y-%m-%d %H:%M} UTC" if plan.closed_at else ""
    return f"{label(plan.provider)} {_CLOSED[plan.state]} by {plan.closed_by}{when}."


def _seen() -> dict[str, Review]:
    seen: dict[str, Review] = st.session_state.setdefault(_SEEN, {})
    return seen


def _row(review: Review, id_: str) -> tuple[object, object]:
    return review.ticks.get(id_), review.edits.get(id_)
