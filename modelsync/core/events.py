"""What others are told of: events, their data, and how long a receiver that is down is tried again. Pure values.

The payload is Standard Webhooks' ``{"type", "timestamp", "data"}`` (contract). ``lines`` are for people, not in the payload.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeAlias

from modelsync.core.kinds import UtcDatetime
from modelsync.core.values import Value

EventType: TypeAlias = Literal[
    "plan.waiting",
    "sync.failed",
    "sync.recovered",
    "run.applied",
    "run.undone",
    "model.retiring",
    "catalogue.summary",
    "notify.test",
]

PAUSES: Final = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 2 * 60, 10 * 60, 60 * 60))
"""How long to wait after the first, second, … failure in a row; the last one from then on."""
GIVEN_UP_AFTER: Final = timedelta(days=3)
"""How long one event is tried; then the next one has its turn."""
KEPT_FOR: Final = timedelta(days=10)
"""How long an event stays in the outbox, for receivers that come back and for whoever looks at it."""


class Event(Value):
    """One event; ``id`` is the same at each delivery, so that receivers can tell a repeat."""

    id: str
    type: EventType
    timestamp: UtcDatetime
    data: dict[str, Any]
    lines: tuple[str, ...] = ()

    def payload(self) -> dict[str, Any]:
        """What a program receives."""
        sent = self.to_json()
        return {key: sent[key] for key in ("type", "timestamp", "data")}


class Receiver(Value):
    """A receiver and how far it got; ``label`` is its address without secrets, ``key`` its settings as a hash.

    ``cursor`` is the number of the last event that it is done with. ``stopped``: it answered 410 and gets nothing more.
    ``last_error`` is that of a series of failures that goes on, ``last_failure`` the newest that there ever was.
    """

    key: str
    kind: Literal["people", "webhook"]
    label: str
    cursor: int
    waiting: int = 0
    failures: int = 0
    failing_since: UtcDatetime | None = None
    next_at: UtcDatetime | None = None
    last_success_at: UtcDatetime | None = None
    last_error: str | None = None
    last_failure_at: UtcDatetime | None = None
    last_failure: str | None = None
    given_up: int = 0
    stopped: bool = False

    def delivered(self, cursor: int, now: datetime) -> Receiver:
        """Done with the events up to ``cursor``."""
        return self.model_copy(
            update={
                "cursor": cursor,
                "failures": 0,
                "failing_since": None,
                "next_at": None,
                "last_success_at": now,
                "last_error": None,
            }
        )

    def failed(self, error: str, now: datetime, *, stopped: bool = False) -> Receiver:
        """Not delivered: the pause before the next try grows."""
        pause = PAUSES[min(self.failures, len(PAUSES) - 1)]
        return self.model_copy(
            update={
                "failures": self.failures + 1,
                "failing_since": self.failing_since or now,
                "next_at": now + pause,
                "last_error": error,
                "last_failure_at": now,
                "last_failure": error,
                "stopped": stopped,
            }
        )

    def gave_up(self, cursor: int, count: int) -> Receiver:
        """Some events are too old to be tried again: the next ones have their turn."""
        return self.model_copy(update={"cursor": cursor, "given_up": self.given_up + count})
