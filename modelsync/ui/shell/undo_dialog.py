"""Undo: a run's link and confirmation dialog."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Protocol

import streamlit as st

from modelsync.core.runs import Run
from modelsync.errors import ModelSyncError
from modelsync.report import run_words
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import login
from modelsync.ui.shell.session import actor, in_demo


class Said(Protocol):
    """The messages of the page that asks."""

    def say(
        self, kind: Literal["success", "warning", "error"], text: str, *, run_id: str | None = None
    ) -> None:
        """Add one."""

    def drop(self, run_id: str) -> None:
        """Take back the one that offered this undo."""


_HISTORY = Path(__file__).parents[3] / "pages" / "history.py"
_ASKED = "undo_asked"

summary = run_words.counts
"""Summary of a run: ``3 added, 1 updated``."""


def ask(run_id: str) -> None:
    """Open the dialog at the next rerun."""
    st.session_state[_ASKED] = run_id


def link(run_id: str) -> None:
    """Link to a run on the History page."""
    st.page_link(
        st.Page(_HISTORY, title="History", url_path="history"),
        label=f"Run {run_id}",
        icon=":material/history:",
        help="What it changed, on the History page",
        query_params={"run": run_id} | ({"demo": "1"} if in_demo() else {}),
    )


def undone(run: Run, runs: Iterable[Run]) -> str:
    """Which run undid this one: ``by run 7``, ``in part by run 7``; empty if none."""
    if run.undone_by is None:
        return ""
    by = next((other for other in runs if other.run_id == run.undone_by), None)
    in_part = "in part " if by and by.counts.total < run.counts.total else ""
    return f"{in_part}by run {run.undone_by}"


def question(service: AiModelSyncService, messages: Said) -> None:
    """Show the pending dialog."""
    run_id = st.session_state.pop(_ASKED, None)
    if run_id is None:
        return
    try:
        run = service.run(run_id)
    except ModelSyncError as error:
        messages.say("error", str(error))
        st.rerun()
    _confirm(service, run, messages)


@login.dialog("Undo this run?", icon=":material/undo:")
def _confirm(service: AiModelSyncService, run: Run, messages: Said) -> None:
    st.markdown(
        f"Run {run.run_id} ({summary(run)}) is taken back in one step, as a new run. "
        "A model that was changed since stays as it is, and is named."
    )
    reason = st.text_input("Reason (kept in the history)", key="undo_reason")
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key="undo_cancel"):
            st.rerun()
        if st.button("Undo", type="primary", key="undo_confirm"):
            _undo(service, run, reason, messages)
            st.rerun()


def _undo(service: AiModelSyncService, run: Run, reason: str, messages: Said) -> None:
    try:
        undo, left = service.undo(run.run_id, actor=actor(), reason=reason.strip() or None)
    except ModelSyncError as error:
        messages.say("error", str(error))
        return
    if undo:
        messages.drop(run.run_id)
        how = "undone in part" if left else "undone"
        text = f"Run {run.run_id} is {how} by run {undo.run_id}: {summary(undo)}."
        if undo.plan_id is None and run.kind == "apply":
            text += " The next sync proposes its changes again."
        messages.say("success", text, run_id=undo.run_id)
    if left:
        messages.say("warning", f"Left as they are: {'; '.join(left)}.")
