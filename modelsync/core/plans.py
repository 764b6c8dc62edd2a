"""Plans and reviews: proposed changes of one provider, and a reviewer's ticks and edits. Pure values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import Field

from modelsync.core.diff import changed_fields
from modelsync.core.edits import Edit
from modelsync.core.kinds import UtcDatetime
from modelsync.core.models import ModelSyncDiff, NormalizedModel, Value
from modelsync.core.safety import PlanContext


class Review(Value):
    """A reviewer's ticks that differ from the default, and edits, by id."""

    ticks: dict[str, bool] = Field(default_factory=dict)
    edits: dict[str, Edit] = Field(default_factory=dict)
    by: str | None = None
    at: UtcDatetime | None = None


@dataclass(frozen=True)
class Plan:
    """A stored plan; the listing that it was made from is read on its own (``plan_listing``).

    ``problem`` is the sentence why its content cannot be read: then the diff is empty.
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
    def waits(self) -> bool:
        """Whether it is pending: not closed, with changes."""
        return self.state == "waiting" and not self.diff.is_empty

    @property
    def approved(self) -> frozenset[str]:
        """The changes that a commit would apply: the reviewer's ticks, else the default's."""
        ticked = self.ticked_by_default
        return frozenset(id_ for id_ in self.diff.ids() if self.review.ticks.get(id_, id_ in ticked))

    @property
    def ticked_by_default(self) -> frozenset[str]:
        """Every change but the archiving of a model that still answers."""
        return frozenset(self.diff.ids()) - self.context.still_answering


def kept_review(old: Plan, new: Plan) -> Review:
    """The ticks and edits of an old plan that still fit a new one: same id, same section, same after-value."""
    before, after = _after_values(old.diff), _after_values(new.diff)
    same = {
        id_
        for id_, (section, model) in after.items()
        if id_ in before and before[id_][0] == section and not changed_fields(before[id_][1], model)
    }
    kept = {
        "ticks": {id_: tick for id_, tick in old.review.ticks.items() if id_ in same},
        "edits": {id_: edit for id_, edit in old.review.edits.items() if id_ in same},
    }
    return old.review.model_copy(update=kept) if any(kept.values()) else Review()


def _after_values(diff: ModelSyncDiff) -> dict[str, tuple[str, NormalizedModel]]:
    values = {m.universal_model_id: ("new", m) for m in diff.new_models}
    values |= {u.updated.universal_model_id: ("updated", u.updated) for u in diff.updated_models}
    return values | {m.universal_model_id: ("archived", m) for m in diff.archived_models}
