"""The enabled models that retire soon and what somebody decided about them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from modelsync.core.kinds import Day, UtcDatetime
from modelsync.core.models import StoredModel, Value
from modelsync.core.retirement import retiring_within

SOON_DAYS: Final = 30


class Dismissal(Value):
    """An admin does not want to see a model's deadline until a day, and why; on that day it comes back."""

    universal_model_id: str
    until: Day
    reason: str
    actor: str
    at: UtcDatetime


def deadlines(
    models: Iterable[StoredModel], dismissed: Mapping[str, Dismissal], today: date
) -> list[StoredModel]:
    """The enabled models whose last day is at most thirty days away and that nobody dismissed, the soonest first."""
    enabled = (model for model in models if model.enabled and model.status == "active")
    return [
        model
        for model in retiring_within(SOON_DAYS, enabled, today)
        if (one := dismissed.get(model.universal_model_id)) is None or one.until <= today
    ]
