"""The dialog that lets an excluded id in: it asks for the reason, decides, and compares a pending plan again."""

from __future__ import annotations

import streamlit as st

from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import login, page_runs
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor, label

_ASKED = "include_asked"


def ask(provider: str, id_: str) -> None:
    """Open the dialog at the next rerun."""
    page_runs.page()
    st.session_state[_ASKED] = (provider, id_)


def question(service: AiModelSyncService) -> None:
    """Show the pending dialog."""
    if asked := st.session_state.pop(_ASKED, None):
        _confirm(service, *asked)


@login.dialog("Include this model?", icon=":material/add:")
def _confirm(service: AiModelSyncService, provider: str, id_: str) -> None:
    st.markdown(
        f"**{plain(id_)}** of {label(provider)} is in this and every later plan, whatever the filter says of it."
    )
    reason = st.text_input("Reason (kept with the decision)", key="include_reason")
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key="include_cancel"):
            st.rerun()
        pressed = st.button("Include", type="primary", key="include_confirm")
    # Never disabled: Streamlit sends a text field on blur, and a disabled button would swallow that click.
    if pressed and not reason.strip():
        st.error("Type a reason first. Nothing was decided.", icon=":material/error:")
    elif pressed:
        _include(service, provider, id_, reason)
        st.rerun()


def _include(service: AiModelSyncService, provider: str, id_: str, reason: str) -> None:
    REVIEW.clear()
    try:
        service.decide(provider, id_, "include", reason=reason, actor=actor())
        plan = service.latest_plans().get(provider)
        if plan and plan.state == "waiting":
            service.compare_again(plan.id, actor=actor())
            REVIEW.say("success", f"{id_} is included from now on.")
        else:
            REVIEW.say("success", f"{id_} is included from now on. Sync {label(provider)} to see it.")
    except ModelSyncError as error:
        REVIEW.say("error", str(error))
