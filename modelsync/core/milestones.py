"""Which enabled models come near their last day, each milestone once: 90, 60, 30, 7, 0 days, overdue. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from modelsync.core.models import NormalizedModel
from modelsync.core.retirement import deadline

MILESTONES: Final = (90, 60, 30, 7, 0)
OVERDUE: Final = -1
Seen: TypeAlias = Mapping[tuple[str, date], int]
"""By id and last day: the latest milestone that was announced. Another day begins anew."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A model that reached a milestone; ``days`` is what is left, below 0 what passed."""

    model: NormalizedModel
    retires_at: date
    reached: int
    days: int


def reached(days: int) -> int | None:
    """The nearest milestone that so many days have reached: 45 → 60, 0 → 0, -3 → OVERDUE; None before the first."""
    if days < 0:
        return OVERDUE
    return min((milestone for milestone in MILESTONES if milestone >= days), default=None)


def new_milestones(models: Iterable[NormalizedModel], seen: Seen, today: date) -> list[Milestone]:
    """The milestones of enabled models that nobody was told of, the nearest last day first.

    Of several that passed unseen only the nearest counts.
    """
    found = [one for model in models if (one := _milestone(model, today)) and _is_new(one, seen)]
    return sorted(found, key=lambda one: (one.retires_at, one.model.universal_model_id))


def _milestone(model: NormalizedModel, today: date) -> Milestone | None:
    day = deadline(model.lifecycle)
    if day is None or not model.enabled or model.status != "active":
        return None
    days = (day - today).days
    nearest = reached(days)
    return None if nearest is None else Milestone(model, day, nearest, days)


def _is_new(one: Milestone, seen: Seen) -> bool:
    last = seen.get((one.model.universal_model_id, one.retires_at))
    return last is None or one.reached < last
