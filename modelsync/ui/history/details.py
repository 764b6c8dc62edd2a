"""The selected change or run in full, above the table, with its undo."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from modelsync.core.field_changes import ChangeFilter, FieldChange
from modelsync.core.operations import undo_key
from modelsync.core.runs import Run
from modelsync.errors import NotFoundError
from modelsync.report import change_words, run_words
from modelsync.service import AiModelSyncService
from modelsync.ui.history import filters
from modelsync.ui.history.view import View, key_of
from modelsync.ui.shell import frames, times, undo_dialog
from modelsync.ui.shell.fact_table import facts
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import may_change

_ROWS = 6
"""Rows of a run's changes before they scroll: the table below stays in view."""


def show(service: AiModelSyncService, view: View, runs: Sequence[Run]) -> None:
    """Draw what is selected, if anything is."""
    run_id = view.run or (view.change or "").partition(":")[0]
    if not run_id:
        return
    try:
        parts = undo_dialog.parts(service, run_id)
        changes = [c for run in parts for c in service.changes(ChangeFilter(run_id=run.run_id))]
    except NotFoundError:
        st.info(f"There is no run {plain(run_id[:20])}.", icon=":material/search_off:")
        return
    change = next((one for one in changes if key_of(one) == view.change), None)
    with st.container(border=True, gap="small"):
        title = (
            f"{plain(change.universal_model_id)} · {plain(change_words.field_of(change))}"
            if change
            else f"{run_words.numbers(*parts)} · {plain(change_words.kind(parts[0].kind))}"
        )
        _head(title, parts, runs, of_change=change is not None)
        if change:
            _change(change, changes)
        else:
            _table(parts, changes)


def _head(title: str, parts: tuple[Run, ...], runs: Sequence[Run], *, of_change: bool) -> None:
    run = parts[0]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(title, anchor=False, width="stretch")
        if of_change:
            st.button(
                f"Run {run.run_id}",
                icon=":material/list:",
                key="show_run",
                on_click=_select,
                args=(run.run_id,),
                help="Everything that this run changed",
            )
        if len(parts) == 1 and run.operation_id:
            st.button(
                "Whole commit",
                icon=":material/account_tree:",
                key="show_operation",
                on_click=_select,
                args=(run.operation_id,),
                help="The other providers of the same commit",
            )
        undone = undo_dialog.undone(parts, runs)
        st.button(
            "Undo this run" if len(parts) == 1 else "Undo this commit",
            icon=":material/undo:",
            disabled=all(run.undone_by for run in parts) or not may_change(),
            help=f"Undone {undone}" if undone else "Takes all its changes back",
            key="undo_run",
            on_click=undo_dialog.ask,
            args=(undo_key(parts),),
        )
        st.button("Close", icon=":material/close:", key="history_close", type="tertiary", on_click=_select)
    reason = f" · Reason: {plain(run.reason)}" if run.reason else ""
    said = f" · {plain(change_words.kind(run.kind))}, {run_words.counts(*parts)}" if of_change else ""
    st.caption(f"{times.utc(run.at)} by {plain(run.actor)}{said}{reason}")


def _select(run_id: str | None = None) -> None:
    filters.select(run=run_id)
    filters.draw_anew()


def _change(change: FieldChange, changes: Sequence[FieldChange]) -> None:
    before, after = change_words.sides(change)
    others = [
        change_words.field_of(one)
        for one in changes
        if one.universal_model_id == change.universal_model_id and one is not change
    ]
    facts(
        ("Before", escape(before)),
        ("After", escape(after)),
        *([("In the same run", escape(", ".join(others)))] if others else []),
    )


def _table(parts: Sequence[Run], changes: Sequence[FieldChange]) -> None:
    ordered = sorted(changes, key=lambda change: change.universal_model_id)
    sides = [change_words.sides(change) for change in ordered]
    frame = pd.DataFrame(
        {
            "id": [change.universal_model_id for change in ordered],
            "field": [change_words.field_of(change) for change in ordered],
            "before": [before for before, _ in sides],
            "after": [after for _, after in sides],
        }
    )
    config = {
        "id": st.column_config.TextColumn("Model", width=frames.id_width(frame["id"], 230)),
        "field": st.column_config.TextColumn("Field", width=140),
        "before": st.column_config.TextColumn("Before", width=250),
        "after": st.column_config.TextColumn("After", width=330),
    }
    st.dataframe(
        frames.fitted(frame, config),
        hide_index=True,
        height=frames.height(len(ordered), most=_ROWS),
        column_config=config,
        alt=f"Changes of {run_words.numbers(*parts)}",
    )
