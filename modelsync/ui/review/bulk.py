"""Approves or enables many rows of Review at once, in their stored reviews. Draws nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from modelsync.core.edits import Edit
from modelsync.core.plans import Review
from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.ui.review import concurrent_reviews
from modelsync.ui.review.rows import Proposal, Section
from modelsync.ui.shell import editors
from modelsync.ui.shell.messages import REVIEW

EDITORS: Mapping[Section, str] = {name: f"review_{name}" for name in ("new", "updated", "archived")}
"""The names of the editors, by section."""


def tick(service: AiModelSyncService, rows: Sequence[Proposal], *, ticked: bool) -> None:
    """Approve all of these rows, or none."""
    _change(service, rows, lambda mine: partial(_with_ticks, {row.id: ticked for row in mine}))


def enable(service: AiModelSyncService, rows: Sequence[Proposal]) -> None:
    """Enable those of the rows that can be, which approves them."""
    _change(service, [row for row in rows if row.can_be_enabled], lambda mine: partial(_with_switches, mine))


def forget_frames() -> None:
    """Rebuild the editors from the stored reviews."""
    for name in EDITORS.values():
        editors.forget(name)


def _change(
    service: AiModelSyncService,
    rows: Sequence[Proposal],
    act: Callable[[Sequence[Proposal]], Callable[[Review], Review]],
) -> None:
    REVIEW.clear()
    try:
        for plan_id in {row.plan_id for row in rows}:
            mine = [row for row in rows if row.plan_id == plan_id]
            concurrent_reviews.change(service, plan_id, [row.id for row in mine], act(mine))
    except ModelSyncError as error:
        REVIEW.say("error", str(error))
    forget_frames()


def _with_ticks(ticks: Mapping[str, bool], review: Review) -> Review:
    return review.model_copy(update={"ticks": {**review.ticks, **ticks}})


def _with_switches(rows: Sequence[Proposal], review: Review) -> Review:
    """As `reviewed` does for one row, for thousands in one go; rows that are on already stay as they are."""
    off = [row for row in rows if not row.enabled(review)]
    edits = {row.id: review.edits.get(row.id, Edit()).model_copy(update={"enabled": True}) for row in off}
    ticks = {row.id: True for row in off if not row.approved(review)}
    return review.model_copy(update={"edits": {**review.edits, **edits}, "ticks": {**review.ticks, **ticks}})
