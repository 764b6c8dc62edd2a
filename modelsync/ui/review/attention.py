"""Review's line "Needs attention": failed syncs, stale plans, safety findings, warnings, retirements, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from modelsync.core.models import StoredModel
from modelsync.core.plans import Plan
from modelsync.core.retirement import retiring_within
from modelsync.core.review import ReviewState
from modelsync.core.safety import Finding
from modelsync.errors import ModelSyncError
from modelsync.report import words
from modelsync.service import AiModelSyncService
from modelsync.ui.review import provider_strip
from modelsync.ui.shell import retirements
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor, label, may_change

_MOST_LINES = 8
_OPEN, _STALE = "attention_open", "attention_stale"
_Colour = Literal["red", "orange", "blue"]
_ICONS: dict[_Colour, str] = {
    "red": ":material/error:",
    "orange": ":material/gpp_maybe:",
    "blue": ":material/info:",
}


@dataclass(frozen=True)
class _Item:
    """One thing to look at: Markdown of a line or a list. ``compare`` is the stale plan that a button compares again."""

    colour: _Colour
    text: str
    compare: Plan | None = None


def line(service: AiModelSyncService, state: ReviewState, models: Sequence[StoredModel]) -> None:
    """Draw the line; it opens by itself when a stale plan blocks the commit."""
    items = list(_items(state))
    active = [model for model in models if model.status == "active"]
    retiring = retiring_within(90, active, service.today())
    count = len(items) + bool(retiring)
    if not count:
        return
    worst = items[0] if items else _Item("blue", retirements.title(retiring))
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
            for item in items:
                _draw(service, item)
            if retiring:
                st.markdown(f":blue[:material/event_busy:] {retirements.title(retiring)}")
                retirements.panel(retiring, models, service.today())


def _open_when_blocked(state: ReviewState) -> None:
    stale = tuple(state.plans[name].id for name in state.conflicts)
    if stale != st.session_state.get(_STALE, ()):
        st.session_state[_STALE] = stale
        if stale:
            st.session_state[_OPEN] = True


def _items(state: ReviewState) -> Iterator[_Item]:
    for attempt in state.failed.values():
        yield _Item("red", f"{provider_strip.ago(attempt.at)}: {plain(attempt.error or '')}")
    for plan in state.plans.values():
        if plan.problem:
            yield _Item("red", plain(plan.problem))
    for provider, moved in state.conflicts.items():
        old = provider in state.too_old
        what = "sync again" if old else "the catalogue moved since this plan was made"
        lines = "; ".join(_first(moved, 2))
        yield _Item(
            "orange", f"**{label(provider)}: {what}** · {lines}", None if old else state.plans[provider]
        )
    for provider, found in state.findings.items():
        for finding in found:
            yield _Item("orange", f"**{label(provider)}: confirmation required** · {plain(finding.message)}")
    for plan in state.plans.values():
        for warning in plan.diff.warnings:
            yield _Item("blue", f"**{label(plan.provider)}** · {plain(warning.message)}")


def _draw(service: AiModelSyncService, item: _Item) -> None:
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


def as_list(findings: Sequence[Finding]) -> str:
    """The first findings as a Markdown list, with the number of further ones."""
    return "\n".join(f"- {text}" for text in _first([f.message for f in findings], _MOST_LINES))


def _first(lines: Sequence[str], most: int) -> list[str]:
    more = len(lines) - most
    return [*map(plain, lines[:most]), *([f"and {more:,} more"] if more > 0 else [])]


def _compare_again(service: AiModelSyncService, plan: Plan) -> None:
    REVIEW.clear()
    try:
        diff = service.compare_again(plan.id, actor=actor())
    except ModelSyncError as error:
        REVIEW.say("error", str(error))
    else:
        REVIEW.say("info", f"{label(plan.provider)} is compared again: {words.counts(diff)}.")
