"""Reads how often something happens (``5s``, ``30m``, ``6h``, ``1d``) and says lengths of time in words. Pure."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

_SECONDS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_WORDS: Final = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
_INTERVAL = re.compile(r"([1-9]\d{0,5})\s*([smhd])", re.ASCII | re.IGNORECASE)
LONGEST: Final = timedelta(days=31)


def interval(text: str) -> timedelta:
    """The length of time that a text such as ``6h`` says. Raises ValueError with what is wrong and how to write it."""
    match = _INTERVAL.fullmatch(text.strip())
    if match is None:
        raise ValueError("it is no length of time; write a whole number and s, m, h or d, such as 30m or 6h")
    length = timedelta(seconds=int(match[1]) * _SECONDS[match[2].lower()])
    if length > LONGEST:
        raise ValueError(f"it is longer than {LONGEST.days} days; write a shorter time, such as 6h")
    return length


def in_words(length: timedelta) -> str:
    """A length of time in its largest unit, rounded down: ``2 h``, ``5 min``, ``0 s``."""
    seconds = max(0, int(length.total_seconds()))
    for unit, size in _WORDS:
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return "0 s"
