"""Reads the JSON of references: exact decimals, bounded, and what cannot be read named. Pure; knows no source."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from modelsync.core.kinds import MOST_TOKENS, NAME_LENGTH, clean_text, is_model_id, shown_id
from modelsync.prices.mistakes import JsonObject
from modelsync.prices.references.base import UnusableReferenceError

_MOST_VALUES: Final = 2_000_000
_MOST_PROBLEMS: Final = 200
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WHOLE_DIGITS, _DECIMALS = 9, 12
"""As many as a pricing file takes."""
_WORD_LENGTH = 60


class UnreadableError(Exception):
    """A value that cannot be read; ``str(error)`` says why, as the rest of a sentence about it."""


@dataclass
class Problems:
    """What could not be read, in words; beyond the first two hundred only counted."""

    found: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, sentence: str) -> None:
        """Note one."""
        if len(self.found) < _MOST_PROBLEMS:
            self.found.append(sentence)
        else:
            self.more += 1

    def listed(self) -> tuple[str, ...]:
        """All of them, the last one for those that are only counted."""
        return (*self.found, *((f"{self.more} more entries cannot be read",) if self.more else ()))


def read_json(content: bytes) -> Any:
    """The JSON with every number exact and every repeated key remembered. Raises UnusableReferenceError."""
    try:
        text = content.decode(json.detect_encoding(content)).lstrip("\ufeff \t\r\n")
        if text.startswith("<"):
            raise UnusableReferenceError("is a web page instead of JSON")
        if text.count(",") + text.count("[") + text.count("{") > _MOST_VALUES:
            raise UnusableReferenceError("has more values than any such file")
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=JsonObject)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise UnusableReferenceError("is not valid JSON, or only a part of it") from error


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def objects(entries: object, problems: Problems, what: str) -> Iterator[tuple[str, JsonObject]]:
    """The entries of an object by name; one that is none, or is there twice, is a problem.

    Raises UnusableReferenceError when ``entries`` is no object.
    """
    if not isinstance(entries, JsonObject):
        raise UnusableReferenceError(f"has no object of {what}")
    for name, entry in entries.items():
        if name in entries.repeated:
            problems.add(f"{shown_id(name)} is there twice")
        elif not isinstance(entry, JsonObject):
            problems.add(f"{shown_id(name)} is no object")
        elif entry.repeated:
            problems.add(f"{shown_id(name)} has {clean_text(entry.repeated[0])[:50]} twice")
        else:
            yield name, entry


def amount(value: object, power: int = 0) -> Decimal | None:
    """An amount of money, times ten to the power, exactly; None for null. Raises UnreadableError."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise UnreadableError("is no number")
    sign, digits, exponent = Decimal(value).as_tuple()
    if not isinstance(exponent, int) or (sign and any(digits)):
        raise UnreadableError("is no amount of money")
    while len(digits) > 1 and not digits[-1]:
        digits, exponent = digits[:-1], exponent + 1
    if digits == (0,):
        return Decimal(0)
    exponent += power
    if exponent < -_DECIMALS or len(digits) + exponent > _WHOLE_DIGITS:
        raise UnreadableError("has more digits than a price")
    return Decimal((0, digits + (0,) * max(exponent, 0), min(exponent, 0)))


def trade_word(value: object) -> str | None:
    """A short word of the source, or several joined: ``image_generation``, ``text and image``; None for anything else."""
    words = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
    return clean_text(" and ".join(words))[:_WORD_LENGTH] or None


def tokens(value: object) -> int | None:
    """A number of tokens; None for null and 0. Raises UnreadableError."""
    if isinstance(value, Decimal) and value == int(value):
        value = int(value)
    if value is None or value == 0:
        return None
    if type(value) is not int or not 0 < value <= MOST_TOKENS:
        raise UnreadableError("is no number of tokens")
    return value


def day(value: object) -> date | None:
    """A day; None for null and for an empty text. Raises UnreadableError."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise UnreadableError("is no day")


def model_id(value: object) -> str:
    """The id of a model. Raises UnreadableError."""
    if not isinstance(value, str) or not is_model_id(value):
        raise UnreadableError("is no model id")
    return value


def web_address(value: object) -> str | None:
    """An https or http address; None for everything else: it is only shown."""
    fits = isinstance(value, str) and len(value) <= NAME_LENGTH and re.fullmatch(r"https?://[!-~]+", value)
    return str(value) if fits else None


def newest(days: Iterator[object], today: date) -> date | None:
    """The latest of the days that can be read, none of the future."""
    found = []
    for value in days:
        try:
            read = day(value[:10] if isinstance(value, str) else None)
        except UnreadableError:
            continue
        if read and read <= today:
            found.append(read)
    return max(found, default=None)


def part(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """An object within an entry; empty when the key is missing or null. Raises UnreadableError."""
    found = entry.get(key)
    if found is None:
        return {}
    if not isinstance(found, JsonObject) or found.repeated:
        raise UnreadableError("is no object")
    return found
