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


def counts(run: Run) -> str:
    """A run in numbers: ``3 added, 1 updated``."""
    parts = (
        (run.counts.inserted, "added"),
        (run.counts.updated, "updated"),
        (run.counts.archived, "archived"),
        (run.counts.removed, "removed"),
    )
    return ", ".join(f"{count:,} {word}" for count, word in parts if count) or "no change"


def what(run: Run, changes: Sequence[FieldChange]) -> str:
    """What a run did: the model's name and its changes in a run of one, ``67 added · 12 enabled, 3 renamed`` in a larger one."""
    if len({change.universal_model_id for change in changes}) == 1:
        return _of_one(run, changes)
    acts = Counter(act for change in changes for act in _acts(change))
    said = ", ".join(f"{acts[act]:,} {act}" for act in _ACTS if acts[act])
    if run.kind == "edit" and said:
        return said
    return f"{counts(run)}{f' · {said}' if said else ''}"


def _of_one(run: Run, changes: Sequence[FieldChange]) -> str:
    name = changes[0].universal_model_id
    acts = [act for change in changes for act in _acts(change)]
    if changes[0].field == MODEL:
        return " · ".join([f"{name} {'removed' if changes[0].after is None else 'added'}", *acts])
    if run.counts.archived:
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
