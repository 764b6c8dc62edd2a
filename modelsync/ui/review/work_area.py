"""Review below its strip: messages, attention, sections, table and bottom bar. A tick, a name or a filter reruns this alone.

It shows the plans that the page read, with the reviews as this window changed them. Whatever needs another plan runs the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import streamlit as st

from modelsync.core.abilities import known_abilities
from modelsync.core.models import StoredModel
from modelsync.core.plans import Plan
from modelsync.core.proposal_choices import ProposalReview
from modelsync.core.review import ReviewState
from modelsync.service import AiModelSyncService
from modelsync.ui.review import (
    attention,
    commit,
    concurrent_reviews,
    excluded,
    fact_commit,
    facts,
    keyboard,
    layout,
    provider_strip,
    sections,
    start,
    tables,
)
from modelsync.ui.review.rows import Proposal
from modelsync.ui.shell import login, page_runs
from modelsync.ui.shell.messages import REVIEW


@dataclass
class Work:
    """What the page read of the pending plans; ``state`` follows the reviews."""

    state: ReviewState
    rows: Sequence[Proposal]
    facts: ProposalReview
    models: Sequence[StoredModel]
    badges: provider_strip.States

    @cached_property
    def abilities(self) -> list[str]:
        """What one of the rows can do."""
        return known_abilities(row.model for row in self.rows)


@login.fragment()
def show(service: AiModelSyncService, work: Work) -> None:
    """Draw it; the strip's badges follow too. After a tick the bar's number comes first, and what it is worth is judged then."""
    is_whole = page_runs.enter()
    changed = concurrent_reviews.reviewed_since(work.state)
    is_ticked = bool(changed) and not is_whole
    if is_ticked:
        _bar(
            work,
            replace(work.state, plans={**work.state.plans, **changed}),
            *sections.chosen(work.state, work.rows),
        )
    if changed:
        _judge(service, work, changed, again=is_ticked)
    state, rows = work.state, work.rows
    provider_strip.show_states(state, work.badges)
    REVIEW.show()
    attention.line(service, state, work.models, work.facts.findings)
    if not rows:
        start.ways_on(state)
        tables.no_pending_changes(state)
    shown, view = sections.choose(service, state, rows, work.facts, work.abilities)
    if not is_ticked:
        _bar(work, state, shown, view)
    keyboard.listen()
    if view == "facts":
        facts.show(service, work.facts, facts.filtered(work.facts, *sections.chosen_filter()))
    elif view == "excluded":
        excluded.listed_ids(service, state)
    else:
        tables.show(service, view, shown, state.waiting)


def _judge(service: AiModelSyncService, work: Work, changed: Mapping[str, Plan], *, again: bool) -> None:
    """Find conflicts and findings of what is approved now; draws the bar ``again`` where another plan does not fit."""
    before = work.state.conflicts.keys()
    work.state = service.judged_again(work.state, changed)
    if again and before != work.state.conflicts.keys():
        page_runs.alone()
        st.rerun(scope="fragment")


def _bar(work: Work, state: ReviewState, shown: Sequence[Proposal], view: sections.View) -> None:
    rows = work.rows
    if view == "facts":
        fact_commit.bar(work.facts, facts.filtered(work.facts, *sections.chosen_filter()))
    elif rows:
        commit.bar(state, commit.approved_rows(rows, state.waiting), rows, shown)
    else:
        layout.bottom()
