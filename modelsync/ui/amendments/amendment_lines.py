"""The facts of one model that were set by hand, each with Edit and Take back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from modelsync.ui.amendments import dialog, taking_back, texts
from modelsync.ui.shell import times
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import may_change

if TYPE_CHECKING:
    from modelsync.core.amendments import Amendment


def show(amendments: Sequence[Amendment]) -> None:
    """A line for each: what it says, by whom, from where. The caller reruns the page after a click."""
    for number, one in enumerate(amendments):
        with st.container(border=True):
            st.markdown(
                f"**{texts.subject(one.kind, one.begins)}** · {plain(texts.amendment_line(one))}  \n"
                f"{plain(texts.source_name(one))} · {plain(one.by)}, {times.local(one.at)}"
                + (f" · {plain(one.reason)}" if one.reason else "")
            )
            if may_change():
                _buttons(one, number)


def _buttons(amendment: Amendment, number: int) -> None:
    with st.container(horizontal=True, gap="small"):
        edit = st.button("Edit", icon=":material/edit:", key=f"edit_amendment_{number}")
        back = st.button("Take back", icon=":material/undo:", key=f"unset_amendment_{number}")
    if edit:
        dialog.ask(amendment.universal_model_id, amendment.kind, amendment.begins)
        st.rerun()
    if back:
        taking_back.ask(amendment)
        st.rerun()
