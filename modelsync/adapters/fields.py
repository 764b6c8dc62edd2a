"""How single fields of a provider's entry are read: text, times, days, numbers. Never knows which provider sent them.

Each reader raises ValueError with the rest of a sentence that begins with the field's name ("is not a day"). Empty text
is null. Every text has a bound, and is cut to it before anything slower looks at it.
"""
# ruff: noqa: TRY004 - pydantic collects ValueError, not TypeError

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationError

from modelsync.core.kinds import (
    DESCRIPTION_LENGTH,
    MOST_CAPABILITIES,
    MOST_TOKENS,
    NAME_LENGTH,
    WORD_LENGTH,
    clean_text,
    is_model_id,
    is_visible,
)
from modelsync.core.lifecycle import Lifecycle

_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_LONGEST_TIME = 64
_ROOM_FOR_UNSEEN = 4
"""How many times its bound a text may be long before it is cleaned: what is removed then is invisible."""


class WireModel(BaseModel):
    """An entry as the provider writes it: only the fields used; ``model_fields_set`` are the keys that were sent and read.

    ``unreadable`` says in plain words what is wrong with the fields that could not be read.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    unreadable: ClassVar[
        tuple[str, ...]
    ] = ()  # no field, which an entry could set; a private attribute costs 20 %

    @classmethod
    def read(cls, item: dict[str, Any]) -> Self:
        """The entry; an optional field that cannot be read counts as not sent. Raises ValidationError for a required one."""
        try:
            return cls.model_validate(item)
        except ValidationError as error:
            problems = problems_of(error)
            if any(cls.model_fields[name].is_required() for name in problems if name in cls.model_fields):
                raise
        model = cls.model_validate({key: value for key, value in item.items() if key not in problems})
        model.__dict__["unreadable"] = tuple(problems.values())
        return model


def problems_of(error: ValidationError) -> dict[str, str]:
    """The first problem of each field in plain words, by the field's name."""
    found: dict[str, str] = {}
    for each in error.errors(include_url=False, include_input=False):
        name = str(each["loc"][0]) if each["loc"] else "the entry"
        cause = each.get("ctx", {}).get("error")
        if each["type"] == "missing":
            problem = f"{name} is missing"
        else:
            problem = f"{name} {cause if isinstance(cause, ValueError) else 'has a value that does not fit'}"
        found.setdefault(name, problem)
    return found


@lru_cache(maxsize=1024)  # the models of a list share a few
def sent_lifecycle(**sent: Any) -> Lifecycle:
    """The end of life as it was sent: what is not given was not sent."""
    return Lifecycle(**sent)


def model_id_of(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("is not text")
    if not is_model_id(value):
        raise ValueError(f"is not 1 to {NAME_LENGTH} visible ASCII characters without spaces")
    return value


def is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and (not value or value.isspace()))


def _text(value: object, length: int) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("is not text")
    text = clean_text(value[: length * _ROOM_FOR_UNSEEN])
    return (text if len(text) <= length else text[: length - 1].rstrip() + "…") or None


def name_of(value: object) -> str | None:
    """A name that can be seen; one that cannot is as good as none."""
    name = _text(value, NAME_LENGTH)
    return name if name and is_visible(name) else None


def description_of(value: object) -> str | None:
    return _text(value, DESCRIPTION_LENGTH)


def flag_of(value: object) -> bool | None:
    if is_empty(value):
        return None
    if isinstance(value, bool):
        return value
    raise ValueError("is not true or false")


def whole_tokens_of(value: object) -> int | None:
    """Tokens; null means unknown. JSON from protocol buffers may write whole numbers as text or as 1.0."""
    if is_empty(value):
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,13}", value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("is not a whole number")
    if not 0 <= value <= MOST_TOKENS:
        raise ValueError("is not a possible number of tokens")
    return value


def tokens_of(value: object) -> int | None:
    """Tokens where 0 means unknown, too."""
    return whole_tokens_of(value) or None


def _plausible(moment: datetime) -> datetime | None:
    """Providers write 1970 where they do not know."""
    return moment if _EARLIEST <= moment < _LATEST else None


def unix_time_of(value: object) -> datetime | None:
    if is_empty(value):
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,13}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("is not a time in seconds")
    if not 0 <= value < _LATEST.timestamp():
        raise ValueError("is not a possible time in seconds")
    return _plausible(datetime.fromtimestamp(value, UTC))


def _utc(text: object, what: str) -> datetime:
    if not isinstance(text, str) or len(text) > _LONGEST_TIME:
        raise ValueError(f"is not {what}")
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"is not {what}") from error


def moment_of(value: object) -> datetime | None:
    return None if is_empty(value) else _plausible(_utc(value, "a time"))


def day_of(value: object) -> date | None:
    """The day in UTC of a date or of a time. 1970 stands for "unknown", which must not clear a day that is known."""
    if is_empty(value):
        return None
    moment = _plausible(_utc(value, "a day"))
    if moment is None:
        raise ValueError("is not a day on which a model could end")
    return moment.date()


def word_of(value: object) -> str | None:
    if is_empty(value):
        return None
    if not isinstance(value, str):
        raise ValueError("is not text")
    if len(value) > WORD_LENGTH:
        raise ValueError(f"has more than {WORD_LENGTH} characters")
    return value.strip()


def words_of(value: object) -> list[str] | None:
    if is_empty(value):
        return None
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError("is not a list of words")
    if len(value) > MOST_CAPABILITIES or any(len(word) > WORD_LENGTH for word in value):
        raise ValueError(
            f"has more than {MOST_CAPABILITIES} words, or one of more than {WORD_LENGTH} characters"
        )
    return list(_cleaned(tuple(value)))


@lru_cache(maxsize=1024)  # the models of a list share a few
def _cleaned(words: tuple[str, ...]) -> list[str]:
    return sorted({clean_text(word) for word in words} - {""})


Id: TypeAlias = Annotated[str, PlainValidator(model_id_of)]
Name: TypeAlias = Annotated[str | None, PlainValidator(name_of)]
Description: TypeAlias = Annotated[str | None, PlainValidator(description_of)]
Flag: TypeAlias = Annotated[bool | None, PlainValidator(flag_of)]
TokenCount: TypeAlias = Annotated[int | None, PlainValidator(tokens_of)]
TokensOrNone: TypeAlias = Annotated[int | None, PlainValidator(whole_tokens_of)]
UnixTime: TypeAlias = Annotated[datetime | None, PlainValidator(unix_time_of)]
Moment: TypeAlias = Annotated[datetime | None, PlainValidator(moment_of)]
WireDay: TypeAlias = Annotated[date | None, PlainValidator(day_of)]
Word: TypeAlias = Annotated[str | None, PlainValidator(word_of)]
Words: TypeAlias = Annotated[list[str] | None, PlainValidator(words_of)]
