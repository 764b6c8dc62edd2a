"""The dialog that takes a fact back that was set by hand: the pricing file holds again. The service checks again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from modelsync.ui.amendments import attempts, state, texts
from modelsync.ui.shell import login
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import actor

if TYPE_CHECKING:
    from modelsync.core.amendments import Amendment
    from modelsync.core.runs import Run
    from modelsync.service import AiModelSyncService
    from modelsync.ui.shell.messages import Messages

_ASKED: Final = "asked_back"


def ask(amendment: Amendment) -> None:
    """Open the dialog at the next rerun."""
    state.forget()
    st.session_state[_ASKED] = amendment


def question(
    service: AiModelSyncService, messages: Messages, noted: Callable[[str], None] | None = None
) -> bool:
    """Show the pending dialog; whether there is one."""
    amendment: Amendment | None = st.session_state.pop(_ASKED, None)
    if amendment is None:
        return False
    _confirm(service, amendment, messages, noted)
    return True


@login.dialog("Take this fact back?", icon=":material/undo:", on_dismiss="rerun")
def _confirm(
    service: AiModelSyncService,
    amendment: Amendment,
    messages: Messages,
    noted: Callable[[str], None] | None,
) -> None:
    attempts.close_when_done()
    st.markdown(
        f"**{plain(amendment.universal_model_id)}** · {texts.subject(amendment.kind, amendment.begins)}: "
        f"{plain(texts.amendment_line(amendment))}"
    )
    st.markdown("The pricing file and the provider's list hold again, as a run that can be undone.")
    st.text_input("Reason (kept in the history)", key=state.name("reason"))
    attempts.show()
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key=state.name("cancel")):
            st.rerun()
        st.button(
            "Take it back",
            type="primary",
            key=state.name("confirm"),
            on_click=_take_back,
            args=(service, amendment, messages, noted),
        )


def _take_back(
    service: AiModelSyncService,
    amendment: Amendment,
    messages: Messages,
    noted: Callable[[str], None] | None,
) -> None:
    went, run = attempts.save(partial(_unset, service, amendment))
    if went and run:
        text = f"{texts.subject(amendment.kind, amendment.begins)} of {amendment.universal_model_id}: taken back."
        messages.clear()
        messages.say("success", text, run_id=run.run_id)
        if noted:
            noted(text)


def _unset(service: AiModelSyncService, amendment: Amendment, *, force: bool, reason: str | None) -> Run:
    seen = {amendment.key: amendment.version}
    return service.unset_facts([amendment.key], actor=actor(), reason=reason, seen=seen, force=force)
