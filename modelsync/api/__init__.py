"""The HTTP API: reads a request, calls the service, answers in JSON. Never touches the database, never imports Streamlit.

Reading order: ``guard`` (who may enter, and the bounds of every request), ``application`` (the routes together, their
OpenAPI document), ``problems`` (what each error answers), ``requests`` and ``request_bodies`` (strict reading of queries and bodies), then
the routes, one module for each subject, ``answers`` and ``documented`` with their shapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio.to_thread
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Match

from modelsync.server.addresses import METRICS

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

PREFIXES = ("/api/", "/v1/")


def routes() -> list[BaseRoute]:
    """The API's routes, for the Streamlit app."""
    return [_Api()]


async def refused(scope: Scope, status: int, sentence: str) -> ASGIApp:
    """The response to a request that the entrance refuses: a problem below the API's paths, else plain text."""
    if not _is_ours(scope):
        return PlainTextResponse(f"{sentence}\n", status)
    problem = await anyio.to_thread.run_sync(_problem)
    return problem(scope["path"], status, sentence)


def _is_ours(scope: Scope) -> bool:
    path = str(scope["path"])
    return scope["type"] == "http" and (path.startswith(PREFIXES) or path == METRICS)


def _problem() -> Callable[[str, int, str], ASGIApp]:
    from modelsync.api.problems import problem  # noqa: PLC0415 - as below

    return problem


class _Api(BaseRoute):
    """All paths of the API, including unknown ones.

    The application is imported and built at the first request, so that the server starts sooner.
    """

    def __init__(self) -> None:
        self._application: ASGIApp | None = None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the path has one of our prefixes."""
        return (Match.FULL if _is_ours(scope) else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle the request."""
        if self._application is None:
            self._application = await anyio.to_thread.run_sync(_built)
        await self._application(scope, receive, send)


def _built() -> ASGIApp:
    from modelsync.api.application import application  # noqa: PLC0415 - a second of imports

    return application()
