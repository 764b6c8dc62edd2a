"""The kinds of values that a model's fields hold, each defined once: ids, tokens, USD, days, times, text. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field, PlainSerializer, StringConstraints

NAME_LENGTH = 255
DESCRIPTION_LENGTH = 2000
WORD_LENGTH = 100
"""The longest name or value of a capability."""
MOST_CAPABILITIES = 200
"""The most capabilities of a model, and the most values of one of them."""
MOST_TOKENS = 10**12

_ID = r"[!-~]+"
_whole_id = re.compile(_ID).fullmatch
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Invisible characters whose Unicode category says letter or symbol: fillers, the empty Braille cell."""


def clean_text(text: str) -> str:
    """The text on one line without control and format characters (which also turn text round), ends stripped."""
    if text.isprintable():  # nearly all text: there is none of them, and no space but the plain one
        return " ".join(text.split())
    visible = "".join(
        " " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c
        for c in text
        if unicodedata.category(c) not in {"Cf", "Cs", "Co", "Cn"} or c == "\u200d"
    )
    return re.sub(r"\s+", " ", visible).strip()


def is_visible(text: str) -> bool:
    """Whether the text has a visible character: a letter, number, punctuation mark or symbol."""
    if text.isascii() and text.isprintable():
        return text.strip() != ""  # the usual case: each character but the space is visible
    return any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANK for c in text)


def is_model_id(text: str) -> bool:
    """Whether this can be a model's id: 1 to 255 printable ASCII characters without spaces."""
    return len(text) <= NAME_LENGTH and _whole_id(text) is not None


def shown_id(text: str) -> str:
    """The text of an id that is none, for people: on one line, every invisible character as an escape, cut to 255."""
    start = text[:NAME_LENGTH]
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in start)
    return shown if len(text) <= NAME_LENGTH and len(shown) <= NAME_LENGTH else shown[: NAME_LENGTH - 1] + "…"


_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+(?:[/?#]\S*)?", re.IGNORECASE)


def is_web_address(text: str) -> bool:
    """Whether a text is an address of http or https that names a host."""
    return _WEB_ADDRESS.fullmatch(text) is not None


def iso_utc(moment: datetime) -> str:
    """ISO 8601 in UTC, ending in Z, whole seconds unless there are more."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is UTC:
        return moment
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _plain(amount: Decimal) -> str:
    return format(amount, "f")


DisplayName: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH)]
ModelId: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, max_length=NAME_LENGTH, pattern=rf"^{_ID}$")
]
Word: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=WORD_LENGTH)]
Tokens: TypeAlias = Annotated[int, Field(gt=0, le=MOST_TOKENS)]
Usd: TypeAlias = Annotated[
    Decimal, Field(ge=0, allow_inf_nan=False), PlainSerializer(_plain, when_used="json")
]
"""An exact amount, as decimal text in JSON; what it is per says the price figure."""
Day: TypeAlias = date
"""A day in UTC, as ``2026-12-01`` in JSON."""
UtcDatetime: TypeAlias = Annotated[datetime, AfterValidator(_aware)]
"""As JSON like ``iso_utc``: that is how pydantic writes a time in UTC."""
