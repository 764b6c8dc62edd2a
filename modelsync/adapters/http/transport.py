"""Sends one request and gives a whole, bounded, unpacked answer: key, retries, waits, body limits. Never judges an answer.

Built on httpx-retries, whose own Retry caps a long Retry-After in silence, does not know ``retry-after-ms``, and knows
no deadline. Bodies are read inside the retried transport, so that an answer that breaks off is asked for again.
"""

from __future__ import annotations

import asyncio
import copy
import math
import random
import ssl
from collections.abc import AsyncIterator, Generator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias

import httpx
from httpx_retries import Retry, RetryTransport
from pydantic import SecretStr

from modelsync.adapters.base import Adapter, Limits
from modelsync.adapters.certificates import Certificates
from modelsync.adapters.http.error_chain import chain
from modelsync.adapters.http.proxies import Proxy

Transport: TypeAlias = httpx.AsyncBaseTransport
"""What carries requests: the network, the demo's provider, or a test's. Other rooms name it by this, never by the client's library."""

WITHOUT_RETRY: dict[str, Any] = {"retry": Retry(total=0)}
"""The extensions of a request that is sent only once."""

_LONGEST_BACKOFF_SECONDS = 8.0
_ERROR_BODY_BYTES = 64_000
_UNPACKED_HERE = frozenset({"", "identity", "gzip", "deflate"})
_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class TooLongWaitError(Exception):
    """The provider asks to wait longer than there is time."""

    def __init__(self, status: int, seconds: float) -> None:
        super().__init__(f"HTTP {status}, wait {seconds:.0f} s")
        self.status = status
        self.seconds = seconds


class CutOffError(httpx.RemoteProtocolError):
    """The answer broke off in its body; worth another attempt like any protocol error."""


class BodyTooLargeError(Exception):
    """The body is larger than the limit."""


class UnknownEncodingError(Exception):
    """The body is packed in a way that was not asked for."""


def wanted_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds that a provider asks to wait: ``retry-after-ms``, else ``retry-after`` in seconds or as a date."""
    for name, seconds in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            wait = float(headers.get(name, "")) * seconds
        except ValueError:
            continue
        if math.isfinite(wait) and wait >= 0:
            return wait
    try:
        moment = parsedate_to_datetime(headers.get("retry-after", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


class PatientRetry(Retry):
    """Retries what may pass, waits as long as asked, and gives up at once when that is longer than the time left."""

    def __init__(self, limits: Limits, deadline: float) -> None:
        super().__init__(total=limits.retries)
        self._first_wait = limits.backoff_seconds
        self._deadline = deadline

    def increment(self) -> Retry:
        later = copy.copy(self)
        later.attempts_made += 1
        return later

    def is_retryable_status_code(self, status_code: int) -> bool:
        return status_code in {408, 409, 429} or status_code >= 500

    def is_retryable_exception(self, exception: Exception) -> bool:
        untrusted = any(isinstance(link, ssl.SSLCertVerificationError) for link in chain(exception))
        return not untrusted and super().is_retryable_exception(exception)

    async def asleep(self, response: httpx.Response | Exception) -> None:
        asked = wanted_wait(response.headers) if isinstance(response, httpx.Response) else None
        if asked and isinstance(response, httpx.Response) and asked > self._time_left():
            raise TooLongWaitError(response.status_code, asked)
        await asyncio.sleep(asked or self._backoff())

    def _time_left(self) -> float:
        return self._deadline - asyncio.get_running_loop().time()

    def _backoff(self) -> float:
        longest = min(self._first_wait * 2.0 ** (self.attempts_made - 1), _LONGEST_BACKOFF_SECONDS)
        return longest * random.uniform(0.75, 1)  # noqa: S311 - spreads load, keeps no secret


class WholeBodyTransport(httpx.AsyncBaseTransport):
    """Gives answers whose body is complete, unpacked and within the limit; an error's body is cut, not refused."""

    def __init__(self, inner: httpx.AsyncBaseTransport, body_bytes: int, *, owned: bool) -> None:
        self._inner = inner
        self._body_bytes = body_bytes
        self._owned = owned

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        try:
            body = await self._body_of(response)
        finally:
            await response.aclose()
        headers = [(k, v) for k, v in response.headers.multi_items() if k.lower() not in _OF_THE_WIRE]
        return httpx.Response(response.status_code, headers=headers, content=body, request=request)

    async def aclose(self) -> None:
        if self._owned:
            await self._inner.aclose()

    async def _body_of(self, response: httpx.Response) -> bytes:
        if response.status_code < 400:
            return await _read(response, self._body_bytes)
        try:
            return await _read(response, min(self._body_bytes, _ERROR_BODY_BYTES))
        except (httpx.HTTPError, BodyTooLargeError, UnknownEncodingError):
            return b""  # the status says enough


async def _read(response: httpx.Response, limit: int) -> bytes:
    if response.headers.get("content-encoding", "").strip().lower() not in _UNPACKED_HERE:
        raise UnknownEncodingError
    body = bytearray()
    async for chunk in _chunks(response):
        body += chunk
        if len(body) > limit:
            raise BodyTooLargeError
    return bytes(body)


async def _chunks(response: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in response.aiter_bytes():
            yield chunk
    except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
        raise CutOffError("The body is incomplete") from error


class KeyHeader(httpx.Auth):
    """Puts the key, if there is one, into its header at the last moment, so that no other object holds it readable."""

    def __init__(self, adapter: Adapter, key: SecretStr | None) -> None:
        self._adapter = adapter
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._key is not None:
            secret = self._key.get_secret_value().strip()
            request.headers[self._adapter.key_header] = f"{self._adapter.key_prefix}{secret}"
        yield request


def new_transport(proxy: Proxy | None, certificates: Certificates) -> httpx.AsyncBaseTransport:
    """The way to an address; raises OSError when the certificates of this machine cannot be read."""
    return httpx.AsyncHTTPTransport(proxy=proxy.address if proxy else None, verify=certificates.context())


def new_client(
    auth: KeyHeader | None,
    limits: Limits,
    deadline: float,
    transport: httpx.AsyncBaseTransport,
    *,
    owned: bool,
) -> httpx.AsyncClient:
    """A client for one session, with its deadline, and its key if it has one; closes the transport only when it is its own."""
    whole = WholeBodyTransport(transport, limits.body_bytes, owned=owned)
    return httpx.AsyncClient(
        transport=RetryTransport(whole, PatientRetry(limits, deadline)),
        auth=auth,
        headers={"Accept": "application/json", "Accept-Encoding": "gzip, deflate", "User-Agent": "modelsync"},
        timeout=httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds),
        follow_redirects=False,
        trust_env=False,
    )
