"""Plans and reviews: proposed changes of one provider, and a reviewer's ticks and edits. Pure values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from pydantic import Field

from modelsync.core.edits import Edit
from modelsync.core.kinds import UtcDatetime
from modelsync.core.models import ModelSyncDiff, NormalizedModel
from modelsync.core.safety import PlanContext
from modelsync.core.values import Value


class Proposed(Value):
    """One change of a plan as a reviewer sees it: its section, and the model as it would be."""

    section: Literal["new", "updated", "archived"]
    model: NormalizedModel


class Review(Value):
    """A reviewer's ticks that differ from the default, and edits, by id.

    ``changed_since`` has what was seen of rows whose tick or edit is from an earlier plan that proposed something else.
    """

    ticks: dict[str, bool] = Field(default_factory=dict)
    edits: dict[str, Edit] = Field(default_factory=dict)
    changed_since: dict[str, Proposed] = Field(default_factory=dict, exclude_if=lambda since: not since)
    by: str | None = None
    at: UtcDatetime | None = None


@dataclass(frozen=True)
class Plan:
    """A stored plan; the listing that it was made from is read on its own (``plan_listing``).

    ``problem`` is the sentence why its content cannot be read: then the diff is empty. The sets of ids are worked out once:
    pages ask for them row by row.
    """

    id: str
    provider: str
    actor: str
    fetched_at: datetime
    digest: str
    diff: ModelSyncDiff
    context: PlanContext
    state: str = "waiting"
    review: Review = field(default_factory=Review)
    closed_by: str | None = None
    closed_at: datetime | None = None
    problem: str | None = None

    @property
    def adopts(self) -> bool:
        """Whether it takes over another catalogue, and is no sync's."""
        return self.context.adopted_from is not None

    @property
    def waits(self) -> bool:
        """Whether it is pending: not closed, with changes."""
        return self.state == "waiting" and not self.diff.is_empty

    @cached_property
    def approved(self) -> frozenset[str]:
        """The changes that a commit would apply: the reviewer's ticks, else the default's."""
        ticked = {id_ for id_, is_ticked in self.review.ticks.items() if is_ticked}
        return self.ticked_by_default - self.rejected | self._ids & ticked

    @cached_property
    def rejected(self) -> frozenset[str]:
        """The changes that a person unticked."""
        return self._ids.intersection(id_ for id_, ticked in self.review.ticks.items() if not ticked)

    @cached_property
    def undecided(self) -> frozenset[str]:
        """The changes in doubt that nobody ticked or unticked yet."""
        return self._ids & self.context.in_doubt - self.review.ticks.keys()

    @cached_property
    def ticked_by_default(self) -> frozenset[str]:
        """Every change but those in doubt and the archiving of a model that still answers."""
        return self._ids - self.context.still_answering - self.context.in_doubt

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(self.diff.ids())
