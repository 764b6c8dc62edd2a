"""What changed the catalogue: runs, their counts, and what happened to one model. Pure values."""

from __future__ import annotations

from dataclasses import dataclass

from modelsync.core.kinds import UtcDatetime
from modelsync.core.row_changes import RecordedChange
from modelsync.core.values import Value


class RunCounts(Value):
    """How many rows a run inserted, updated, archived and (an undo) removed."""

    inserted: int
    updated: int
    archived: int
    removed: int = 0

    @property
    def total(self) -> int:
        return self.inserted + self.updated + self.archived + self.removed


class Run(Value):
    """What changed the catalogue once (contract of the command line).

    ``operation_id`` is shared by the runs of one commit over several providers; a run by itself has none.
    """

    run_id: str
    kind: str
    provider: str | None
    plan_id: str | None
    actor: str
    at: UtcDatetime
    reason: str | None
    counts: RunCounts
    undone_by: str | None
    operation_id: str | None = None


@dataclass(frozen=True)
class ModelEvent:
    """One change of a model, and the run that made it."""

    run: Run
    change: RecordedChange
