"""Stands before every address of the API: tokens, scopes, bounds and headers of the answer. Knows no address but the open ones.

Closed unless named open: a request without a valid token ends here, and so does one that changes something with a token
for reading. (The service asks again.)
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import anyio.to_thread
from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders, QueryParams

from modelsync.api.bodies import bodiless
from modelsync.api.failures import Failures, KnownTokens
from modelsync.api.problems import of_surprise, problem
from modelsync.errors import ModelSyncError
from modelsync.server.limits import UPLOAD_BYTES
from modelsync.server.shared import shared_service
from modelsync.server.timely import timely
from modelsync.service.tokens import TOKEN_PREFIX, token_hash

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from modelsync.core.actors import Actor

logger = logging.getLogger(__name__)

OPEN = frozenset({"/api/v1/health", "/api/v1/openapi.json"})
BODY_BYTES = 1_000_000
UPLOADS = frozenset({"/api/v1/adopt"})
"""What takes a form with a file instead of JSON."""
_READING = frozenset({"GET", "OPTIONS"})
_TOKEN_PARAMETERS = frozenset(
    {"access_token", "api_key", "apikey", "api-key", "authorization", "bearer", "key", "token"}
)
_FORWARDED = "forwarded"
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


class Guard:
    """ASGI middleware around the API."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._failures = Failures()
        self._known = KnownTokens(lambda: shared_service().token_hashes())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, bodiless(send)
        receive = timely(receive)
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            answer = await self._refusal(scope)
            await (answer or self._app)(scope, receive, send_with_headers)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer and the log no value
            # Else FastAPI has answered and logged it, and raises it once more for the server's log.
            if not started:
                await of_surprise(Request(scope), error)(scope, receive, send_with_headers)

    async def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that goes no further; None when it may enter, with its actor in the scope's state."""
        path = scope["path"]
        if _shows_token(scope):
            scope["query_string"] = b""  # the server's access log is written from this
            return self._unauthorized(
                scope, "A token in an address ends up in logs. Send it in the header Authorization."
            )
        if path not in OPEN:
            token = _token(Headers(scope=scope))
            wait = self._failures.wait(*_names(scope))
            try:
                actor = (
                    await anyio.to_thread.run_sync(self._actor, token, wait is not None) if token else None
                )
            except ModelSyncError as error:
                logger.error("Nobody can be let in: %s", error)  # noqa: TRY400 - the sentence says it all
                return problem(path, 503, "Model Sync cannot check tokens at the moment. Its log says why.")
            if actor is None:
                return self._unauthorized(
                    scope, "Send a valid token in the header Authorization, as `Bearer msy_…`."
                )
            if scope["method"] not in _READING and actor.role != "admin":
                return problem(path, 403, f"{actor.name} may only read. Use a token with scope write.")
            scope.setdefault("state", {})["actor"] = actor
        return _out_of_bounds(scope)

    def _actor(self, token: str, spared: bool) -> Actor | None:
        """Whoever the token is of. Valid ones are never throttled, so that nobody locks another client out.

        ``spared``: the database is not asked about each token, for somebody sends too many wrong ones.
        """
        if spared and not self._known.has(token_hash(token)):
            return None
        return shared_service().authenticate(token)

    def _unauthorized(self, scope: Scope, sentence: str) -> Response:
        wait = self._failures.wait(*_names(scope))
        self._failures.count(*_names(scope))
        if wait:
            return problem(
                scope["path"],
                429,
                "Too many requests without a valid token. Wait a while.",
                headers={"Retry-After": str(wait)},
            )
        return problem(
            scope["path"], 401, sentence, headers={"WWW-Authenticate": 'Bearer realm="Model Sync"'}
        )


def _names(scope: Scope) -> tuple[str, ...]:
    """The names under which a failure of this client counts."""
    client = str(scope["client"][0]) if scope.get("client") else ""
    return (client, _FORWARDED) if "x-forwarded-for" in Headers(scope=scope) else (client,)


def _token(headers: Headers) -> str | None:
    """The token in the header, if it looks like one."""
    sent = headers.getlist("authorization")
    kind, _, token = sent[0].partition(" ") if len(sent) == 1 else ("", "", "")
    if kind.lower() != "bearer" or not token.startswith(TOKEN_PREFIX):
        return None
    return token.strip()


def _shows_token(scope: Scope) -> bool:
    query = QueryParams(scope["query_string"])
    return any(
        name.lower() in _TOKEN_PARAMETERS or TOKEN_PREFIX in f"{name}{value}"
        for name, value in query.multi_items()
    )


def _out_of_bounds(scope: Scope) -> Response | None:
    """Refuse a body that says that it is too large, or that it is no JSON; one that does not say is counted while it is read."""
    headers, is_upload = Headers(scope=scope), scope["path"] in UPLOADS
    length = headers.get("content-length", "0")
    if length.isdigit() and int(length) > (UPLOAD_BYTES if is_upload else BODY_BYTES):
        return problem(scope["path"], 413, f"The body is too large. It may have {5 if is_upload else 1} MB.")
    has_body = length != "0" or "transfer-encoding" in headers
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if scope["method"] not in _READING and is_upload and kind != "multipart/form-data":
        return problem(scope["path"], 415, "The body must be a form with a file: send multipart/form-data.")
    if scope["method"] not in _READING and not is_upload and has_body and kind != "application/json":
        return problem(scope["path"], 415, "The body must be JSON: send Content-Type: application/json.")
    return None
