"""A clock that a test sets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Clock:
    """A clock that stands where it is put, and moves on by a second at each look so that no two moments are one."""

    def __init__(self, now=NOON):
        self.now = now

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now
