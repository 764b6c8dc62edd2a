"""A heading with the button that sets a fact of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from modelsync.ui.amendments import dialog, texts
from modelsync.ui.shell.session import may_change

if TYPE_CHECKING:
    from modelsync.core.facts import FactKind
    from modelsync.service.fact_sheets import FactSheet


def header(title: str, sheet: FactSheet | None, kind: FactKind) -> None:
    """The heading, and for admins the button; none where the facts of the model cannot be read."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(title, anchor=False, width="stretch")
        if sheet is None or not may_change():
            return
        pressed = st.button(
            "Set",
            icon=":material/edit_note:",
            type="tertiary",
            key=f"set_{kind}",
            help=f"{texts.KINDS[kind]}: set by hand, over the pricing file",
        )
    if pressed:
        dialog.ask(sheet.model.universal_model_id, kind)
        st.rerun()
