"""How single fields of a provider's entry are read: text, times, days, numbers. Never knows which provider sent them.

Each reader raises ValueError with the rest of a sentence that begins with the field's name ("is not a day").
"""
# ruff: noqa: TRY004 - pydantic collects ValueError, not TypeError

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationError

from modelsync.core.kinds import (
    DESCRIPTION_LENGTH,
    MOST_TOKENS,
    NAME_LENGTH,
    clean_text,
    is_model_id,
    is_visible,
)

_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class WireModel(BaseModel):
    """An entry as the provider writes it: only the fields used; ``model_fields_set`` are the keys that were sent."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _model_id(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("is not text")
    if not is_model_id(value):
        raise ValueError(f"is not 1 to {NAME_LENGTH} visible ASCII characters without spaces")
    return value


def _text(value: object, length: int) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("is not text")
    text = clean_text(value)
    return (text if len(text) <= length else text[: length - 1].rstrip() + "…") or None


def _name(value: object) -> str | None:
    """A name that can be seen; one that cannot is as good as none."""
    name = _text(value, NAME_LENGTH)
    return name if name and is_visible(name) else None


def _description(value: object) -> str | None:
    return _text(value, DESCRIPTION_LENGTH)


def _flag(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise ValueError("is not true or false")


def _tokens(value: object) -> int | None:
    """Tokens; null and 0 mean unknown. JSON from protocol buffers may write whole numbers as text or as 1.0."""
    if value is None:
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,13}", value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("is not a whole number")
    if not 0 <= value <= MOST_TOKENS:
        raise ValueError("is not a possible number of tokens")
    return value or None


def _plausible(moment: datetime) -> datetime | None:
    """Providers write 1970 where they do not know."""
    return moment if _EARLIEST <= moment < _LATEST else None


def _unix_time(value: object) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,13}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("is not a time in seconds")
    in_range = _EARLIEST.timestamp() <= value < _LATEST.timestamp()
    return datetime.fromtimestamp(value, UTC) if in_range else None


def _utc(text: object, what: str) -> datetime:
    if not isinstance(text, str):
        raise ValueError(f"is not {what}")
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"is not {what}") from error


def _moment(value: object) -> datetime | None:
    return None if value is None else _plausible(_utc(value, "a time"))


def _day(value: object) -> date | None:
    """The day in UTC of a date or of a time; an implausible one is unknown, so that 1970 ends no model."""
    moment = None if value is None else _plausible(_utc(value, "a day"))
    return moment.date() if moment else None


def _word(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise ValueError("is not text")


def _words(value: object) -> list[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError("is not a list of words")
    return sorted({clean_text(word) for word in value} - {""})


Id: TypeAlias = Annotated[str, PlainValidator(_model_id)]
Name: TypeAlias = Annotated[str | None, PlainValidator(_name)]
Description: TypeAlias = Annotated[str | None, PlainValidator(_description)]
Flag: TypeAlias = Annotated[bool | None, PlainValidator(_flag)]
TokenCount: TypeAlias = Annotated[int | None, PlainValidator(_tokens)]
UnixTime: TypeAlias = Annotated[datetime | None, PlainValidator(_unix_time)]
Moment: TypeAlias = Annotated[datetime | None, PlainValidator(_moment)]
WireDay: TypeAlias = Annotated[date | None, PlainValidator(_day)]
Word: TypeAlias = Annotated[str | None, PlainValidator(_word)]
Words: TypeAlias = Annotated[list[str] | None, PlainValidator(_words)]


def plain_problem(error: ValidationError) -> str:
    """The first problem of an entry in plain words: the field, and what is wrong with it."""
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "the entry"
    if first["type"] == "missing":
        return f"{name} is missing"
    cause = first.get("ctx", {}).get("error")
    return f"{name} {cause}" if isinstance(cause, ValueError) else f"{name} has a value that does not fit"
