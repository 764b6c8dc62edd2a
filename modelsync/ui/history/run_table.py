"""Parts of the History page: the runs, the changes of the selected run, its undo. The page is `pages/history.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from modelsync.core.row_changes import RecordedChange
from modelsync.core.runs import Run
from modelsync.errors import NotFoundError
from modelsync.report import csv_tables, words
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import frames, undo_dialog
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import HISTORY
from modelsync.ui.shell.session import label, may_change

MOST = 500
"""Maximum number of runs on the page; CSV and command line have all."""

_SHOWN = "history_shown"
_KINDS = {"apply": "Commit", "edit": "Edit", "undo": "Undo"}
_ACTIONS = {"insert": "added", "update": "updated", "archive": "archived", "remove": "removed"}
_HIDDEN = {"id", "version", "createdAt", "provider", "universalModelId"}


def numbers(shown: int, total: int) -> str:
    """The number of runs, and a hint to select one."""
    which = f"The newest {shown:,} of {total:,} runs; the export has all." if shown < total else ""
    return f"{which} Select a run to see its changes, before and after.".lstrip()


def runs_table(service: AiModelSyncService, runs: Sequence[Run]) -> Run | None:
    """The runs, newest first; returns the selected one, initially that of ``?run=12``."""
    named = st.query_params.get("run")
    wanted, shown = named, st.session_state.get(_SHOWN)
    if shown and shown[0] in st.session_state and shown[1] == named:
        wanted = shown[2]  # Keep the selection after an undo, which adds a run on top.
    places = [place for place, run in enumerate(runs) if run.run_id == wanted]
    frame = pd.DataFrame(
        {
            "run": [run.run_id for run in runs],
            "at": [run.at for run in runs],
            "kind": [_KINDS.get(run.kind, run.kind) for run in runs],
            "provider": [label(run.provider) if run.provider else "several" for run in runs],
            "what": [undo_dialog.summary(run) for run in runs],
            "actor": [run.actor for run in runs],
            "reason": [run.reason or "" for run in runs],
            "undone": [undo_dialog.undone(run, runs) for run in runs],
        }
    )
    event: Any = st.dataframe(
        frame,
        hide_index=True,
        height=frames.height(len(frame)),
        on_select="rerun",
        selection_mode="single-row",
        selection_default={"selection": {"rows": places}},
        key=(key := f"runs_{runs[0].run_id}_{named}"),  # A new run on top moves the rows: use a new key.
        column_config={
            "run": st.column_config.TextColumn("Run", width=60),
            "at": st.column_config.DatetimeColumn("Time (UTC)", width=140, format="YYYY-MM-DD HH:mm"),
            "kind": st.column_config.TextColumn("Kind", width=70),
            "provider": st.column_config.TextColumn("Provider", width=90),
            "what": st.column_config.TextColumn("What", width=240),
            "actor": st.column_config.TextColumn("By", width=110),
            "reason": st.column_config.TextColumn("Reason", width=140),
            "undone": st.column_config.TextColumn("Undone", width=110),
        },
        alt="Runs",
    )
    selected: list[int] = event.selection.rows
    chosen = runs[selected[0]].run_id if selected else None if places else wanted
    st.session_state[_SHOWN] = (key, named, chosen)
    if chosen is None:
        return None
    try:
        return service.run(chosen)
    except NotFoundError:
        st.info(f"There is no run {plain(chosen[:20])}.", icon=":material/search_off:")
        return None


def details(service: AiModelSyncService, run: Run, runs: Sequence[Run]) -> None:
    """Details of one run: changed fields per model, before and after, and the undo button."""
    changes = service.run_changes(run.run_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(
            f"Run {run.run_id} · {_KINDS.get(run.kind, plain(run.kind))}", anchor=False, width="content"
        )
        reason = f" · Reason: {plain(run.reason)}" if run.reason else ""
        st.caption(
            f"{run.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC by {plain(run.actor)}{reason}", width="stretch"
        )
        st.button(
            "Undo this run",
            icon=":material/undo:",
            disabled=bool(run.undone_by) or not may_change(),
            help=f"Undone {undone}"
            if (undone := undo_dialog.undone(run, runs))
            else "Takes all its changes back",
            key="undo_run",
            on_click=undo_dialog.ask,
            args=(run.run_id,),
        )
    rows = [row for change in changes for row in _fields(change)]
    st.dataframe(
        pd.DataFrame(rows, columns=["id", "action", "field", "before", "after"]),
        hide_index=True,
        height=frames.height(len(rows)),
        column_config={
            "id": st.column_config.TextColumn("Model", width=220),
            "action": st.column_config.TextColumn("Action", width=90),
            "field": st.column_config.TextColumn("Field", width=130),
            "before": st.column_config.TextColumn("Before", width=240),
            "after": st.column_config.TextColumn("After", width=300),
        },
        alt=f"Changes of run {run.run_id}",
    )
    undo_dialog.question(service, HISTORY)


def _fields(change: RecordedChange) -> list[tuple[str, str, str, str, str]]:
    before, after = _flat(change.before or {}), _flat(change.after or {})
    action = _ACTIONS.get(change.action, change.action)
    if not before or not after:
        return [(change.universal_model_id, action, "whole model", _short(before), _short(after))]
    return [
        (change.universal_model_id, action, words.field(path), before.get(path, ""), after.get(path, ""))
        for path in {**before, **after}
        if before.get(path, "") != after.get(path, "")
    ]


def _short(data: dict[str, str]) -> str:
    names = ("displayName", "status", "enabled")
    words = {"yes": "enabled", "no": "disabled"}
    return " · ".join(words.get(data[name], data[name]) for name in names if name in data)


def _flat(data: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in data.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        elif value is not None and (prefix or key not in _HIDDEN):
            flat[f"{prefix}{key}"] = (
                {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
            )
    return flat


def export(service: AiModelSyncService) -> None:
    """The complete history as CSV."""
    st.download_button(
        "Export CSV",
        lambda: csv_tables.file_of(csv_tables.history_csv(service.history())),
        file_name=f"modelsync-history-{datetime.now(UTC):%Y%m%dT%H%MZ}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
