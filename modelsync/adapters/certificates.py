"""The certificates that servers are checked with, read once for all requests of one sync. Kept no longer: they may change."""

from __future__ import annotations

import os
import ssl
from threading import Lock


class Certificates:
    """The operating system's certificates, where companies that inspect TLS put theirs; read by whoever needs them first."""

    def __init__(self) -> None:
        self._reading = Lock()
        self._context: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        """Raises OSError when those that SSL_CERT_FILE or SSL_CERT_DIR name cannot be read."""
        with self._reading:
            if self._context is None:
                self._context = _of_this_machine()
            return self._context


def _of_this_machine() -> ssl.SSLContext:
    import truststore  # noqa: PLC0415 - needed only to send requests

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Where the system's own store is no folder of files (macOS, Windows) nobody else would read them.
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if file or folder:
        context.load_verify_locations(cafile=file or None, capath=folder or None)
    return context
