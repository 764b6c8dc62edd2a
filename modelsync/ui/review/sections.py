"""Review's one line over the table: the section to show, provider filter, search, and the buttons that approve what is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import streamlit as st

from modelsync.core.proposal_choices import ProposalReview
from modelsync.core.review import ReviewState
from modelsync.service import AiModelSyncService
from modelsync.ui.review import facts, options, tables
from modelsync.ui.review.rows import Proposal
from modelsync.ui.review.tables import SECTIONS
from modelsync.ui.shell import page_runs
from modelsync.ui.shell.session import adapters

View = Literal["all", "new", "updated", "archived", "facts", "excluded"]
_KEY, _PROVIDER, _WORDS = "review_view", "review_provider", "review_search"
_HAD_ROWS = "review_had_rows"
_EVERY = "all"
_SHORT = 8
"""Changes whose sections fit one below the other."""


def choose(
    service: AiModelSyncService,
    state: ReviewState,
    rows: Sequence[Proposal],
    review: ProposalReview,
    abilities: Sequence[str],
) -> tuple[list[Proposal], View]:
    """Draw the line; returns the rows that the filter leaves, and the chosen section. ``abilities`` are those of the rows."""
    shown = _matching(state, rows)
    with st.container(key="review_controls", horizontal=True, vertical_alignment="center", gap="small"):
        view = _view(state, rows, shown, facts.open_count(review))
        _provider()
        _search()
        here = shown if view == "all" else [row for row in shown if row.section == view]
        if view == "facts":
            facts.buttons(service, review, facts.filtered(review, *chosen_filter()))
        elif view != "excluded":
            tables.bulk_buttons(service, here)
        if rows and view != "facts":
            options.popover(abilities)
    return shown, view


def chosen(state: ReviewState, rows: Sequence[Proposal]) -> tuple[list[Proposal], View]:
    """The same as the line was drawn last, without drawing it."""
    view: View = st.session_state[_KEY]
    return _matching(state, rows), view


def _matching(state: ReviewState, rows: Sequence[Proposal]) -> list[Proposal]:
    """The rows that the filter leaves."""
    (provider, words), asked = chosen_filter(), options.chosen()
    if provider is None and not (words.strip() or asked.must):
        return list(rows)
    reviews = {plan.id: plan.review for plan in state.plans.values()}
    return [row for row in rows if row.matches(provider, words, reviews[row.plan_id]) and asked.leaves(row)]


def chosen_filter() -> tuple[str | None, str]:
    """The provider and the words that are filtered by."""
    provider = st.session_state.get(_PROVIDER, _EVERY)
    return None if provider == _EVERY else provider, st.session_state.get(_WORDS) or ""


def _view(state: ReviewState, rows: Sequence[Proposal], shown: Sequence[Proposal], facts_open: int) -> View:
    excluded = sum(len(plan.diff.excluded) for plan in state.plans.values())
    counts: dict[View, int] = {"all": len(shown)} if _are_short(rows) else {}
    known, matching = (Counter(row.section for row in some) for some in (rows, shown))
    counts |= {section: matching[section] for section in SECTIONS if known[section]}
    counts["facts"] = facts_open
    titles = {"all": "All", "facts": "Facts", "excluded": "Excluded"} | {
        name: title for name, (title, *_) in SECTIONS.items()
    }
    options: list[View] = [*counts, "excluded"]
    counts["excluded"] = excluded
    had_rows = st.session_state.get(_HAD_ROWS, True)
    st.session_state[_HAD_ROWS] = bool(rows)
    if st.session_state.get(_KEY) not in options or (rows and not had_rows):  # A new plan is seen at once.
        st.session_state[_KEY] = options[0]
    chosen = st.segmented_control(
        "Section",
        options,
        format_func=lambda name: f"{titles[name]} {counts[name]:,}",
        required=True,
        key=_KEY,
        on_change=page_runs.alone,
        label_visibility="collapsed",
    )
    return chosen or options[0]


def _are_short(rows: Sequence[Proposal]) -> bool:
    return len(rows) <= _SHORT and len({row.section for row in rows}) > 1


def _provider() -> None:
    labels = {_EVERY: "All providers"} | {adapter.provider: adapter.label for adapter in adapters()}
    st.selectbox(
        "Provider",
        list(labels),
        format_func=labels.__getitem__,
        key=_PROVIDER,
        on_change=page_runs.alone,
        label_visibility="collapsed",
        width=150,
    )


def _search() -> None:
    st.text_input(
        "Search",
        placeholder="Search id or name",
        type="search",
        live=True,
        key=_WORDS,
        on_change=page_runs.alone,
        label_visibility="collapsed",
        width=200,
    )
