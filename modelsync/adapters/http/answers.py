"""What an answer means: a page of entries, or which failure. Never sends a request, never reads an entry."""

from __future__ import annotations

import json
import socket
import ssl
from dataclasses import dataclass
from typing import Any

import httpx

from modelsync.adapters.base import Adapter, Item
from modelsync.adapters.http.bodies import read_json
from modelsync.adapters.http.connection_errors import ConnectionErrors
from modelsync.adapters.http.error_chain import chain
from modelsync.adapters.http.fetch_errors import FetchErrors
from modelsync.adapters.http.next_pages import AnotherHostError, NextPage, next_page
from modelsync.adapters.http.part_marks import part_mark
from modelsync.adapters.http.transport import (
    BodyTooLargeError,
    CutOffError,
    TooLongWaitError,
    UnknownEncodingError,
    wanted_wait,
)
from modelsync.errors import FetchError

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
    """The entries of one body, and how the next one is asked for if there is one."""

    items: list[Item]
    following: NextPage | None


def failure_of(error: Exception, errors: ConnectionErrors) -> FetchError:  # noqa: PLR0911 - one line for each kind of error
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
            return (
                errors.proxy("did not answer in time") if errors.proxy_variable else errors.slow_connection()
            )
        case httpx.TimeoutException():
            return errors.slow_answer()
        case httpx.ProxyError():
            return errors.proxy("did not pass the request on")
        case httpx.RemoteProtocolError() | httpx.ReadError() | httpx.WriteError():
            return errors.no_answer()
        case _:
            return _failure_to_connect(error, errors)


def no_such_model(response: httpx.Response, adapter: Adapter, model_id: str) -> bool:
    """Whether a 404 is the provider's own answer for this model, not that of a server which has no such path."""
    form = adapter.no_such_model
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return False
    error = body.get("error") if isinstance(body, dict) else None
    if form is None or not isinstance(error, dict) or error.get(form.key) != form.word:
        return False
    return not form.names_the_id or model_id in str(error.get("message"))


def _failure_to_connect(error: Exception, errors: ConnectionErrors) -> FetchError:
    links = chain(error)
    if errors.proxy_variable and not any(isinstance(link, ssl.SSLError) for link in links):
        return errors.proxy(_proxy_problem(links))
    for kinds, failure in (
        ((socket.gaierror, UnicodeError), errors.unknown_host),
        ((ssl.SSLCertVerificationError,), errors.untrusted_certificate),
        ((ssl.SSLError,), errors.no_tls),
        ((ConnectionRefusedError,), errors.refused_connection),
    ):
        if any(isinstance(link, kinds) for link in links):
            return failure()
    return errors.unreachable()


def _proxy_problem(links: list[BaseException]) -> str:
    if any(isinstance(link, socket.gaierror | UnicodeError) for link in links):
        return "has a host name that could not be found"
    if any(isinstance(link, ConnectionRefusedError) for link in links):
        return "refused the connection"
    return "cannot be reached"


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
        raise errors.proxy("wants a user name and a password (HTTP 407)")
    if status == 429 or status >= 500:
        raise errors.busy(status, wanted_wait(response.headers), _message_of(response))
    if status >= 300:
        raise errors.refused_request(status, _message_of(response))
    raise errors.wrong_shape(f"the answer has status {status}")


def read_page(response: httpx.Response, errors: FetchErrors, *, pages: int = 1, entries: int = 0) -> Page:
    """The entries and the next cursor; raises FetchError when it is not certain what they are.

    ``pages`` counts this body, ``entries`` are those of the pages before it: what it says of the whole is held against them.
    """
    body = read_json(response, errors)
    adapter = errors.adapter
    if isinstance(body, list) and adapter.bare_list:
        body = {adapter.list_key: body}
    if not isinstance(body, dict):
        raise errors.wrong_shape("it is not an object")
    if any(_says_something(body.get(key)) for key in ("error", "errors")):
        raise errors.wrong_shape("it is an error message")
    items = [] if _may_omit(adapter, body) else body.get(adapter.list_key)
    if not isinstance(items, list):
        raise errors.wrong_shape(f'it has no list "{adapter.list_key}"')
    entries += len(items)
    if entries > errors.limits.entries:
        raise errors.too_many_entries()
    following = _following(response, body, errors, entries)
    if following is None and (mark := _part_mark(response, body, adapter, pages, entries)):
        raise errors.part_of_a_list(mark)
    return Page(items, following)


def _following(
    response: httpx.Response, body: dict[str, Any], errors: FetchErrors, entries: int
) -> NextPage | None:
    if not errors.adapter.paging.by_marks:
        cursor = _next_cursor(body, errors)
        return None if cursor is None else NextPage(errors.adapter.paging.parameter or "", cursor)
    try:
        return next_page(response, body, entries)
    except AnotherHostError as error:
        raise errors.page_elsewhere(str(error)) from None


def _says_something(error: object) -> bool:
    """Whether the value of a key for errors is one: empty ones, and objects of them, stand for none."""
    if isinstance(error, dict):
        return any(map(_says_something, error.values()))
    return bool(error)


def _part_mark(
    response: httpx.Response, body: dict[str, Any], adapter: Adapter, pages: int, entries: int
) -> str | None:
    if "next" in response.links:
        return "Link"
    paging = adapter.paging
    followed = (
        {adapter.list_key, paging.cursor_key, paging.more_key or ""}
        if paging.parameter
        else {adapter.list_key}
    )
    return part_mark(body, without=followed, pages=pages, entries=entries)


def _may_omit(adapter: Adapter, body: dict[str, Any]) -> bool:
    """A body that holds nothing but a cursor is an empty page where the provider leaves empty lists out."""
    if adapter.paging.by_marks and adapter.list_key in body and body[adapter.list_key] is None:
        return True  # Ollama's, while it has no model
    return adapter.paging.omits_empty and body.keys() <= {adapter.paging.cursor_key}


def _next_cursor(body: dict[str, Any], errors: FetchErrors) -> str | None:
    paging = errors.adapter.paging
    if paging.parameter is None:
        return None
    if paging.more_key is not None:
        more = body.get(paging.more_key)
        if not isinstance(more, bool):
            raise errors.wrong_shape(f'it does not say in "{paging.more_key}" whether it is complete')
        if not more:
            return None
    cursor = body.get(paging.cursor_key)
    if paging.more_key is None and cursor in (None, ""):
        return None
    if not isinstance(cursor, str) or not cursor:
        raise errors.wrong_shape(f'its "{paging.cursor_key}" does not lead to the next page')
    return cursor


def _message_of(response: httpx.Response) -> str:
    """The provider's own words about an error, or nothing."""
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return ""
    error = body.get("error", body) if isinstance(body, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    return message if isinstance(message, str) else ""
