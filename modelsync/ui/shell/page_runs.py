"""Tells a run of the page from one of its fragment alone. Knows no domain.

A callback says when what it did concerns the fragment alone. Anything else that happens in the fragment runs the page.
"""

from __future__ import annotations

import streamlit as st

_ALONE, _PAGE, _RUNS = "fragment_alone", "page_wanted", "page_runs"


def begin() -> None:
    """The page runs: what was asked for before is done with it."""
    st.session_state[_RUNS] = True
    for key in (_ALONE, _PAGE):
        st.session_state.pop(key, None)


def alone() -> None:
    """What was just done concerns the fragment alone; a callback says so."""
    st.session_state[_ALONE] = True


def page() -> None:
    """What was just done concerns the page, whatever else happened in the fragment."""
    st.session_state[_PAGE] = True


def enter() -> bool:
    """Begin the fragment; returns whether the page runs, and runs it if it has to."""
    whole = st.session_state.pop(_RUNS, False)
    is_alone, is_page = st.session_state.pop(_ALONE, False), st.session_state.pop(_PAGE, False)
    if not whole and (is_page or not is_alone):
        st.rerun()
    return bool(whole)
