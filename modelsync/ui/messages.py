"""What the Review page says after a sync, an edit or a commit, kept until the next one. Decides nothing."""

from __future__ import annotations

import streamlit as st

_MESSAGES = "review_messages"


def say(kind: str, text: str) -> None:
    """Keep a message for the top of the page, until the next sync or commit."""
    st.session_state.setdefault(_MESSAGES, []).append((kind, text))


def clear_messages() -> None:
    """Forget the messages of the last act."""
    st.session_state[_MESSAGES] = []


def show_messages() -> None:
    """The outcome of the last sync or commit."""
    for kind, text in st.session_state.get(_MESSAGES, []):
        match kind:
            case "error":
                st.error(text, icon=":material/error:")
            case "success":
                st.success(text, icon=":material/check_circle:")
            case _:
                st.info(text, icon=":material/info:")
