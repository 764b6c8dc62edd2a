"""Says in words what a run did, from its counts and its changes by field. Pure; decides nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from modelsync.core.field_changes import MODEL
from modelsync.report import change_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from modelsync.core.field_changes import FieldChange
    from modelsync.core.runs import Run

_ACTS = ("enabled", "disabled", "renamed")
_FEW = 2
_FOR_LATER = "facts of models that are not in the catalogue yet"


def counts(*runs: Run) -> str:
    """Runs in numbers: ``3 added, 1 updated``."""
    parts = (
        (sum(run.counts.inserted for run in runs), "added"),
        (sum(run.counts.updated for run in runs), "updated"),
        (sum(run.counts.archived for run in runs), "archived"),
        (sum(run.counts.removed for run in runs), "removed"),
    )
    done = ", ".join(f"{count:,} {word}" for count, word in parts if count)
    return done or (_FOR_LATER if any(run.kind == "facts" for run in runs) else "no change")


def numbers(*runs: Run) -> str:
    """The runs by number, oldest first: ``Run 4``, ``Runs 4, 5, 6``."""
    ids = sorted((run.run_id for run in runs), key=int)
    return f"Run{'' if len(ids) == 1 else 's'} {', '.join(ids)}"


def what(runs: Sequence[Run], changes: Sequence[FieldChange]) -> str:
    """What a run or an operation did: the model's name and its changes in one of one model, ``67 added · 12 enabled, 3 renamed`` in a larger one."""
    if len({change.universal_model_id for change in changes}) == 1:
        return _of_one(runs, changes)
    acts = Counter(act for change in changes for act in _acts(change))
    said = ", ".join(f"{acts[act]:,} {act}" for act in _ACTS if acts[act])
    if runs[0].kind == "edit" and said:
        return said
    return f"{counts(*runs)}{f' · {said}' if said else ''}"


def _of_one(runs: Sequence[Run], changes: Sequence[FieldChange]) -> str:
    name = changes[0].universal_model_id
    acts = [act for change in changes for act in _acts(change)]
    if changes[0].field == MODEL:
        return " · ".join([f"{name} {'removed' if changes[0].after is None else 'added'}", *acts])
    if any(run.counts.archived for run in runs):
        return f"{name} archived"
    fields = [
        change_words.field_of(change) for change in changes if not any(_acts(change)) and _is_said(change)
    ]
    more = f" and {len(fields) - _FEW} more" if len(fields) > _FEW else ""
    return " · ".join([name, *acts, *([f"{', '.join(fields[:_FEW])}{more}"] if fields else [])])


def _is_said(change: FieldChange) -> bool:
    return change.field not in {"displayNameBy", "displayName"}


def _acts(change: FieldChange) -> Iterator[str]:
    """What an admin does that this change holds; a name is an admin's when they set it."""
    match change.field:
        case "model":
            yield from _of_added(change.after)
        case "enabled":
            yield "enabled" if change.after else "disabled"
        case "displayName":
            yield "renamed"
        case _:
            return


def _of_added(after: Any) -> Iterator[str]:
    if isinstance(after, dict):
        if after.get("enabled"):
            yield "enabled"
        if after.get("displayNameBy") == "admin":
            yield "renamed"
