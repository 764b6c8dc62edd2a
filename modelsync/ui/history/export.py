"""The rows of the History page as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import streamlit as st

from modelsync.core.field_changes import FieldChange
from modelsync.core.runs import Run
from modelsync.report import csv_tables
from modelsync.ui.history.view import View


def button(view: View, changes: Sequence[FieldChange], runs: Sequence[Run]) -> None:
    """Download what is shown: the changes, or the runs."""
    text: Callable[[], str] = (
        (lambda: csv_tables.history_csv(runs))
        if view.shows == "runs"
        else (lambda: csv_tables.changes_csv(changes))
    )
    what = "history" if view.shows == "runs" else "changes"
    st.download_button(
        "Export CSV",
        lambda: csv_tables.file_of(text()),
        file_name=f"modelsync-{what}-{datetime.now(UTC):%Y%m%dT%H%MZ}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        help=f"All {what if what == 'changes' else 'runs'} that match the filters",
    )
