"""Counts the requests of each client address that showed no valid token. Keeps numbers in memory only."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

_A_MINUTE = RateLimitItemPerMinute(30)


class Failures:
    """Tells whether an address failed too often. Tokens cannot be guessed: this only spares the server the work of refusing."""

    def __init__(self) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def count(self, address: str) -> int | None:
        """Count a failure; gives the seconds to wait when there were too many."""
        if self._limiter.hit(_A_MINUTE, address):
            return None
        ends = self._limiter.get_window_stats(_A_MINUTE, address).reset_time
        return max(1, math.ceil(ends - time.time()))
