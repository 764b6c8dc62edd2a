"""Review's obstacles to a commit: safety findings of the approved changes, and stale plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from modelsync.core.plans import Plan
from modelsync.core.safety import Finding
from modelsync.errors import ModelSyncError
from modelsync.report import words
from modelsync.service import AiModelSyncService
from modelsync.ui.review.rows import Proposal
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor, label, may_change

_MOST_LINES = 8


def unsafe(
    service: AiModelSyncService, approved: Sequence[Proposal], plans: Mapping[str, Plan]
) -> dict[str, tuple[Finding, ...]]:
    """Safety findings of the approved rows, by provider."""
    found = {}
    for provider, plan in plans.items():
        ids = {row.id for row in approved if row.plan_id == plan.id}
        if ids and (findings := service.findings(plan, ids)):
            found[provider] = findings
    return found


def show_findings(
    service: AiModelSyncService, approved: Sequence[Proposal], plans: Mapping[str, Plan]
) -> None:
    """Show the safety findings."""
    for provider, findings in unsafe(service, approved, plans).items():
        st.warning(
            f"**{label(provider)}: look twice before you commit**\n{as_list(findings)}",
            icon=":material/gpp_maybe:",
        )


def compare_again(
    service: AiModelSyncService, approved: Sequence[Proposal], plans: Mapping[str, Plan]
) -> set[str]:
    """Show the conflicts of stale plans, with a button that compares the stored listing again.

    Returns the providers of stale plans; these cannot be committed.
    """
    stale = set()
    for provider, plan in plans.items():
        moved = service.moved(plan, [row.id for row in approved if row.plan_id == plan.id])
        if not moved:
            continue
        stale.add(provider)
        lines = _as_list(moved)
        if service.too_old(plan):
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
            args=(service, plan),
            key=f"compare_{provider}",
            disabled=not may_change(),
        )
    return stale


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
