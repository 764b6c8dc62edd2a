"""Undo of a run, or of a commit over several providers as one: link and confirmation dialog.

Both are named by one id, a run's or an operation's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, Protocol

import streamlit as st

from modelsync.core.operations import is_operation_id, undo_key
from modelsync.core.runs import Run
from modelsync.errors import ModelSyncError
from modelsync.report import run_words
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import login, page_runs
from modelsync.ui.shell.session import actor, in_demo, label


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


def ask(id_: str) -> None:
    """Open the dialog at the next rerun."""
    page_runs.page()
    st.session_state[_ASKED] = id_


def link(id_: str) -> None:
    """Link to a run or an operation on the History page."""
    st.page_link(
        st.Page(_HISTORY, title="History", url_path="history"),
        label="All runs" if is_operation_id(id_) else f"Run {id_}",
        icon=":material/history:",
        help="What it changed, on the History page",
        query_params={"run": id_} | ({"demo": "1"} if in_demo() else {}),
    )


def parts(service: AiModelSyncService, id_: str) -> tuple[Run, ...]:
    """The run with this id, or the runs of this operation. Raises NotFoundError."""
    return tuple(service.operation(id_)) if is_operation_id(id_) else (service.run(id_),)


def undone(runs: Sequence[Run], known: Iterable[Run]) -> str:
    """Which runs undid these: ``by run 7``, ``in part by run 7``, ``by runs 7, 8``; empty if none."""
    ids = {run.undone_by for run in runs if run.undone_by is not None}
    if not ids:
        return ""
    by = [other for other in known if other.run_id in ids]
    restored, changed = (sum(run.counts.total for run in side) for side in (by, runs))
    in_part = "in part " if len(by) == len(ids) and restored < changed else ""
    return f"{in_part}by run{'' if len(ids) == 1 else 's'} {', '.join(sorted(ids, key=int))}"


def question(service: AiModelSyncService, messages: Said) -> None:
    """Show the pending dialog."""
    id_ = st.session_state.pop(_ASKED, None)
    if id_ is None:
        return
    try:
        runs = parts(service, id_)
    except ModelSyncError as error:
        messages.say("error", str(error))
        st.rerun()
    ask_to_confirm = _confirm if len(runs) == 1 else _confirm_all
    ask_to_confirm(service, runs, messages)


@login.dialog("Undo this run?", icon=":material/undo:")
def _confirm(service: AiModelSyncService, runs: tuple[Run, ...], messages: Said) -> None:
    _ask_in_dialog(service, runs, messages, "is taken back in one step, as a new run")


@login.dialog("Undo this commit?", icon=":material/undo:")
def _confirm_all(service: AiModelSyncService, runs: tuple[Run, ...], messages: Said) -> None:
    where = ", ".join(label(run.provider or "") for run in reversed(runs))
    _ask_in_dialog(service, runs, messages, f"are taken back, each as a new run: {where}")


def _ask_in_dialog(
    service: AiModelSyncService, runs: tuple[Run, ...], messages: Said, what_happens: str
) -> None:
    st.markdown(
        f"{run_words.numbers(*runs)} ({summary(*runs)}) {what_happens}. "
        "A model that was changed since stays as it is, and is named."
    )
    reason = st.text_input("Reason (kept in the history)", key="undo_reason")
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key="undo_cancel"):
            st.rerun()
        if st.button("Undo", type="primary", key="undo_confirm"):
            if len(runs) == 1:
                _undo(service, runs[0], reason, messages)
            else:
                _undo_all(service, runs, reason, messages)
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


def _undo_all(service: AiModelSyncService, runs: tuple[Run, ...], reason: str, messages: Said) -> None:
    asked = undo_key(runs)
    try:
        undo = service.undo_operation(asked, actor=actor(), reason=reason.strip() or None)
    except ModelSyncError as error:
        messages.say("error", str(error))
        return
    if undo.runs:
        messages.drop(asked)
        how = "undone in part" if undo.left or undo.refused else "undone"
        text = f"The commit is {how}: {summary(*undo.runs)}. The next sync proposes its changes again."
        messages.say("success", text, run_id=undo_key(undo.runs))
    for refused in undo.refused:
        messages.say("error", f"{label(refused.provider or '')}: {refused.error}")
    if undo.left:
        messages.say("warning", f"Left as they are: {'; '.join(undo.left)}.")
