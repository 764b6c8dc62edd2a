"""Browser-side guard: warns before leaving unsaved edits, and reports a lost session. Knows no model.

After a server restart or minutes offline, Streamlit starts a new session and redraws the page without notice: the last click
is not processed and unsaved edits are lost.
"""

from __future__ import annotations

from uuid import uuid4

import streamlit as st

_SESSION = "window_session"
_LOST = "The connection to Model Sync was made anew. What you did last may not have been taken"


def session() -> str:
    """The id of this browser session."""
    word: str = st.session_state.setdefault(_SESSION, uuid4().hex)
    return word


def forget_all() -> None:
    """Clear the session state, except for the session id."""
    word = session()
    st.session_state.clear()
    st.session_state[_SESSION] = word


def guard(unsaved: int) -> None:
    """Tell the browser how many edits are unsaved."""
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
