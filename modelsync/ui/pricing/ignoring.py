"""The dialog that ignores findings with a reason, and the button that takes it back. The service checks again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from modelsync.errors import ModelSyncError
from modelsync.prices.health import PriceFinding
from modelsync.service import AiModelSyncService
from modelsync.ui.pricing import health
from modelsync.ui.shell import login, required_reason, times
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import PRICING
from modelsync.ui.shell.session import actor, may_change

_ASKED: Final = "ignore_asked"
_MOST: Final = 3


def ask(findings: Sequence[PriceFinding]) -> None:
    """Open the dialog at the next rerun."""
    st.session_state[_ASKED] = tuple(findings)


def question(service: AiModelSyncService) -> bool:
    """Show the pending dialog; whether there is one."""
    findings: tuple[PriceFinding, ...] | None = st.session_state.pop(_ASKED, None)
    if findings:
        _confirm(service, findings)
    return bool(findings)


@login.dialog("Ignore until it changes?", icon=":material/visibility_off:")
def _confirm(service: AiModelSyncService, findings: Sequence[PriceFinding]) -> None:
    st.markdown("\n".join(f"- {plain(one.message)}" for one in findings[:_MOST]))
    if len(findings) > _MOST:
        st.markdown(f"and {len(findings) - _MOST:,} more.")
    st.caption(
        "It counts no more until what was found changes. You find it under Ignored, and can take it back."
    )
    reason = required_reason.given(
        "ignore", "Reason (kept with your name)", "Ignore", otherwise="Nothing was changed."
    )
    if reason:
        _ignore(service, findings, reason)
        st.rerun()


def _ignore(service: AiModelSyncService, findings: Sequence[PriceFinding], reason: str) -> None:
    PRICING.clear()
    try:
        service.ignore_findings(findings, actor=actor(), reason=reason)
    except ModelSyncError as error:
        PRICING.say("error", str(error))
    else:
        PRICING.say("success", f"{_named(findings)} ignored until what was found changes.")
    health.forget()


def ignored(service: AiModelSyncService, chosen: Sequence[PriceFinding]) -> None:
    """Who ignores the selected findings and why, and the button that takes it back."""
    if not chosen:
        st.caption("Select a finding to take it back.")
        return
    for one in chosen[:_MOST]:
        if one.ignored:
            st.markdown(
                f"{plain(one.message)}  \n{plain(one.ignored.by)}, {times.local(one.ignored.at)}: "
                f"{plain(one.ignored.reason)}"
            )
    if may_change() and st.button("Take back", icon=":material/undo:", key="recall_findings"):
        PRICING.clear()
        try:
            service.recall_findings(chosen, actor=actor())
        except ModelSyncError as error:
            PRICING.say("error", str(error))
        else:
            PRICING.say("success", f"{_named(chosen)} found again.")
        health.forget()
        st.rerun()


def _named(findings: Sequence[PriceFinding]) -> str:
    count = len(findings)
    return f"The finding on {findings[0].universal_model_id} is" if count == 1 else f"{count:,} findings are"
