"""Keeps sign-ins whose cookies are too large from ending in a blank page: a WebSocket's handshake takes 8 KB of cookies.

The cookies are made by Streamlit from the ID token; a list of a hundred groups in it is more than they can hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse

from modelsync.server import addresses
from modelsync.server.limits import COOKIE_BYTES

if TYPE_CHECKING:
    from starlette.types import Message, Scope, Send

_SENTENCE = (
    "The sign-in does not fit into the browser's cookies (8 KB): the identity provider puts too much into the ID token, "
    "often a list of groups. Ask its admin to leave groups out of the token for Model Sync, then sign in again. "
    "If you signed in before, delete the cookies of this site first."
)
TOO_LARGE = (431, _SENTENCE)


def are_too_large(scope: Scope) -> bool:
    """Whether the browser sends more cookies than its WebSocket could."""
    return sum(map(len, Headers(scope=scope).getlist("cookie"))) > COOKIE_BYTES


def bounded_sign_in(scope: Scope, send: Send) -> Send:
    """Send, but for a sign-in whose cookies would be too large: a sentence instead, and none of the cookies."""
    if not addresses.is_callback(scope):
        return send
    refused = False

    async def bounded(message: Message) -> None:
        nonlocal refused
        if message["type"] == "http.response.start" and _grow_too_large(
            scope, Headers(raw=message["headers"])
        ):
            refused = True
            await PlainTextResponse(f"{_SENTENCE}\n", 431)(scope, _nothing, send)
        elif not refused:
            await send(message)

    return bounded


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


def _grow_too_large(scope: Scope, answer: Headers) -> bool:
    cookies = dict(cookie_parser(Headers(scope=scope).get("cookie", "")))
    for cookie in answer.getlist("set-cookie"):
        pair, *attributes = cookie.split(";")
        name, _, value = pair.partition("=")
        if any(attribute.strip().lower() == "max-age=0" for attribute in attributes):
            cookies.pop(name.strip(), None)
        else:
            cookies[name.strip()] = value
    return sum(len(name) + len(value) + 3 for name, value in cookies.items()) > COOKIE_BYTES
