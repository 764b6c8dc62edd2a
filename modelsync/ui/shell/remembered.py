"""What a viewer chose, remembered in a cookie of this browser: it outlives the session and is no secret. Knows no domain."""

from __future__ import annotations

from urllib.parse import quote, unquote

import streamlit as st

_DAYS = 365


def recall(name: str) -> str:
    """What was kept under this name; empty if nothing was."""
    kept: str | None = st.session_state.get(_key(name))
    return unquote(st.context.cookies.get(_key(name), "")) if kept is None else kept


def keep(name: str, value: str) -> None:
    """Keep the value, here and in the browser."""
    if value == recall(name):
        return
    st.session_state[_key(name)] = value
    cookie = f"{_key(name)}={quote(value)}; path=/; max-age={_DAYS * 86_400}; samesite=lax"
    st.html(f"<script>document.cookie = '{cookie}'</script>", unsafe_allow_javascript=True)


def _key(name: str) -> str:
    return f"modelsync_{name}"
