"""The table of changes: one row for each model and field."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from modelsync.core.field_changes import FieldChange
from modelsync.report import change_words
from modelsync.ui.history import filters
from modelsync.ui.history.selection import selectable
from modelsync.ui.history.view import View, key_of

MOST = 10_000
"""Maximum number of rows on the page; CSV and command line have all."""

_COLUMNS = {
    "at": ("Time", 130),
    "model": ("Model", 180),
    "field": ("Field", 110),
    "before": ("Before", 140),
    "after": ("After", 175),
    "actor": ("By", 125),
    "reason": ("Reason", 120),
}


def table(view: View, changes: Sequence[FieldChange]) -> None:
    """The changes, newest first; selecting one opens its details."""
    shown = changes[:MOST]
    sides = [change_words.sides(change) for change in shown]
    frame = pd.DataFrame(
        {
            "at": [change.at for change in shown],
            "model": [change.universal_model_id for change in shown],
            "field": [change_words.field_of(change) for change in shown],
            "before": [before for before, _ in sides],
            "after": [after for _, after in sides],
            "actor": [change.actor for change in shown],
            "reason": [change.reason or "" for change in shown],
        }
    )
    selectable(
        frame,
        [key_of(change) for change in shown],
        view.change,
        _COLUMNS,
        name="Changes",
        select=lambda key: filters.select(change=key),
    )


def numbers(shown: int, period: int) -> str:
    """How many changes there are, and what a selection does."""
    of = "" if shown == period else f" of {period:,}"
    newest = f" The newest {MOST:,} are shown; the export has all." if shown > MOST else ""
    return f"{shown:,}{of} change{'' if period == 1 else 's'}.{newest} Select one to see it in full."
