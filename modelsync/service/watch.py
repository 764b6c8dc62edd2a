"""The loop that syncs on schedule and delivers events: in the foreground (`modelsync watch`) and inside the server."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from modelsync.errors import ModelSyncError

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from modelsync.service import AiModelSyncService

logger = logging.getLogger(__name__)

_LONGEST_PAUSE_SECONDS = 10.0
_PAUSES_IN_A_TICK = 5


class Watch:
    """Does what is due until it is stopped; whatever fails is said, and the loop goes on."""

    def __init__(self, service: AiModelSyncService, every: timedelta | None) -> None:
        self._service = service
        self._every = every
        self._said: dict[str, str] = {}

    def run(self, stop: Event, *, ticks: int | None = None) -> None:
        """Go on until ``stop`` is set, or for so many intervals."""
        ends = time.monotonic() + ticks * self._every.total_seconds() if ticks and self._every else None
        try:
            while not stop.is_set() and (ends is None or time.monotonic() < ends):
                self._round()
                self._wait(stop, ends)
        finally:
            if self._every:
                self._safely("schedule", self._service.leave_schedule)

    def _round(self) -> None:
        service, every = self._service, self._every
        if every:
            self._safely("schedule", lambda: service.tick(every))
            self._safely("references", service.refresh_references)
        self._safely("deadlines", service.announce_deadlines)
        service.forget_announced()
        self._safely("deliver", service.deliver)

    def _wait(self, stop: Event, ends: float | None) -> None:
        """Wait a part of an interval, or until an event was written that is to be delivered."""
        pause = _LONGEST_PAUSE_SECONDS
        if self._every:
            pause = min(pause, self._every.total_seconds() / _PAUSES_IN_A_TICK)
        until = time.monotonic() + pause if ends is None else min(ends, time.monotonic() + pause)
        while not stop.is_set() and (left := until - time.monotonic()) > 0:
            if self._service.wait_announced(min(left, 0.5)):
                return

    def _safely(self, what: str, do: Callable[[], object]) -> None:
        """An error is said once, until it is another one or the work succeeds."""
        try:
            do()
        except ModelSyncError as error:
            if self._said.get(what) != str(error):
                logger.warning("%s", error)
            self._said[what] = str(error)
        except Exception:
            if self._said.get(what) != "unexpected":
                logger.exception("The %s stopped by a mistake of ours; it is tried again", what)
            self._said[what] = "unexpected"
        else:
            self._said.pop(what, None)
