"""Fetches a provider's complete list, and asks for one model: builds the requests, follows pages and redirects.

Never gives a part of a list, never follows the key to another host, never reads an entry.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import SecretStr

from modelsync.adapters.base import Access, Adapter, Limits
from modelsync.adapters.http.answers import SEND_ERRORS, check_status, failure_of, read_json, read_page
from modelsync.adapters.http.failures import Failures, address
from modelsync.adapters.http.log_filter import unlogged
from modelsync.adapters.http.transport import KeyHeader, new_client, new_transport
from modelsync.adapters.reading import empty_list
from modelsync.errors import FetchError

_VISIBLE = re.compile(r"[!-~]+")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3


async def fetch_items(
    adapter: Adapter,
    access: Access,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    on_page: Callable[[int, int], None] | None = None,
) -> list[dict[str, Any] | Any]:
    """Every entry of every page, in order and as sent; raises FetchError and nothing else.

    ``on_page`` is told the number of the page, from 1, and the entries so far. ``transport`` stays open.
    """
    async with _session(adapter, access, transport, limits) as session:
        return await _all_pages(session, on_page)


@asynccontextmanager
async def probing(
    adapter: Adapter,
    access: Access,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> AsyncIterator[Callable[[str], Awaitable[bool | None]]]:
    """Gives what asks whether the provider still answers for an id, on one client for all: True, False for 404, else None.

    Asking never raises; the block as a whole raises FetchError when nobody can be asked, or its time is over.
    """
    async with _session(adapter, access, transport, limits) as session:
        yield partial(_answers_for, session)


async def _answers_for(session: _Session, model_id: str) -> bool | None:
    if model_id in {"", ".", ".."}:  # these would change the path
        return None
    try:
        response = await session.get(f"{session.url}/{quote(model_id, safe='')}")
        if response.status_code == 404:
            return False
        check_status(response, session.say)
        body = read_json(response, session.say)
    except FetchError:
        return None
    # The id may be another one: Anthropic answers for an alias with the model behind it.
    return True if session.say.adapter.bare_id(body) else None


@dataclass(frozen=True)
class _Session:
    """One provider at one address, with an open client."""

    client: httpx.AsyncClient
    url: str
    headers: dict[str, str]
    say: Failures

    async def get(self, url: str, query: Sequence[tuple[str, str]] = ()) -> httpx.Response:
        """The answer of any status but a redirect; raises FetchError."""
        try:
            target = httpx.URL(url, params=list(query)) if query else httpx.URL(url)
            for _ in range(_MOST_REDIRECTS + 1):
                response = await self.client.get(target, headers=self.headers)
                if response.status_code not in _REDIRECTS:
                    return response
                target = self._redirect_target(response, target)
        except SEND_ERRORS as error:
            raise failure_of(error, self.say) from self.say.cause(error)
        raise self.say.redirected(" again and again")

    def _redirect_target(self, response: httpx.Response, here: httpx.URL) -> httpx.URL:
        try:
            target = here.join(response.headers.get("location", ""))
        except (httpx.InvalidURL, ValueError) as error:
            raise self.say.redirected(" to no valid address") from self.say.cause(error)
        if (target.scheme, target.host, target.port) != (
            here.scheme,
            here.host,
            here.port,
        ) or target.userinfo:
            raise self.say.redirected(" to another host or port")
        return target


@asynccontextmanager
async def _session(
    adapter: Adapter, access: Access, transport: httpx.AsyncBaseTransport | None, limits: Limits
) -> AsyncIterator[_Session]:
    """Check everything before a request exists; then keep the whole session within its time."""
    say = Failures(adapter, limits, access.key)
    key = _checked_key(access, say)
    base_url = _checked_base_url(access.base_url, say)
    options = _checked_options(adapter, access, say)
    url = str(base_url).rstrip("/") + adapter.path.format_map(
        {k: quote(v, safe="") for k, v in options.items()}
    )
    say = replace(say, at=address(httpx.URL(url)))
    headers = {adapter.option_headers[k]: v for k, v in options.items() if k in adapter.option_headers}
    try:
        async with asyncio.timeout(limits.seconds) as budget:
            inner = transport or _network(base_url, access, say)
            client = new_client(
                KeyHeader(adapter, key), limits, budget.when() or 0.0, inner, owned=transport is None
            )
            with unlogged():
                async with client:
                    yield _Session(client, url, headers, say)
    except TimeoutError as error:
        raise say.out_of_time() from say.cause(error)


async def _all_pages(session: _Session, on_page: Callable[[int, int], None] | None) -> list[Any]:
    adapter, say = session.say.adapter, session.say
    items: list[Any] = []
    cursors: set[str] = set()
    query, size = adapter.query, 0
    for number in range(1, say.limits.pages + 1):
        response = await session.get(session.url, query)
        check_status(response, say)
        size += len(response.content)
        if size > say.limits.listing_bytes:
            raise say.too_large("list", say.limits.listing_bytes)
        page = read_page(response, say)
        items += page.items
        if on_page is not None:
            on_page(number, len(items))
        if page.cursor is None:
            break
        if page.cursor in cursors:
            raise say.repeated_cursor()
        cursors.add(page.cursor)
        query = (*adapter.query, (adapter.paging.parameter or "", page.cursor))
    else:
        raise say.too_many_pages()
    if not items:
        raise empty_list(adapter)
    return items


def _network(base_url: httpx.URL, access: Access, say: Failures) -> httpx.AsyncBaseTransport:
    try:
        return new_transport(base_url, access.certificates)
    except OSError as error:
        raise say.unusable_certificates() from say.cause(error)
    except (httpx.InvalidURL, ValueError, ImportError) as error:
        raise say.proxy() from say.cause(error)


def _checked_key(access: Access, say: Failures) -> SecretStr:
    """A key as a header can hold it: h11 would quote an illegal one in its error."""
    if access.key is None or not access.key.get_secret_value().strip():
        raise say.no_key()
    if not _VISIBLE.fullmatch(access.key.get_secret_value().strip()):
        raise say.unusable_key()
    return access.key


def _checked_base_url(text: str, say: Failures) -> httpx.URL:
    try:
        url = httpx.URL(text.strip())
        host = url.host  # decoded only now
    except (httpx.InvalidURL, ValueError) as error:
        raise say.unusable_base_url("is not a valid address") from say.cause(error)
    if url.scheme not in {"http", "https"} or not host:
        raise say.unusable_base_url("does not begin with https:// or http:// and a host name")
    if url.port is not None and not 0 < url.port < 65536:
        raise say.unusable_base_url("has a port that does not exist")
    if url.userinfo:
        raise say.unusable_base_url("holds a user name or a password, which is not supported")
    if url.query or url.fragment or "?" in text or "#" in text:
        raise say.unusable_base_url("holds a query, which is not supported")
    return url


def _checked_options(adapter: Adapter, access: Access, say: Failures) -> dict[str, str]:
    """The options that have a value."""
    options: dict[str, str] = {}
    for variable, default in adapter.options.items():
        value = (access.options.get(variable) or "").strip() or default
        if value is not None and not _VISIBLE.fullmatch(value):
            raise say.unusable_option(variable)
        if value is not None:
            options[variable] = value
    return options
