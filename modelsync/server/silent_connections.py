"""Closes connections that are silent, that stop in the middle of a request, or that do not read their answer. For `modelsync serve`.

No middleware ever sees these: uvicorn calls the application when a request's head is complete. Under `streamlit run` and
`uvicorn app:app` a proxy in front has to close them (docs/security.md).
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from modelsync.server.limits import CONNECTIONS, CONNECTIONS_OF_ONE, SILENT_SECONDS, UNREAD_SECONDS, Places

_places = Places(CONNECTIONS, CONNECTIONS_OF_ONE)


class ImpatientProtocol(H11Protocol):
    """uvicorn's protocol with a time for each request's head and for reading the answer, and a bound on connections."""

    _place: str | None = None
    _silence: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place, and wait for the first request."""
        super().connection_made(transport)
        client = self.client[0] if self.client else ""
        if not _places.take(client):
            transport.abort()
            return
        self._place = client
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        self._give_back()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for the next request: also for one of which only a part comes."""
        super().on_response_complete()
        self._wait()

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Leave a WebSocket to its pings and the entrance's bounds."""
        self._give_back()
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        """Wait for the client to read."""
        super().pause_writing()
        self._unread = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on writing."""
        super().resume_writing()
        _cancel(self._unread)

    def _wait(self) -> None:
        _cancel(self._silence)
        self._silence = self.loop.call_later(SILENT_SECONDS, self._lose_patience)

    def _lose_patience(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()

    def _give_back(self) -> None:
        _cancel(self._silence)
        _cancel(self._unread)
        if self._place is not None:
            _places.leave(self._place)
            self._place = None


def _cancel(timer: Any) -> None:
    if timer is not None:
        timer.cancel()
