"""When a provider is synced next by the schedule: start, jitter, pauses after failures. Pure; takes time and chance as arguments.

A due time is kept per provider in the database. Whoever moves it on first does that tick, so that one of many
processes does it, and a machine that slept does one tick and not all that it missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

SHORTEST: Final = timedelta(minutes=1)
"""The shortest interval that a setting may ask for; providers limit how often they are asked."""
_START_SPREAD: Final = timedelta(minutes=1)
_JITTER: Final = 0.1
_FIRST_PAUSE: Final = 1 / 16
_DOUBLINGS: Final = 4


@dataclass(frozen=True, slots=True)
class Due:
    """A provider's place in the schedule: when its next tick is, and how many of its last syncs failed in a row."""

    provider: str
    at: datetime
    failures: int = 0


def first_tick(now: datetime, every: timedelta, chance: float) -> datetime:
    """A short random time after the start, so that many processes that start together ask nobody at once."""
    return now + min(every, _START_SPREAD) * chance


def next_tick(now: datetime, every: timedelta, chance: float) -> datetime:
    """An interval after now, up to a tenth earlier or later by ``chance`` (0 to 1)."""
    return now + every * (1 + _JITTER * (2 * chance - 1))


def next_try(
    now: datetime, every: timedelta, failures: int, wait: timedelta | None, chance: float
) -> datetime:
    """The tick after a failure: sooner than usual, later after each failure in a row, never before ``wait`` is over.

    ``failures`` counts the one that just happened; ``wait`` is what the provider asked for (Retry-After).
    """
    pause = every * min(1.0, _FIRST_PAUSE * 2 ** min(failures - 1, _DOUBLINGS))
    usual = min(next_tick(now, pause, chance), now + every)
    return max(usual, now + wait) if wait else usual
