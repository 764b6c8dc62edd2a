"""The table of runs: what each did, with the model's name where it was one; a commit over several providers is one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from modelsync.core.field_changes import FieldChange
from modelsync.core.operations import by_operation, undo_key
from modelsync.core.runs import Run
from modelsync.report import change_words, run_words
from modelsync.ui.history import filters
from modelsync.ui.history.selection import selectable
from modelsync.ui.history.view import View
from modelsync.ui.shell import undo_dialog
from modelsync.ui.shell.session import label

_COLUMNS = {
    "run": ("Run", 62),
    "at": ("Time", 130),
    "kind": ("Kind", 75),
    "provider": ("Provider", 92),
    "what": ("What", 261),
    "actor": ("By", 125),
    "reason": ("Reason", 120),
    "undone": ("Undone", 130),
}


def of_changes(runs: Iterable[Run], changes: Iterable[FieldChange]) -> list[Run]:
    """The runs that made one of these changes, with the others of their operation."""
    wanted = {change.run_id for change in changes}
    return [
        run for group in by_operation(runs) if any(run.run_id in wanted for run in group) for run in group
    ]


def _number(group: Sequence[Run]) -> str:
    return group[0].run_id if len(group) == 1 else f"{group[-1].run_id}–{group[0].run_id}"


def _providers(group: Sequence[Run]) -> str:
    if len(group) > 1:
        return f"{len(group)} providers"
    return label(group[0].provider) if group[0].provider else "several"


def table(view: View, shown: Sequence[Run], runs: Sequence[Run], changes: Iterable[FieldChange]) -> None:
    """These of the runs, newest first, told from the period's changes; selecting one opens its details."""
    made = _by_run(changes)
    rows = by_operation(shown)
    newest = [group[0] for group in rows]
    frame = pd.DataFrame(
        {
            "run": [_number(group) for group in rows],
            "at": [run.at for run in newest],
            "kind": [change_words.kind(run.kind) for run in newest],
            "provider": [_providers(group) for group in rows],
            "what": [run_words.what(g, [c for run in g for c in made[run.run_id]]) for g in rows],
            "actor": [run.actor for run in newest],
            "reason": [run.reason or "" for run in newest],
            "undone": [undo_dialog.undone(group, runs) for group in rows],
        }
    )
    selectable(
        frame,
        [undo_key(group) for group in rows],
        view.run,
        _COLUMNS,
        name="Runs",
        select=lambda run_id: filters.select(run=run_id),
    )


def _by_run(changes: Iterable[FieldChange]) -> Mapping[str, list[FieldChange]]:
    found: dict[str, list[FieldChange]] = defaultdict(list)
    for change in changes:
        found[change.run_id].append(change)
    return found


def numbers(shown: int, period: int) -> str:
    """How many runs there are, and what a selection does."""
    of = "" if shown == period else f" of {period:,}"
    return f"{shown:,}{of} run{'' if period == 1 else 's'}. Select one to see its changes, before and after."
