"""What an answer means: a page of entries, or which failure. Never sends a request, never reads an entry."""

from __future__ import annotations

import json
import math
import socket
import ssl
from dataclasses import dataclass
from typing import Any, NoReturn

import httpx

from modelsync.adapters.base import Adapter, Item
from modelsync.adapters.http.error_chain import chain
from modelsync.adapters.http.fetch_errors import FetchErrors
from modelsync.adapters.http.transport import (
    BodyTooLargeError,
    CutOffError,
    TooLongWaitError,
    UnknownEncodingError,
    wanted_wait,
)
from modelsync.errors import FetchError

_DEEPEST = 64

SEND_ERRORS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    OSError,
    UnicodeError,  # a host name that cannot be looked up
    TooLongWaitError,
    BodyTooLargeError,
    UnknownEncodingError,
)


@dataclass(frozen=True)
class Page:
    """The entries of one body, and the cursor of the next if there is one."""

    items: list[Item]
    cursor: str | None


def failure_of(error: Exception, errors: FetchErrors) -> FetchError:  # noqa: PLR0911 - one line for each kind of error
    """The sentence for an error of SEND_ERRORS."""
    match error:
        case TooLongWaitError():
            return errors.busy(error.status, error.seconds)
        case BodyTooLargeError():
            return errors.too_large("body", errors.limits.body_bytes)
        case UnknownEncodingError() | httpx.DecodingError():
            return errors.unpackable()
        case CutOffError():
            return errors.cut_off()
        case httpx.ConnectTimeout():
            return errors.slow_connection()
        case httpx.TimeoutException():
            return errors.slow_answer()
        case httpx.ProxyError():
            return errors.proxy()
        case httpx.RemoteProtocolError() | httpx.ReadError() | httpx.WriteError():
            return errors.no_answer()
        case _:
            return _failure_to_connect(error, errors)


def _failure_to_connect(error: Exception, errors: FetchErrors) -> FetchError:
    links = chain(error)
    for kinds, failure in (
        ((socket.gaierror, UnicodeError), errors.unknown_host),
        ((ssl.SSLCertVerificationError,), errors.untrusted_certificate),
        ((ssl.SSLError,), errors.no_tls),
        ((ConnectionRefusedError,), errors.refused_connection),
    ):
        if any(isinstance(link, kinds) for link in links):
            return failure()
    return errors.unreachable()


def check_status(response: httpx.Response, errors: FetchErrors) -> None:
    """Raises FetchError for every status but 200."""
    status = response.status_code
    if status == 200:
        return
    if status == 401 or (
        status == 400 and any(mark in response.text for mark in errors.adapter.bad_key_marks)
    ):
        raise errors.bad_key()
    if status == 403:
        raise errors.forbidden()
    if status == 404:
        raise errors.not_found()
    if status == 407:
        raise errors.proxy()
    if status == 429 or status >= 500:
        raise errors.busy(status, wanted_wait(response.headers), _message_of(response))
    if status >= 300:
        raise errors.refused_request(status, _message_of(response))
    raise errors.wrong_shape(f"the answer has status {status}")


def read_json(response: httpx.Response, errors: FetchErrors) -> object:
    """The body as JSON in any Unicode encoding; raises FetchError for everything that JSON does not allow."""
    try:
        text = _text_of(response.content)
        if response.headers.get("content-type", "").lower().startswith("text/html") or text.startswith("<"):
            raise errors.web_page()
        body: object = json.loads(text, parse_float=_finite, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise errors.not_json() from errors.cause(error)
    if _is_deep(body):
        raise errors.wrong_shape("it is nested too deeply")
    return body


def read_page(response: httpx.Response, errors: FetchErrors) -> Page:
    """The entries and the next cursor; raises FetchError when it is not certain what they are."""
    body = read_json(response, errors)
    adapter = errors.adapter
    if not isinstance(body, dict):
        raise errors.wrong_shape("it is not an object")
    if body.get("error") is not None:
        raise errors.wrong_shape("it is an error message")
    if adapter.list_key not in body and _may_omit(adapter, body):
        return Page([], _next_cursor(body, errors))
    items = body.get(adapter.list_key)
    if not isinstance(items, list):
        raise errors.wrong_shape(f'it has no list "{adapter.list_key}"')
    return Page(items, _next_cursor(body, errors))


def _may_omit(adapter: Adapter, body: dict[str, Any]) -> bool:
    return adapter.paging.omits_empty and body.keys() <= {adapter.paging.cursor_key}


def _next_cursor(body: dict[str, Any], errors: FetchErrors) -> str | None:
    paging = errors.adapter.paging
    if paging.parameter is None:
        if body.get("has_more"):
            raise errors.wrong_shape("it says that it is only a part of the list")
        return None
    if paging.more_key is not None:
        more = body.get(paging.more_key)
        if not isinstance(more, bool):
            raise errors.wrong_shape(f'it does not errors in "{paging.more_key}" whether it is complete')
        if not more:
            return None
    cursor = body.get(paging.cursor_key)
    if paging.more_key is None and cursor in (None, ""):
        return None
    if not isinstance(cursor, str) or not cursor:
        raise errors.wrong_shape(f'its "{paging.cursor_key}" does not lead to the next page')
    return cursor


def _text_of(content: bytes) -> str:
    return content.decode(json.detect_encoding(content), "surrogatepass").lstrip("\ufeff \t\r\n")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(_text: str) -> NoReturn:
    raise ValueError("A number is not finite")


def _is_deep(body: object) -> bool:
    level = [body]
    for _ in range(_DEEPEST):
        level = [
            child
            for parent in level
            if isinstance(parent, dict | list)
            for child in (parent.values() if isinstance(parent, dict) else parent)
        ]
    return bool(level)


def _message_of(response: httpx.Response) -> str:
    """The provider's own words about an error, or nothing."""
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return ""
    error = body.get("error", body) if isinstance(body, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    return message if isinstance(message, str) else ""
