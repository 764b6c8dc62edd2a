"""Reads all that a rerun of Review shows, in one transaction; an unusable database becomes its sentence."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from modelsync.core.review import ReviewState
from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import login
from modelsync.ui.shell.session import stop_with

_LAST = "review_last_attempt"


@dataclass(frozen=True)
class Shown:
    """What a run of the page shows: the newest attempt to sync, providers whose last one failed, whether there are rows."""

    last_attempt: int
    failed: frozenset[str]
    has_rows: bool


def forget() -> None:
    """Start a run of the page, which tells by itself what is new."""
    st.session_state.pop(_LAST, None)
    login.forget_dialog()


def shown() -> Shown | None:
    """What the page shows; None before it is read."""
    found: Shown | None = st.session_state.get(_LAST)
    return found


def read(service: AiModelSyncService) -> ReviewState:
    """The state of the review; stops the script with the error when it cannot be read."""
    try:
        state = service.review()
    except ModelSyncError as error:
        stop_with(error)
    st.session_state[_LAST] = Shown(state.last_attempt, frozenset(state.failed), bool(state.waiting))
    return state
