"""The bounds of the server's door, and the counting that holds them. Knows no request and no person.

Each figure stands here once: for the entrance, for `modelsync serve` and for docs/security.md.
"""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTE = 1_000_000
FRAME_BYTES = 5 * MEGABYTE
"""The largest message of a browser; a table of 10,000 ticked rows has under one million."""

HEAD_BYTES = 64_000
IDLE_SECONDS = 5
PING_SECONDS = 20
COOKIE_BYTES = 7_500
"""A header line of a WebSocket's handshake may have 8,192 bytes (the websockets library); other cookies need some room."""

UPLOAD_BYTES = 5 * MEGABYTE + 200_000
"""The largest upload: a file of 5 MB, a map of 100 kB, and what the form writes between them."""

BODY_SECONDS = 30
"""A body that has not arrived by then is given up."""

SILENT_SECONDS = 20
"""`modelsync serve` closes a connection that sent no complete request head by then."""

STREAMLIT: dict[str, int | str | list[str]] = {
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 1,
    "server.maxMessageSize": 16,
    "server.maxWidgetStateSize": FRAME_BYTES // MEGABYTE,
    "server.websocketPingInterval": PING_SECONDS,
    "server.disconnectedSessionTTL": 120,
    "client.allowedOrigins": [],
}
"""Streamlit's own options, in its units (MB and seconds); the entrance holds the same bounds without them.

Its own messages to the browser, large tables among them, go by ``maxMessageSize`` too: hence more than a frame may have, as
much as uvicorn takes by itself. It keeps 128 closed sessions at most. To watch the source files it would look up the path of
each module for each session that opens, strangers' too, which was half of what the sign-in page takes.
"""

UNREAD_SECONDS = 60
"""It also closes one that does not read its answer for so long."""

CONNECTIONS, CONNECTIONS_OF_ONE = 900, 300
"""Open HTTP connections of `modelsync serve`; a proxy in front is one client."""


@dataclass(frozen=True)
class Allowance:
    """What the connections of one kind of visitor may take."""

    frame_bytes: int
    messages_per_second: float
    messages_at_once: int
    connections: int
    connections_of_one: int


STRANGERS = Allowance(
    frame_bytes=64_000,
    messages_per_second=2,
    messages_at_once=40,
    connections=60,
    connections_of_one=20,
)
"""The sign-in page sends a message when it opens and one when its button is pressed."""

PEOPLE = Allowance(
    frame_bytes=FRAME_BYTES,
    messages_per_second=40,
    messages_at_once=400,
    connections=400,
    connections_of_one=100,
)


class Bucket:
    """A rate: so many at once, and so many a second from then on."""

    def __init__(self, per_second: float, at_once: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._at_once = at_once
        self._clock = clock
        self._left = float(at_once)
        self._seen = clock()

    def take(self) -> bool:
        """Whether one more is within the rate."""
        now = self._clock()
        self._left = min(self._at_once, self._left + (now - self._seen) * self._per_second)
        self._seen = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Buckets:
    """A bucket for each client and one for all of them; the longest unused are forgotten beyond ``remembered``."""

    def __init__(
        self,
        of_one: tuple[float, int],
        of_all: tuple[float, int],
        remembered: int = 1_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._of_one = of_one
        self._all = Bucket(*of_all, clock)
        self._remembered = remembered
        self._clock = clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, client: str) -> bool:
        """Whether one more of this client is within the rates."""
        bucket = self._buckets.pop(client, None) or Bucket(*self._of_one, self._clock)
        self._buckets[client] = bucket
        if len(self._buckets) > self._remembered:
            self._buckets.popitem(last=False)
        return bucket.take() and self._all.take()

    def __len__(self) -> int:
        return len(self._buckets)


class Places:
    """Places for open connections, at most so many of them for one client."""

    def __init__(self, of_all: int, of_one: int) -> None:
        self._of_all = of_all
        self._of_one = of_one
        self._taken: Counter[str] = Counter()

    def take(self, client: str) -> bool:
        """Whether there was a place; who got one gives it back with ``leave``."""
        if self._taken[client] >= self._of_one or self._taken.total() >= self._of_all:
            return False
        self._taken[client] += 1
        return True

    def leave(self, client: str) -> None:
        """Give a place back."""
        self._taken[client] -= 1
        if self._taken[client] <= 0:
            del self._taken[client]

    def __len__(self) -> int:
        return self._taken.total()
