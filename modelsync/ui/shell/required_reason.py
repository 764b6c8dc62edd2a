"""The end of a dialog that needs a reason: its field, Cancel, and the button that does it. Decides nothing."""

from __future__ import annotations

import streamlit as st


def given(key: str, label: str, button: str, *, otherwise: str) -> str | None:
    """Draw it; gives the reason when the button was pressed with one. ``otherwise`` says what did not happen.

    The button is never disabled: Streamlit sends a text field on blur, and a disabled button would swallow that click.
    """
    reason = st.text_input(label, key=f"{key}_reason").strip()
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key=f"{key}_cancel"):
            st.rerun()
        pressed = st.button(button, type="primary", key=f"{key}_confirm")
    if pressed and not reason:
        st.error(f"Type a reason first. {otherwise}", icon=":material/error:")
    return reason if pressed and reason else None
