"""Review's obstacles to a commit: safety findings of the approved changes, and stale plans."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from modelsync.core.plans import Plan
from modelsync.core.review import ReviewState
from modelsync.core.safety import Finding
from modelsync.errors import ModelSyncError
from modelsync.report import words
from modelsync.service import AiModelSyncService
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor, label, may_change

_MOST_LINES = 8


def show_findings(state: ReviewState) -> None:
    """Show the safety findings."""
    for provider, findings in state.findings.items():
        st.warning(
            f"**{label(provider)}: look twice before you commit**\n{as_list(findings)}",
            icon=":material/gpp_maybe:",
        )


def compare_again(service: AiModelSyncService, state: ReviewState) -> None:
    """Show the conflicts of stale plans, with a button that compares the stored listing again."""
    for provider, moved in state.conflicts.items():
        lines = _as_list(moved)
        if provider in state.too_old:
            st.warning(f"**{label(provider)}: sync again**\n{lines}", icon=":material/schedule:")
            continue
        st.warning(
            f"**{label(provider)}: the catalogue moved since this plan was made**\n{lines}",
            icon=":material/difference:",
        )
        st.button(
            f"Compare {label(provider)} again",
            icon=":material/compare_arrows:",
            help="Uses the list that was fetched; ticks and edits that still fit are kept",
            on_click=_compare_again,
            args=(service, state.plans[provider]),
            key=f"compare_{provider}",
            disabled=not may_change(),
        )


def as_list(findings: Sequence[Finding]) -> str:
    """The first findings as a Markdown list, with the number of further ones."""
    return _as_list([finding.message for finding in findings])


def _as_list(lines: Sequence[str]) -> str:
    more = len(lines) - _MOST_LINES
    shown = [*map(plain, lines[:_MOST_LINES]), *([f"and {more:,} more"] if more > 0 else [])]
    return "\n".join(f"- {line}" for line in shown)


def _compare_again(service: AiModelSyncService, plan: Plan) -> None:
    REVIEW.clear()
    try:
        diff = service.compare_again(plan.id, actor=actor())
    except ModelSyncError as error:
        REVIEW.say("error", str(error))
    else:
        REVIEW.say("info", f"{label(plan.provider)} is compared again: {words.counts(diff)}.")
