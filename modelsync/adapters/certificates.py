"""The certificates that servers are checked with, read once for all requests of one sync. Kept no longer: they may change."""

from __future__ import annotations

import ssl
from threading import Lock


class Certificates:
    """The machine's certificates, read by whoever needs them first; reading them costs more than a request does."""

    def __init__(self) -> None:
        self._reading = Lock()
        self._context: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        """Raises OSError when they cannot be read."""
        import httpx  # noqa: PLC0415 - slow to import, needed only to send requests

        with self._reading:
            if self._context is None:
                self._context = httpx.create_ssl_context()
            return self._context
