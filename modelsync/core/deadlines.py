"""The enabled models that retire soon and what somebody decided about them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from modelsync.core.kinds import Day, UtcDatetime
from modelsync.core.models import StoredModel
from modelsync.core.retirement import is_overdue, retiring_within
from modelsync.core.system_status import DeadlineCounts
from modelsync.core.values import Value

SOON_DAYS: Final = 30


class Dismissal(Value):
    """An admin does not want to see a model's deadline until a day, and why; on that day it comes back."""

    universal_model_id: str
    until: Day
    reason: str
    actor: str
    at: UtcDatetime


def soon(models: Iterable[StoredModel], today: date) -> list[StoredModel]:
    """The enabled models whose last day is at most thirty days away or has passed, the soonest first."""
    return retiring_within(
        SOON_DAYS, (one for one in models if one.enabled and one.status == "active"), today
    )


def is_dismissed(model: StoredModel, dismissed: Mapping[str, Dismissal], today: date) -> bool:
    """Whether the model's deadline is out of sight today."""
    one = dismissed.get(model.universal_model_id)
    return one is not None and one.until > today


def deadlines(
    models: Iterable[StoredModel], dismissed: Mapping[str, Dismissal], today: date
) -> list[StoredModel]:
    """The enabled models that retire soon and that nobody dismissed, the soonest first."""
    return [model for model in soon(models, today) if not is_dismissed(model, dismissed, today)]


def counted(models: Iterable[StoredModel], dismissed: Mapping[str, Dismissal], today: date) -> DeadlineCounts:
    """How many retire soon, are overdue, and are dismissed."""
    found = soon(models, today)
    overdue = sum(is_overdue(model, today) for model in found)
    out = sum(is_dismissed(model, dismissed, today) for model in found)
    return DeadlineCounts(overdue=overdue, soon=len(found) - overdue, dismissed=out)
