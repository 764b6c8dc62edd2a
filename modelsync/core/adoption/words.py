"""How the values of another catalogue read: switches, states, times and amounts of money. Pure; None is what cannot be read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from modelsync.core.models import Status

_ON: Final = frozenset({"true", "t", "yes", "y", "on", "1", "enabled", "active", "visible", "available"})
_OFF: Final = frozenset({"false", "f", "no", "n", "off", "0", "disabled", "inactive", "hidden", "", "null"})
_ARCHIVED: Final = frozenset(
    {"archived", "retired", "gone", "deleted", "removed", "shutdown", "eol", "sunset"}
)
_ACTIVE: Final = frozenset(
    {
        "active",
        "available",
        "live",
        "ga",
        "stable",
        "current",
        "enabled",
        "preview",
        "beta",
        "deprecated",
        "legacy",
    }
    | {"inactive", "disabled", ""}
)
"""A deprecated model still answers; a disabled one is off, which its switch says."""

_MILLISECONDS: Final = 10**11
"""From here on a number of a time counts milliseconds: as seconds it would be after the year 5000."""
_NUMBER: Final = re.compile(r"\d{9,14}(?:\.\d+)?")
_AMOUNT: Final = re.compile(r"\$?\s*(\d+(?:\.\d+)?(?:[eE][-+]?\d{1,2})?)")
_MOST_DIGITS: Final = 18


def text(value: Any) -> str | None:
    """A value as text; None for null and for what is no single value."""
    match value:
        case None | dict() | list() | bytes() | memoryview():
            return None
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()


def switch(value: Any) -> bool | None:
    """Whether a switch is on; null is off."""
    word = (text(value) or "").casefold()
    return True if word in _ON else False if word in _OFF else None


def flag(value: Any) -> bool:
    """Whether a column that marks rows marks this one: a time of deletion does, too."""
    return switch(value) is not False


def status(value: Any) -> Status | None:
    """The status that a word says; null is active."""
    word = (text(value) or "").casefold()
    return "archived" if word in _ARCHIVED else "active" if word in _ACTIVE else None


def moment(value: Any) -> datetime | None:
    """A time: ISO 8601, a day, or seconds or milliseconds since 1970; without a zone it is in UTC."""
    try:
        if isinstance(value, str):
            written = value.strip()
            if _NUMBER.fullmatch(written):
                return _since_1970(float(written))
            return _in_utc(datetime.fromisoformat(written))
        if isinstance(value, date):
            midnight = datetime(value.year, value.month, value.day, tzinfo=UTC)
            return _in_utc(value) if isinstance(value, datetime) else midnight
        is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return _since_1970(float(value)) if is_number else None
    except (ValueError, OverflowError, OSError):
        return None


def _in_utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _since_1970(number: float) -> datetime:
    return datetime.fromtimestamp(number / 1000 if number >= _MILLISECONDS else number, UTC)


def amount(value: Any, power: int) -> Decimal | None:
    """An amount of USD times ten to the power, exactly."""
    found = _AMOUNT.fullmatch(text(value) or "")
    if not found or isinstance(value, bool):
        return None
    try:
        exact = Decimal(found[1]).scaleb(power)
    except InvalidOperation:
        return None
    shown = f"{exact.normalize():f}"
    return Decimal(shown) if len(shown) <= _MOST_DIGITS else None
