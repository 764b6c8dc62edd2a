"""Finds the next page of a list whose server marks it in one of the known ways. Sends no request; an unknown mark is none.

What is not found here and still says that there is more is a part of a list (`part_marks`), which fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from modelsync.adapters.base import Adapter, Item

_CURSORS = {
    "next_cursor": "cursor",
    "nextCursor": "cursor",
    "next_page_token": "page_token",
    "nextPageToken": "pageToken",
    "next_token": "next_token",
    "nextToken": "nextToken",
    "continuation_token": "continuation_token",
    "continuationToken": "continuationToken",
}
"""The key that holds the cursor of the next page, and the parameter that takes it."""
_ADDRESSES = ("next", "next_url", "next_page_url", "next_link", "nextLink", "@odata.nextLink", "next_page")
"""Keys that hold the address of the next page."""
_WITHIN = ("pagination", "paging", "links", "_links", "meta", "metadata", "page_info")
_PAGE_COUNTS = ("total_pages", "totalPages", "page_count", "last_page", "pages")


class AnotherHostError(Exception):
    """The next page is not at this host; ``str(error)`` is the mark."""


@dataclass(frozen=True)
class NextPage:
    """A parameter and its value for the list's own address; without a parameter the value is an address."""

    parameter: str
    value: str

    def request(self, url: str, query: Sequence[tuple[str, str]]) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Address and query of the request."""
        if not self.parameter:
            return self.value, ()
        return url, (*query, (self.parameter, self.value))


def next_page(response: httpx.Response, body: dict[str, Any], entries: int) -> NextPage | None:
    """The next page, None where no known mark leads to one. ``entries`` are those of this body and the ones before.

    Raises AnotherHostError.
    """
    if link := response.links.get("next", {}).get("url"):
        return _at(link, "Link", response)
    for found in _objects(body):
        for key in _ADDRESSES:
            if (address := _text(found.get(key))) and address.startswith(("http://", "https://", "/", "?")):
                return _at(address, key, response)
        for key, parameter in _CURSORS.items():
            if cursor := _text(found.get(key)):
                return NextPage(parameter, cursor)
        if found.get("has_more") is True and (last := _text(found.get("last_id"))):
            return NextPage("after", last)
        if counted := _by_number(found, entries):
            return counted
    return None


def brings_nothing_new(adapter: Adapter, before: Sequence[Item], page: Sequence[Item]) -> bool:
    """Whether a page only repeats ids of those before it, as from a server that ignores what is asked for."""
    if not before or not page:
        return False
    known = {adapter.bare_id(item) for item in before}
    return all(adapter.bare_id(item) in known for item in page)


def _objects(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield body
    yield from (body[key] for key in _WITHIN if isinstance(body.get(key), dict))


def _text(value: object) -> str | None:
    """A cursor or an address; an object of a link holds it in ``href``."""
    if isinstance(value, dict):
        value = value.get("href")
    return value if isinstance(value, str) and value else None


def _by_number(found: dict[str, Any], entries: int) -> NextPage | None:
    """By the page's number where the body says how many there are, else by the number of entries so far."""
    page = _count(found.get("page", found.get("current_page")))
    pages = next((count for key in _PAGE_COUNTS if (count := _count(found.get(key)))), None)
    if page and pages and page < pages:
        return NextPage("page", str(page + 1))
    total, limit = _count(found.get("total", found.get("total_count"))), _count(found.get("limit"))
    if total and limit and "offset" in found and entries < total:
        return NextPage("offset", str(entries))
    return None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _at(address: str, mark: str, response: httpx.Response) -> NextPage:
    try:
        target = response.url.join(address)
    except (httpx.InvalidURL, ValueError):
        raise AnotherHostError(mark) from None
    here = response.url
    if (target.scheme, target.host, target.port) != (here.scheme, here.host, here.port) or target.userinfo:
        raise AnotherHostError(mark)
    return NextPage("", str(target))
