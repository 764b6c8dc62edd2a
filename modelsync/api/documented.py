"""The error responses in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from modelsync.api.problems import PROBLEM_JSON, Problem

_MEANINGS = {
    304: "The client has it already.",
    400: "The host name is not known here, or the path contains `..`.",
    401: "No valid token in the header Authorization.",
    403: "The token may only read, or the server serves nobody until a login is configured.",
    404: "There is no such thing.",
    409: "The catalogue moved since the plan was made (`conflicts`), or the plan or run was closed before.",
    410: "The model is archived: `successor` is the one to use instead, where one is known.",
    413: "The body is larger than 1 MB, or an upload than 5 MB.",
    415: "The body is not JSON, or an upload no form with a file.",
    422: "Not as documented here, not allowed, or unsafe (`findings`) without `force` and `reason`.",
    429: "Too many requests without a valid token, or a sync of this provider is running.",
    502: "The provider gave no complete list, or has no key to ask it with.",
    503: "The database or the settings cannot be used.",
}
_HEADERS = {
    401: {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}},
    429: {"Retry-After": {"required": True, "description": "Seconds.", "schema": {"type": "integer"}}},
}


class _OpenAiMistake(BaseModel):
    message: str
    type: str
    param: str | None
    code: str | None
    successor: str | None = None


class OpenAiError(BaseModel):
    """An error in OpenAI's shape."""

    error: _OpenAiMistake


SCHEMAS: dict[str, type[BaseModel]] = {"Problem": Problem, "OpenAiError": OpenAiError}


def answers(*statuses: int, openai: bool = False) -> dict[int | str, dict[str, Any]]:
    """The documented responses with these statuses."""
    return {status: _answer(status, openai=openai) for status in statuses}


def _answer(status: int, *, openai: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": _MEANINGS[status]}
    if status in _HEADERS:
        answer["headers"] = _HEADERS[status]
    if status >= 400:
        kind, name = ("application/json", "OpenAiError") if openai else (PROBLEM_JSON, "Problem")
        answer["content"] = {kind: {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    if status == 400:  # A path with `..`, refused by the server itself.
        answer["content"]["text/plain"] = {"schema": {"type": "string"}}
    return answer
