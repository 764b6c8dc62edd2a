"""The table of runs: what each did, with the model's name where it was one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from modelsync.core.field_changes import FieldChange
from modelsync.core.runs import Run
from modelsync.report import change_words, run_words
from modelsync.ui.history import filters
from modelsync.ui.history.selection import selectable
from modelsync.ui.history.view import View
from modelsync.ui.shell import undo_dialog
from modelsync.ui.shell.session import label

_COLUMNS = {
    "run": ("Run", 50),
    "at": ("Time (UTC)", 130),
    "kind": ("Kind", 75),
    "provider": ("Provider", 90),
    "what": ("What", 275),
    "actor": ("By", 125),
    "reason": ("Reason", 120),
    "undone": ("Undone", 130),
}


def of_changes(runs: Iterable[Run], changes: Iterable[FieldChange]) -> list[Run]:
    """The runs that made one of these changes."""
    wanted = {change.run_id for change in changes}
    return [run for run in runs if run.run_id in wanted]


def table(view: View, shown: Sequence[Run], runs: Sequence[Run], changes: Iterable[FieldChange]) -> None:
    """These of the runs, newest first, told from the period's changes; selecting one opens its details."""
    made = _by_run(changes)
    frame = pd.DataFrame(
        {
            "run": [run.run_id for run in shown],
            "at": [run.at for run in shown],
            "kind": [change_words.kind(run.kind) for run in shown],
            "provider": [label(run.provider) if run.provider else "several" for run in shown],
            "what": [run_words.what(run, made[run.run_id]) for run in shown],
            "actor": [run.actor for run in shown],
            "reason": [run.reason or "" for run in shown],
            "undone": [undo_dialog.undone(run, runs) for run in shown],
        }
    )
    selectable(
        frame,
        [run.run_id for run in shown],
        view.run,
        _COLUMNS,
        name="Runs",
        select=lambda run_id: filters.select(run=run_id),
    )


def _by_run(changes: Iterable[FieldChange]) -> Mapping[str, list[FieldChange]]:
    found: dict[str, list[FieldChange]] = {}
    for change in changes:
        found.setdefault(change.run_id, []).append(change)
    return found


def numbers(shown: int, period: int) -> str:
    """How many runs there are, and what a selection does."""
    of = "" if shown == period else f" of {period:,}"
    return f"{shown:,}{of} run{'' if period == 1 else 's'}. Select one to see its changes, before and after."
