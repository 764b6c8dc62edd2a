"""A document that is published somewhere: at an address, or in a file of this machine. Never says what it means.

`adapters/http/documents` fetches the first kind; this module reads the second, and needs no HTTP client for it.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from modelsync.errors import FetchError

DOCUMENT_BYTES = 20_000_000
"""About ten times the largest price map of today."""

_FILE = "file://"


@dataclass(frozen=True)
class Document:
    """What is read, as people call it, where it lies, and the variable that says so."""

    label: str
    origin: str
    variable: str

    @property
    def is_remote(self) -> bool:
        """Whether it is fetched over the network."""
        return self.origin.lower().startswith(("http://", "https://"))

    @property
    def shown_origin(self) -> str:
        """Where it lies, for people: an address without its query, which may hold a password."""
        if not self.is_remote:
            return self.origin
        parts = urlsplit(self.origin)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def read_file(document: Document, limit: int = DOCUMENT_BYTES) -> bytes:
    """The bytes of a document in a file. Raises FetchError."""
    path = _path(document.origin)
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for without end
            raise FetchError(f"{_named(document)}, which is no file: correct {document.variable}.")
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "that is no path"
        raise FetchError(
            f"{_named(document)}, which cannot be read: {reason}. Correct {document.variable}."
        ) from None
    if len(content) > limit:
        raise FetchError(
            f"{_named(document)}, which has more than {limit:,} bytes, more than any such file: correct {document.variable}."
        )
    return content


def _named(document: Document) -> str:
    return f"{document.label} is read from {document.origin}"


def _path(origin: str) -> Path:
    if origin.lower().startswith(_FILE):
        return Path(unquote(urlsplit(origin).path))
    return Path(origin).expanduser()
