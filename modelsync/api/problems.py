"""Error responses: RFC 9457 problems, or OpenAI's shape below ``/v1``. Exposes only the domain's own messages."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from modelsync.core.kinds import clean_text
from modelsync.core.values import Value
from modelsync.errors import (
    AdoptionError,
    EditError,
    FetchError,
    ForbiddenError,
    ModelSyncError,
    NotFoundError,
    PlanClosedError,
    StalePlanError,
    UnsafePlanError,
)

logger = logging.getLogger(__name__)

PROBLEM_JSON = "application/problem+json"
_OPENAI_CODES = {
    401: "invalid_api_key",
    404: "model_not_found",
    410: "model_archived",
    429: "rate_limit_exceeded",
}
_SENTENCES = {
    404: "There is nothing at this address. /api/v1/openapi.json lists the addresses.",
    405: "This address does not take that method. The header Allow names those that it takes.",
    413: "The body is too large. It may have 1 MB, an upload 5 MB.",
}
_MOST_MISTAKES = 10


class Problem(Value):
    """Why a request failed (RFC 9457): ``detail`` is one sentence that says what to do."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    conflicts: tuple[str, ...] | None = None
    """Stale plan: rows and fields that changed."""
    findings: tuple[str, ...] | None = None
    """Unsafe plan: its safety findings."""


def problem(
    path: str,
    status: int,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    conflicts: tuple[str, ...] | None = None,
    findings: tuple[str, ...] | None = None,
    successor: str | None = None,
) -> Response:
    """The error response in the shape of the path's API; ``successor`` is the model to use instead."""
    if path.startswith("/v1/"):
        more = {"successor": successor} if successor else {}
        body: dict[str, Any] = {"error": _openai_error(status, detail) | more}
        return JSONResponse(body, status, dict(headers or {}))
    told = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, conflicts=conflicts, findings=findings
    )
    content = told.model_dump(mode="json", by_alias=True, exclude_none=True)
    return JSONResponse(content, status, dict(headers or {}), PROBLEM_JSON)


def of_domain(request: Request, error: ModelSyncError) -> Response:
    """The response to a ModelSyncError; without a valid token only the status is exposed."""
    if not hasattr(request.state, "actor"):
        logger.error("Not ready: %s", error)
        return problem(request.url.path, 503, "Model Sync cannot work at the moment. Its log says why.")
    return problem(
        request.url.path,
        _status(error),
        clean_text(str(error)),
        conflicts=error.conflicts if isinstance(error, StalePlanError) else None,
        findings=error.findings if isinstance(error, UnsafePlanError) else None,
    )


def of_http(request: Request, error: HTTPException) -> Response:
    """The response to the framework's refusals: unknown path, wrong method, body too large."""
    own = clean_text(str(error.detail)) if error.detail != HTTPStatus(error.status_code).phrase else None
    detail = _SENTENCES.get(error.status_code) or own or HTTPStatus(error.status_code).description
    headers = error.headers
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {**(headers or {}), "Allow": ", ".join(_methods(request))}
    return problem(request.url.path, error.status_code, detail, headers=headers)


def _methods(request: Request) -> list[str]:
    """The methods of an address; the framework names those of the first of its routes alone."""
    included = (getattr(route, "original_router", None) for route in request.app.routes)
    routes = [route for router in included if router for route in router.routes]
    fitting = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    return sorted({method for route in fitting for method in route.methods})


def of_validation(request: Request, error: RequestValidationError) -> Response:
    """The response to an invalid query or body: where and why, never the value."""
    mistakes = [
        f"{'.'.join(str(part) for part in mistake['loc'])}: {mistake['msg']}"
        for mistake in error.errors()[:_MOST_MISTAKES]
    ]
    return problem(
        request.url.path,
        422,
        clean_text(f"The request is not as documented: {'; '.join(mistakes)}.")[:2000],
    )


def of_surprise(request: Request, error: Exception) -> Response:
    """The response to an unexpected error. Logs its type and place only: its text may hold client input."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " ← ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-8:]))
    logger.error("Unexpected %s at %s", type(error).__name__, where)
    return problem(request.url.path, 500, "Something went wrong in Model Sync. Its log says where.")


def _status(error: ModelSyncError) -> int:
    match error:
        case NotFoundError():
            return 404
        case ForbiddenError():
            return 403
        case StalePlanError() | PlanClosedError():
            return 409
        case UnsafePlanError() | EditError() | AdoptionError():
            return 422
        case FetchError():
            return 502
        case _:  # Database, settings or pricing file: the server needs attention.
            return 503


def _openai_error(status: int, detail: str) -> dict[str, Any]:
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"message": detail, "type": kind, "param": None, "code": _OPENAI_CODES.get(status)}
