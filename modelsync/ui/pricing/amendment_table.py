"""The facts that were set by hand, of all models: edit one, or take it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from modelsync.ui.amendments import dialog, taking_back, texts
from modelsync.ui.shell import frames, links, login, times
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import may_change

if TYPE_CHECKING:
    from modelsync.core.amendments import Amendment

_MOST_ROWS = 8


@login.fragment()
def show(amendments: Sequence[Amendment]) -> None:
    """The table of all, with the actions on the selected one; nothing without any."""
    if not amendments:
        return
    st.header(f"Set by hand · {len(amendments):,}", anchor=False)
    chosen = amendments[0] if len(amendments) == 1 else None
    place = st.container()
    chosen = _table(amendments) or chosen
    with place:
        if chosen is None:
            st.caption("They lie over the pricing files. Select one to edit it or to take it back.")
            return
        _actions(chosen)


def _actions(amendment: Amendment) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        reason = f" · {plain(amendment.reason)}" if amendment.reason else ""
        subject = texts.subject(amendment.kind, amendment.begins)
        st.markdown(
            f"**{plain(amendment.universal_model_id)}** · {subject}: {plain(texts.amendment_line(amendment))}{reason}",
            width="content",
        )
        if may_change():
            if st.button("Edit", icon=":material/edit:", key="edit_amendment"):
                dialog.ask(amendment.universal_model_id, amendment.kind, amendment.begins)
                st.rerun()
            if st.button("Take back", icon=":material/undo:", key="unset_amendment"):
                taking_back.ask(amendment)
                st.rerun()
        links.model(amendment.universal_model_id)


def _table(amendments: Sequence[Amendment]) -> Amendment | None:
    frame = pd.DataFrame(
        {
            "id": [one.universal_model_id for one in amendments],
            "fact": [texts.subject(one.kind, one.begins) for one in amendments],
            "says": [texts.amendment_line(one) for one in amendments],
            "source": [texts.source_name(one) for one in amendments],
            "by": [one.by for one in amendments],
            "at": [one.at for one in amendments],
        }
    )
    config = {
        "id": st.column_config.TextColumn("Model", width=frames.id_width(frame["id"], 175)),
        "fact": st.column_config.TextColumn("Fact", width=145),
        "says": st.column_config.TextColumn("Says", width=250),
        "source": st.column_config.TextColumn("Source", width=160),
        "by": st.column_config.TextColumn("By", width=95),
        "at": times.column("Set at", 130),
    }
    state = st.dataframe(
        frames.fitted(frame, config),
        hide_index=True,
        height=frames.height(len(frame), most=_MOST_ROWS),
        on_select="rerun",
        selection_mode="single-row",
        key=f"amendments_{len(amendments)}",
        column_config=config,
        alt="Facts set by hand",
    )
    rows = state["selection"]["rows"]
    return amendments[rows[0]] if rows and rows[0] < len(amendments) else None
