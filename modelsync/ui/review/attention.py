"""Review's line "Needs attention": failures, stale plans, findings, deadlines, warnings, known rises, retirements, the worst first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from modelsync.core.deadlines import deadlines, is_dismissed, soon
from modelsync.core.models import StoredModel
from modelsync.core.plans import Plan
from modelsync.core.retirement import retiring_within
from modelsync.core.review import ReviewState
from modelsync.core.safety import Finding
from modelsync.errors import ModelSyncError
from modelsync.report import words
from modelsync.service import AiModelSyncService
from modelsync.ui.catalogue import unsaved_edits
from modelsync.ui.review import attention_items, decision_dialog
from modelsync.ui.review import deadlines as deadline_lines
from modelsync.ui.review.attention_items import Colour, Item, first
from modelsync.ui.shell import page_runs, retirements, successors
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor, label, may_change

_MOST_LINES = 8
_OPEN, _STALE = "attention_open", "attention_stale"
_ICONS: dict[Colour, str] = {
    "red": ":material/error:",
    "orange": ":material/gpp_maybe:",
    "blue": ":material/info:",
}


def line(
    service: AiModelSyncService,
    state: ReviewState,
    models: Sequence[StoredModel],
    of_facts: Mapping[str, Sequence[Finding]],
) -> None:
    """Draw the line; it opens by itself when a stale plan blocks the commit."""
    active, today = [model for model in models if model.status == "active"], service.today()
    near = list(deadlines(active, state.dismissed, today))
    items = [*attention_items.items(state, near, today, of_facts), *attention_items.rises(active, today)]
    retiring = retiring_within(90, active, today)
    count = len(items) + bool(retiring)
    if not count:
        return
    worst = items[0] if items else Item("blue", retirements.title(retiring))
    _open_when_blocked(state)
    with st.container(key="attention"):
        panel = st.expander(
            f":{worst.colour}[{_ICONS[worst.colour]} **Needs attention ({count:,})**] · {worst.text.splitlines()[0]}",
            expanded=st.session_state.get(_OPEN, False),  # The label changes with the items; keep the state.
            on_change="rerun",
            key="attention_panel",
        )
        st.session_state[_OPEN] = panel.open
        if not panel.open:
            return
        with panel, st.container(key="attention_items", gap="xsmall"):
            by_id, unsaved = {model.universal_model_id: model for model in models}, unsaved_edits.edits()
            for item in items:
                _draw(service, item)
                if item.deadlines:
                    deadline_lines.lines(service, item.deadlines, by_id, unsaved)
            out = [model for model in soon(active, today) if is_dismissed(model, state.dismissed, today)]
            deadline_lines.dismissed(service, out, state.dismissed, today)
            if retiring and items:
                st.markdown(f":blue[:material/event_busy:] {retirements.title(retiring)}")
            if retiring:
                told = {model.universal_model_id for model in (*near, *out)}
                later = [model for model in retiring if model.universal_model_id not in told]
                successors.lines(service, later, by_id, unsaved, REVIEW)
                retirements.panel(retiring, by_id, today)


def _open_when_blocked(state: ReviewState) -> None:
    stale = tuple(state.plans[name].id for name in state.conflicts)
    if stale != st.session_state.get(_STALE, ()):
        st.session_state[_STALE] = stale
        if stale:
            st.session_state[_OPEN] = True


def _draw(service: AiModelSyncService, item: Item) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.markdown(f":{item.colour}[{_ICONS[item.colour]}] {item.text}", width="stretch")
        if plan := item.compare:
            st.button(
                f"Compare {label(plan.provider)} again",
                icon=":material/compare_arrows:",
                help="Uses the list that was fetched; ticks and edits that still fit are kept",
                on_click=_compare_again,
                args=(service, plan),
                key=f"compare_{plan.provider}",
                disabled=not may_change(),
            )
        if item.include:
            st.button(
                f"Include {item.include[1]}",
                icon=":material/add:",
                help="Lets it in, in this and every later plan; asks for a reason",
                on_click=decision_dialog.ask,
                args=item.include,
                key=f"include_{item.include[0]}_{item.include[1]}",
                disabled=not may_change(),
            )


def as_list(findings: Sequence[Finding]) -> str:
    """The first findings as a Markdown list, with the number of further ones."""
    return "\n".join(f"- {text}" for text in first([f.message for f in findings], _MOST_LINES))


def _compare_again(service: AiModelSyncService, plan: Plan) -> None:
    page_runs.page()
    REVIEW.clear()
    try:
        diff = service.compare_again(plan.id, actor=actor())
    except ModelSyncError as error:
        REVIEW.say("error", str(error))
    else:
        REVIEW.say("info", f"{label(plan.provider)} is compared again: {words.counts(diff)}.")
