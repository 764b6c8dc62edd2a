"""Fetches one published document: no key, no pages, no reading of what it says. Raises FetchError and nothing else.

Retries, waits and bounds are those of a provider's list. A redirect is followed only on the same scheme, host and port: an
address that moved is for an operator to look at.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx

from modelsync.adapters.base import Limits
from modelsync.adapters.certificates import Certificates
from modelsync.adapters.documents import Document
from modelsync.adapters.http.answers import SEND_ERRORS, failure_of
from modelsync.adapters.http.connection_errors import ConnectionErrors, address, plain_wait
from modelsync.adapters.http.log_filter import unlogged
from modelsync.adapters.http.proxies import Proxy, UnusableProxyError, proxy_for
from modelsync.adapters.http.transport import new_client, new_transport, wanted_wait
from modelsync.errors import FetchError

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3


@dataclass(frozen=True)
class DocumentErrors(ConnectionErrors):
    """The sentences for one document."""

    document: Document
    limits: Limits
    at: str = ""
    proxy_variable: str = ""
    key: None = None

    def busy(self, status: int, wait: float | None, message: str = "") -> FetchError:
        what = "limits how much it answers" if status == 429 else "has a problem of its own"
        asked = f" and asks to wait {plain_wait(wait)}" if wait else ""
        return FetchError(
            f"{self._label} at {self.at} {what}{asked} (HTTP {status}){self._quoted(message)}: try again later."
        )

    def too_large(self, what: str, limit: int) -> FetchError:
        return FetchError(
            f"{self._label} at {self.at} sent a {what} of more than {limit:,} bytes, more than any such file: check {self._base}."
        )

    def out_of_time(self) -> FetchError:
        return FetchError(
            f"{self._label} at {self.at} did not answer in full within {self.limits.seconds:g} seconds: try again later."
        )

    def refused(self, status: int) -> FetchError:
        return FetchError(f"{self._label} is not at {self.at} (HTTP {status}): check {self._base}.")

    def redirected(self, target: str) -> FetchError:
        return FetchError(
            f"{self._label} has moved: {self.at} redirects{target}. Look at the new address, then set {self._base} to it."
        )

    def unusable_address(self, problem: str) -> FetchError:
        return FetchError(f"{self._base} {problem}: set it to an address, a file or off.")

    @property
    def _label(self) -> str:
        return self.document.label

    @property
    def _base(self) -> str:
        return self.document.variable


async def fetch_document(
    document: Document,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    certificates: Certificates | None = None,
) -> bytes:
    """The unpacked bytes at the document's address. ``transport`` stays open. Raises FetchError."""
    errors = DocumentErrors(document, limits)
    url = _checked_address(document.origin, errors)
    errors = replace(errors, at=address(url))
    deadline = asyncio.get_running_loop().time() + limits.seconds
    async with _open(url, errors, transport, certificates or Certificates(), deadline) as (client, known):
        try:
            async with asyncio.timeout_at(deadline):
                response = await _answer(client, url, known)
        except TimeoutError as error:
            raise known.out_of_time() from error
    _check_status(response, known)
    return response.content


@asynccontextmanager
async def _open(
    url: httpx.URL,
    errors: DocumentErrors,
    transport: httpx.AsyncBaseTransport | None,
    certificates: Certificates,
    deadline: float,
) -> AsyncIterator[tuple[httpx.AsyncClient, DocumentErrors]]:
    proxy = None if transport else _checked_proxy(url, errors)
    errors = replace(errors, proxy_variable=proxy.variable if proxy else "")
    try:
        inner = transport or new_transport(proxy, certificates)
    except OSError as error:
        raise errors.unusable_certificates() from error
    with unlogged():
        async with new_client(None, errors.limits, deadline, inner, owned=transport is None) as client:
            yield client, errors


async def _answer(client: httpx.AsyncClient, url: httpx.URL, errors: DocumentErrors) -> httpx.Response:
    try:
        for _ in range(_MOST_REDIRECTS + 1):
            response = await client.get(url)
            if response.status_code not in _REDIRECTS:
                return response
            url = _redirect_target(response, url, errors)
    except SEND_ERRORS as error:
        raise failure_of(error, errors) from error
    raise errors.redirected(" again and again")


def _redirect_target(response: httpx.Response, here: httpx.URL, errors: DocumentErrors) -> httpx.URL:
    try:
        target = here.join(response.headers.get("location", ""))
    except (httpx.InvalidURL, ValueError) as error:
        raise errors.redirected(" to no valid address") from error
    same = (target.scheme, target.host, target.port) == (here.scheme, here.host, here.port)
    if not same or target.userinfo:
        raise errors.redirected(" to another host, port or scheme")
    return target


def _check_status(response: httpx.Response, errors: DocumentErrors) -> None:
    status = response.status_code
    if status == 407:
        raise errors.proxy("wants a user name and a password (HTTP 407)")
    if status == 429 or status >= 500:
        raise errors.busy(status, wanted_wait(response.headers))
    if status != 200:
        raise errors.refused(status)


def _checked_proxy(url: httpx.URL, errors: DocumentErrors) -> Proxy | None:
    try:
        return proxy_for(url)
    except UnusableProxyError as error:
        raise errors.unusable_proxy(error.variable, str(error)) from error


def _checked_address(text: str, errors: DocumentErrors) -> httpx.URL:
    try:
        url = httpx.URL(text)
        host = url.host  # decoded only now
    except (httpx.InvalidURL, ValueError) as error:
        raise errors.unusable_address("is not a valid address") from error
    if url.scheme not in {"http", "https"} or not host:
        raise errors.unusable_address("does not begin with https:// or http:// and a host name")
    if url.port is not None and not 0 < url.port < 65536:
        raise errors.unusable_address("has a port that does not exist")
    if url.userinfo:
        raise errors.unusable_address("holds a user name or a password, which is not supported")
    return url
