"""Counts the requests that showed no valid token, and knows the valid ones meanwhile. Keeps numbers and hashes in memory only."""

from __future__ import annotations

import math
import time
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from modelsync.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

_OF_ONE = RateLimitItemPerMinute(30)
_OF_ALL = RateLimitItemPerMinute(600)
_ALL = "all"
_SNAPSHOT_SECONDS = 1.0


class Failures:
    """Tells whether somebody failed too often. Tokens cannot be guessed: this only spares the server the work of refusing.

    Who fails is known by one or more names: the client's address, and one name for all that came through a proxy, for
    any program on this machine can make up the address that a proxy would report.
    """

    def __init__(self) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def count(self, *names: str) -> None:
        """Count a failure. Beyond the bound of all, no further name is remembered."""
        if self._limiter.hit(_OF_ALL, _ALL):
            for name in names:
                self._limiter.hit(_OF_ONE, name)

    def wait(self, *names: str) -> int | None:
        """Seconds to wait when there were too many; None otherwise."""
        kept = [(_OF_ALL, _ALL), *((_OF_ONE, name) for name in names)]
        ends = [
            self._limiter.get_window_stats(item, name).reset_time
            for item, name in kept
            if not self._limiter.test(item, name)
        ]
        return max(1, math.ceil(max(ends) - time.time())) if ends else None


class KnownTokens:
    """The hashes of the valid tokens, at most a second old: for telling them apart while the database is to be spared."""

    def __init__(self, read: Callable[[], frozenset[str]]) -> None:
        self._read = read
        self._lock = Lock()
        self._hashes: frozenset[str] = frozenset()
        self._read_at = -math.inf

    def has(self, hash_: str) -> bool:
        """Whether this is one of them; as far as is known while the database cannot be read."""
        with self._lock:
            if time.monotonic() - self._read_at > _SNAPSHOT_SECONDS:
                self._read_at = time.monotonic()
                with suppress(StoreError):
                    self._hashes = self._read()
            return hash_ in self._hashes
