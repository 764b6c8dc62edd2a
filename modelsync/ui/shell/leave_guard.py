"""What the browser's window itself must do: ask before it leaves unsaved edits, and tell when its session was lost. Knows no model.

A server that was started again, or a window that was away for minutes, meets a new session: what was clicked in the old page
is not taken, and edits that were not saved are gone. Streamlit shows the page anew without a word.
"""

from __future__ import annotations

from uuid import uuid4

import streamlit as st

_SESSION = "window_session"
_LOST = "The connection to Model Sync was made anew. What you did last was not taken"


def session() -> str:
    """A word for this browser session."""
    word: str = st.session_state.setdefault(_SESSION, uuid4().hex)
    return word


def forget_all() -> None:
    """Empty the session of everything but the word for it."""
    word = session()
    st.session_state.clear()
    st.session_state[_SESSION] = word


def guard(unsaved: int) -> None:
    """Tell the window how many edits are unsaved: they live in this session alone."""
    handler = "event => event.preventDefault()" if unsaved else "null"
    st.html(
        f"""<script>{{
        const before = window.modelSync;
        window.modelSync = {{session: "{session()}", unsaved: {unsaved}}};
        window.onbeforeunload = {handler};
        if (before && before.session !== window.modelSync.session) {{
            const edits = before.unsaved ? `, and unsaved edits of the Catalogue are lost (${{before.unsaved}})` : "";
            setTimeout(() => alert("{_LOST}" + edits + ". Look at the page, then do it again."), 200);
        }}
        }}</script>""",
        unsafe_allow_javascript=True,
    )
