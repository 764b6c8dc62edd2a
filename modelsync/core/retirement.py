"""Upcoming retirements, overdue models and their words. Pure; `normalise` derives the status.

A day before which a model does not retire (`earliest`) is no deadline: it counts nowhere, and is shown as what it is.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from modelsync.core.models import NormalizedModel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelsync.core.lifecycle import Lifecycle

Model = TypeVar("Model", bound=NormalizedModel)


def deadline(lifecycle: Lifecycle) -> date | None:
    """The last day that somebody announced; None without one."""
    return None if lifecycle.retires_kind == "earliest" else lifecycle.retires_at


def is_overdue(model: NormalizedModel, today: date) -> bool:
    """Whether the model is active after its last day."""
    day = deadline(model.lifecycle)
    return model.status == "active" and day is not None and day < today


def retiring_within(days: int, models: Iterable[Model], today: date) -> list[Model]:
    """The models whose last day is at most so many days away, soonest first; those that are overdue lead."""
    dated = [(deadline(model.lifecycle), model.universal_model_id, model) for model in models]
    until = today + timedelta(days=days)
    return [model for day, _, model in sorted(dated, key=_by_day) if day is not None and day <= until]


def _by_day(dated: tuple[date | None, str, NormalizedModel]) -> tuple[date, str]:
    return dated[0] or date.max, dated[1]


def on_day(lifecycle: Lifecycle, today: date | None = None) -> str:
    """The day of the end: ``retires 2026-12-01``, ``not before 2026-12-01``; empty without a day.

    With ``today``, a last day that has passed reads ``overdue since 2026-12-01``.
    """
    if lifecycle.retires_at is None:
        return ""
    said = "not before" if lifecycle.retires_kind == "earliest" else "retires"
    if said == "retires" and today and lifecycle.retires_at < today:
        said = "overdue since"
    return f"{said} {lifecycle.retires_at}"


def distance(day: date, today: date) -> str:
    """How far a deadline is: ``in 9 days``, ``today``, ``8 days overdue``."""
    days = (day - today).days
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return "today" if days == 0 else f"in {count}" if days > 0 else f"{count} overdue"


def in_words(model: NormalizedModel, today: date) -> str:
    """When a model retires and what comes instead: ``retires 2026-12-01, in 9 days → gpt-7``; empty without a date."""
    day, instead = deadline(model.lifecycle), model.lifecycle.replacement
    if day is None:
        return on_day(model.lifecycle)
    note = f" ({note})" if instead and (note := model.lifecycle.replacement_note) else ""
    successor = f" → {instead}{note}" if instead else ", no replacement named"
    return f"{on_day(model.lifecycle)}, {distance(day, today)}{successor}"
