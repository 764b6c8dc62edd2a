"""Upcoming retirements and replacements. Pure; `normalise` derives the status."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from modelsync.core.models import NormalizedModel

if TYPE_CHECKING:
    from collections.abc import Iterable

Model = TypeVar("Model", bound=NormalizedModel)


def retiring_within(days: int, models: Iterable[Model], today: date) -> list[Model]:
    """The models whose last day is at most so many days away, soonest first; those that are overdue lead."""
    dated = [(model.lifecycle.retires_at, model.universal_model_id, model) for model in models]
    until = today + timedelta(days=days)
    return [model for day, _, model in sorted(dated, key=_by_day) if day is not None and day <= until]


def _by_day(dated: tuple[date | None, str, NormalizedModel]) -> tuple[date, str]:
    return dated[0] or date.max, dated[1]


def in_words(model: NormalizedModel, today: date) -> str:
    """When a model retires and what comes instead: ``retires 2026-12-01, in 9 days → gpt-7``; empty without a date."""
    day = model.lifecycle.retires_at
    if day is None:
        return ""
    days = (day - today).days
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    when = "today" if days == 0 else f"in {count}" if days > 0 else f"{count} overdue"
    instead = model.lifecycle.replacement
    return f"retires {day}, {when}{f' → {instead}' if instead else ', no replacement named'}"
