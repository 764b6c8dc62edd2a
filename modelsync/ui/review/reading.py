"""Reads all that a rerun of Review shows, in one transaction; an unusable database becomes its sentence."""

from __future__ import annotations

import streamlit as st

from modelsync.core.review import ReviewState
from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.ui.shell.session import stop_with

_LAST = "review_last_attempt"


def forget() -> None:
    """Start a run of the page, which tells by itself what is new."""
    st.session_state.pop(_LAST, None)


def last_attempt() -> tuple[int, frozenset[str]] | None:
    """The newest attempt to sync that the page shows, and the providers whose last one failed; None before it is read."""
    last: tuple[int, frozenset[str]] | None = st.session_state.get(_LAST)
    return last


def read(service: AiModelSyncService) -> ReviewState:
    """The state of the review; stops the script with the error when it cannot be read."""
    try:
        state = service.review()
    except ModelSyncError as error:
        stop_with(error)
    st.session_state[_LAST] = (state.last_attempt, frozenset(state.failed))
    return state
