"""One commit over several providers: its parts, the id that its runs share, and what its undo did. Pure values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from modelsync.core.edits import Edit
from modelsync.core.plans import Review
from modelsync.core.runs import Run
from modelsync.core.values import Value

_PREFIX = "op-"
"""Tells an operation's id from a run's, which has digits only."""


def operation_id(word: str) -> str:
    """The id of an operation, from a word that no other operation has."""
    return f"{_PREFIX}{word}"


def is_operation_id(text: str) -> bool:
    """Whether this names an operation; else it may name a run."""
    return text.startswith(_PREFIX)


def by_operation(runs: Iterable[Run]) -> list[tuple[Run, ...]]:
    """The runs in their order, those of one operation together; a run by itself is alone."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        groups.setdefault(run.operation_id or run.run_id, []).append(run)
    return [tuple(group) for group in groups.values()]


def undo_key(runs: tuple[Run, ...]) -> str:
    """What an undo of these runs names: the run, or the operation of several."""
    return runs[0].run_id if len(runs) == 1 else str(runs[0].operation_id)


@dataclass(frozen=True)
class Approved:
    """The approved part of a plan, with its edits; ``seen`` is the review that the approval was made of.

    ``checksum`` is that of the approval: a plan of which the same part has another one is refused.
    """

    plan_id: str
    ids: Collection[str] | Literal["all"]
    edits: Mapping[str, Edit] | None = None
    seen: Review | None = None
    checksum: str | None = None


class RefusedUndo(Value):
    """A run of an operation that was not undone, and the sentence why."""

    run_id: str
    provider: str | None
    error: str


class OperationUndo(Value):
    """The undo of an operation: a run for each one that was undone, an operation of their own where they are several.

    ``left`` has a phrase for each row that changed since, ``refused`` the runs that were not undone.
    """

    runs: tuple[Run, ...]
    left: tuple[str, ...]
    refused: tuple[RefusedUndo, ...]
