"""A whole list as its answers arrive. Pages that were read before, byte for byte, are read again only when asked for.

Of a page that was read only digests are remembered, and how it led on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from modelsync.adapters.base import Item
from modelsync.adapters.http.answers import read_page
from modelsync.adapters.http.bodies import holds, is_short
from modelsync.adapters.http.fetch_errors import FetchErrors
from modelsync.adapters.http.next_pages import NextPage, brings_nothing_new
from modelsync.adapters.listing import read_listing
from modelsync.core.models import Listing
from modelsync.core.stored_json import encoded

_READ_HEADERS = ("content-type", "link")


@dataclass(frozen=True)
class PageMark:
    """A page that was read: the digest of its answer, how the next one is asked for, and the entries so far."""

    digest: bytes
    following: NextPage | None
    entries: int


class FetchedList:
    """The pages of one list in their order; ``known`` are the marks of the list that was read before, if one was.

    ``marks`` are those of this one. Whatever reads raises FetchError, and ``check_time`` where there is no time left.
    """

    def __init__(self, errors: FetchErrors, known: Sequence[PageMark] = ()) -> None:
        self.marks: list[PageMark] = []
        self._errors = errors
        self._known = known
        self._unread: list[httpx.Response] = []
        self._items: list[Item] = []
        self._text = ""

    @property
    def is_known(self) -> bool:
        """Whether every page is as it was, so that nothing was read."""
        return bool(self.marks) and self.marks == [*self._known]

    def add(self, response: httpx.Response, check_time: Callable[[], None]) -> PageMark:
        """Take the next page; it is read, and those before it, unless all of them are as they were."""
        digest, position = self._digest(response), len(self.marks)
        if self.marks == [*self._known[:position]] and digest == self._known_digest(position):
            self._unread.append(response)
            self.marks.append(self._known[position])
        else:
            self.items(check_time)
            self.marks.append(self._read(response, digest, position + 1, check_time))
        return self.marks[-1]

    def items(self, check_time: Callable[[], None] = lambda: None) -> list[dict[str, Any] | Any]:
        """Every entry of every page, in order and as sent."""
        unread, self._unread = self._unread, []
        for number, response in enumerate(unread, start=1):
            self._read(response, b"", number, check_time)
        return self._items

    def text(self) -> str:
        """The entries as JSON text, in order and as sent: from then on the list holds them as that alone, a seventh as large."""
        if not self._text:
            self._text, self._items = encoded(self.items()), []
        return self._text

    def listing(self, check_time: Callable[[], None] = lambda: None) -> Listing:
        """The entries as read."""
        return listing_of(self._errors, self.items(check_time), check_time)

    def _known_digest(self, position: int) -> bytes | None:
        return self._known[position].digest if position < len(self._known) else None

    def _read(
        self, response: httpx.Response, digest: bytes, number: int, check_time: Callable[[], None]
    ) -> PageMark:
        adapter = self._errors.adapter
        page = read_page(response, self._errors, pages=number, entries=len(self._items))
        check_time()
        if adapter.paging.by_marks and brings_nothing_new(adapter, self._items, page.items):
            raise self._errors.repeated_page()
        self._items += page.items
        return PageMark(digest, page.following, len(self._items))

    def _digest(self, response: httpx.Response) -> bytes:
        """Of all that reading a page goes by: what was asked for and with which key, headers, body."""
        key = self._errors.key.get_secret_value() if self._errors.key else ""
        read = [str(response.url), key, *(response.headers.get(name, "") for name in _READ_HEADERS)]
        digest = hashlib.sha256(repr(read).encode())
        digest.update(response.content)
        return digest.digest()


def listing_of(errors: FetchErrors, items: Sequence[Item], check_time: Callable[[], None]) -> Listing:
    """The entries as read, with a notice where they hold a key that is too short to be told from a word."""
    listing = read_listing(errors.adapter, items, check_time=check_time)
    key = errors.key
    if key is None or not is_short(key) or not holds(items, key):
        return listing
    return listing.model_copy(update={"notices": (*listing.notices, errors.short_key_repeated())})
