"""Fetches a provider's complete list, and asks for one model: builds the requests, follows pages and redirects.

Never gives a part of a list, never follows the key to another host, never reads an entry.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias
from urllib.parse import quote

import httpx

from modelsync.adapters.base import Adapter, Item, Limits, ProviderAccess
from modelsync.adapters.http.answers import SEND_ERRORS, check_status, failure_of, no_such_model
from modelsync.adapters.http.bodies import read_json
from modelsync.adapters.http.checked_access import (
    checked_base_url,
    checked_key,
    checked_options,
    checked_proxy,
    network,
)
from modelsync.adapters.http.connection_errors import address
from modelsync.adapters.http.fetch_errors import FetchErrors
from modelsync.adapters.http.fetched_list import FetchedList, PageMark, listing_of
from modelsync.adapters.http.log_filter import unlogged
from modelsync.adapters.http.next_pages import NextPage
from modelsync.adapters.http.transport import WITHOUT_RETRY, KeyHeader, new_client
from modelsync.adapters.listing import empty_list
from modelsync.core.models import Listing
from modelsync.errors import FetchError

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3


async def fetch_items(
    adapter: Adapter,
    access: ProviderAccess,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    on_page: Callable[[int, int], None] | None = None,
) -> list[dict[str, Any] | Any]:
    """Every entry of every page, on a session of its own (``ProviderSession.items``)."""
    async with provider_session(adapter, access, transport=transport, limits=limits) as session:
        return await session.items(on_page)


ModelAnswer: TypeAlias = Literal["model", "no such model", "not found", "nothing"]
"""What a request for one model gave: a model, the provider's own 404 for it, another 404, or nothing that proves anything."""


@dataclass(frozen=True)
class ProviderSession:
    """One provider at one address, with an open HTTP client and a deadline in the event loop's time."""

    client: httpx.AsyncClient
    url: str
    headers: dict[str, str]
    errors: FetchErrors
    deadline: float

    @property
    def seconds_left(self) -> float:
        """How long the session may still take."""
        return max(0.0, self.deadline - asyncio.get_running_loop().time())

    async def items(self, on_page: Callable[[int, int], None] | None = None) -> list[dict[str, Any] | Any]:
        """Every entry of every page, in order and as sent; raises FetchError and nothing else."""
        return (await self.pages(on_page)).items()

    async def pages(
        self, on_page: Callable[[int, int], None] | None = None, known: Sequence[PageMark] = ()
    ) -> FetchedList:
        """The whole list; not read where every page is ``known``. Raises FetchError and nothing else.

        ``on_page`` is told the number of the page, from 1, and the entries so far.
        """
        try:
            async with asyncio.timeout_at(self.deadline):
                return await _all_pages(self, on_page, known)
        except TimeoutError as error:
            raise self.errors.out_of_time() from self.errors.cause(error)

    def listing(self, items: Sequence[Item]) -> Listing:
        """The entries as read, within the session's time; raises FetchError."""
        return listing_of(self.errors, items, self.check_time)

    def check_time(self) -> None:
        """Raises FetchError when the session may take no longer: what computes cannot be interrupted."""
        if not self.seconds_left:
            raise self.errors.out_of_time()

    async def answer_for(self, model_id: str) -> ModelAnswer:
        """What the provider says of one id of the catalogue. Asks once, raises nothing."""
        model_id = self.errors.adapter.traits.own_id(model_id)
        if model_id in {"", ".", ".."}:  # these would change the path
            return "nothing"
        try:
            response = await self.get(f"{self.url}/{quote(model_id, safe='')}", retry=False)
            if response.status_code == 404:
                return (
                    "no such model" if no_such_model(response, self.errors.adapter, model_id) else "not found"
                )
            check_status(response, self.errors)
            body = read_json(response, self.errors)
        except FetchError:
            return "nothing"
        # The id may be another one: Anthropic answers for an alias with the model behind it.
        return "model" if self.errors.adapter.bare_id(body) else "nothing"

    async def get(
        self, url: str, query: Sequence[tuple[str, str]] = (), *, retry: bool = True
    ) -> httpx.Response:
        """The answer of any status but a redirect; raises FetchError."""
        try:
            target = httpx.URL(url, params=list(query)) if query else httpx.URL(url)
            for _ in range(_MOST_REDIRECTS + 1):
                response = await self.client.get(
                    target, headers=self.headers, extensions={} if retry else WITHOUT_RETRY
                )
                if response.status_code not in _REDIRECTS:
                    return response
                target = self._redirect_target(response, target)
        except SEND_ERRORS as error:
            raise failure_of(error, self.errors) from self.errors.cause(error)
        raise self.errors.redirected(" again and again")

    def _redirect_target(self, response: httpx.Response, here: httpx.URL) -> httpx.URL:
        try:
            target = here.join(response.headers.get("location", ""))
        except (httpx.InvalidURL, ValueError) as error:
            raise self.errors.redirected(" to no valid address") from self.errors.cause(error)
        if (target.scheme, target.host, target.port) != (
            here.scheme,
            here.host,
            here.port,
        ) or target.userinfo:
            raise self.errors.redirected(" to another host or port")
        return target


@asynccontextmanager
async def provider_session(
    adapter: Adapter,
    access: ProviderAccess,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> AsyncIterator[ProviderSession]:
    """Open one HTTP client for a whole sync. ``transport`` stays open.

    Raises FetchError for a key, an address or an option that cannot be used, before a request exists.
    """
    errors = FetchErrors(adapter, limits, access.key, key_from=access.key_from)
    if adapter.problem:
        raise FetchError(adapter.problem)
    key = checked_key(access, errors) if adapter.key_variables else None
    base_url = checked_base_url(access.base_url, errors)
    options = checked_options(adapter, access, errors)
    url = str(base_url).rstrip("/") + adapter.path.format_map(
        {k: quote(v, safe="") for k, v in options.items()}
    )
    errors = replace(errors, at=address(httpx.URL(url)))
    headers = {adapter.option_headers[k]: v for k, v in options.items() if k in adapter.option_headers}
    deadline = asyncio.get_running_loop().time() + limits.seconds
    proxy = None if transport else checked_proxy(base_url, errors)
    errors = replace(errors, proxy_variable=proxy.variable if proxy else "")
    inner = transport or network(proxy, access, errors)
    client = new_client(KeyHeader(adapter, key), limits, deadline, inner, owned=transport is None)
    with unlogged():
        async with client:
            yield ProviderSession(client, url, headers, errors, deadline)


async def _all_pages(
    session: ProviderSession, on_page: Callable[[int, int], None] | None, known: Sequence[PageMark]
) -> FetchedList:
    adapter, errors = session.errors.adapter, session.errors
    fetched = FetchedList(errors, known)
    cursors: set[NextPage] = set()
    url, query, size = session.url, adapter.query, 0
    for number in range(1, errors.limits.pages + 1):
        response = await session.get(url, query)
        check_status(response, errors)
        size += len(response.content)
        if size > errors.limits.listing_bytes:
            raise errors.too_large("list", errors.limits.listing_bytes)
        page = fetched.add(response, session.check_time)
        if on_page is not None:
            on_page(number, page.entries)
        if page.following is None:
            break
        if page.following in cursors:
            raise errors.repeated_cursor()
        cursors.add(page.following)
        url, query = page.following.request(session.url, adapter.query)
    else:
        raise errors.too_many_pages()
    if not page.entries:
        raise empty_list(adapter)
    return fetched
