"""What the three list APIs answer, as pure functions over an account; never opens a socket and never imports an adapter.

Pages, filters, and every refusal in the provider's own form, as the reference pages and recorded answers have them.
Paths start at the host: ``/v1/models`` for OpenAI and Anthropic, ``/v1beta/models`` for Google.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Item = dict[str, Any]

MAX_PAGE = 1000
LIFECYCLES = ("active", "deprecated", "retired")


@dataclass(frozen=True)
class Account:
    """What one key sees: the listing, models that answer without being listed, and the largest page that it gets."""

    key: str
    listed: Sequence[Item]
    unlisted: Sequence[Item] = ()
    largest_page: int = MAX_PAGE

    def find(self, field: str, value: str) -> Item | None:
        return next((item for item in (*self.listed, *self.unlisted) if item[field] == value), None)


@dataclass(frozen=True)
class WireRequest:
    """A request as the provider reads it: ``path`` is decoded, ``headers`` has lower-case names."""

    method: str
    path: str
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.query if key == name)

    def first(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)

    def number(self, name: str, default: int) -> int | None:
        """Read the parameter as a whole number from 0: the default without it, None when it is none."""
        text = self.first(name) or str(default)
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


@dataclass(frozen=True)
class WireAnswer:
    status: int
    body: dict[str, Any]


def answer(provider: str, request: WireRequest, account: Account) -> WireAnswer:
    """Answer as the provider would for this account."""
    return _PROVIDERS[provider](request, account)


def _openai(request: WireRequest, account: Account) -> WireAnswer:
    header = request.headers.get("authorization", "")
    if not header.startswith("Bearer "):
        return _openai_error(401, "You didn't provide an API key.")
    if header != f"Bearer {account.key}":
        return _openai_error(401, "Incorrect API key provided.", code="invalid_api_key")
    path = _models_path(request, "v1")
    if path is None:
        return _openai_error(404, f"Invalid URL ({request.method} {request.path})")
    if not path["id"]:
        return WireAnswer(200, {"object": "list", "data": list(account.listed)})
    if item := account.find("id", path["id"]):
        return WireAnswer(200, item)
    message = f"The model '{path['id']}' does not exist"
    return _openai_error(404, message, param="model", code="model_not_found")


def _openai_error(
    status: int, message: str, *, param: str | None = None, code: str | None = None
) -> WireAnswer:
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return WireAnswer(status, {"error": error})


def _google(request: WireRequest, account: Account) -> WireAnswer:
    key = request.headers.get("x-goog-api-key")
    if not key:
        message = "Method doesn't allow unregistered callers (callers without established identity)."
        return _google_error(403, "PERMISSION_DENIED", message)
    if key != account.key:
        message = "API key not valid. Please pass a valid API key."
        return _google_error(400, "INVALID_ARGUMENT", message, reason="API_KEY_INVALID")
    path = _models_path(request, r"v1|v1beta|v1alpha")
    if path is None:
        return _google_error(404, "NOT_FOUND", "Requested entity was not found.")
    if not path["id"]:
        return _google_page(request, account)
    if item := account.find("name", f"models/{path['id']}"):
        return WireAnswer(200, item)
    message = f"Model is not found: models/{path['id']} for api version {path['version']}"
    return _google_error(404, "NOT_FOUND", message)


def _google_page(request: WireRequest, account: Account) -> WireAnswer:
    """Give one page; like every empty field, an empty list is left out, and the token is opaque and needs URL encoding."""
    size = request.number("pageSize", 50)
    token = request.first("pageToken") or ""
    starts = {"": 0} | {_token(item): index for index, item in enumerate(account.listed, start=1)}
    if size is None or token not in starts:
        return _google_error(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
    start = starts[token]
    page = account.listed[start : start + min(size or 50, account.largest_page, MAX_PAGE)]
    body: dict[str, Any] = {"models": list(page)} if page else {}
    if start + len(page) < len(account.listed):
        body["nextPageToken"] = _token(page[-1])
    return WireAnswer(200, body)


def _token(item: Item) -> str:
    return base64.b64encode(f"after:{item['name']}".encode()).decode()


def _google_error(status: int, name: str, message: str, *, reason: str | None = None) -> WireAnswer:
    error: dict[str, Any] = {"code": status, "message": message, "status": name}
    if reason:
        info = "type.googleapis.com/google.rpc.ErrorInfo"
        error["details"] = [{"@type": info, "reason": reason, "domain": "googleapis.com"}]
    return WireAnswer(status, {"error": error})


def _anthropic(request: WireRequest, account: Account) -> WireAnswer:
    key = request.headers.get("x-api-key")
    if key != account.key:
        message = "invalid x-api-key" if key else "x-api-key header is required"
        return _anthropic_error(401, "authentication_error", message)
    if not request.headers.get("anthropic-version"):
        return _anthropic_error(400, "invalid_request_error", "anthropic-version: header is required")
    path = _models_path(request, "v1")
    if path is None:
        return _anthropic_error(404, "not_found_error", "Not Found")
    if not path["id"]:
        return _anthropic_page(request, account)
    if item := account.find("id", path["id"]):
        return WireAnswer(200, item)
    return _anthropic_error(404, "not_found_error", f"model: {path['id']}")


def _anthropic_page(request: WireRequest, account: Account) -> WireAnswer:
    """Give one page of the asked stages; without the filter retired models are left out. An item without a stage is active."""
    limit = request.number("limit", 20)
    stages = request.all("lifecycle[]") or LIFECYCLES[:2]
    if limit is None or not 1 <= limit <= MAX_PAGE:
        return _anthropic_error(400, "invalid_request_error", f"limit: must be from 1 to {MAX_PAGE}")
    if unknown := set(stages).difference(LIFECYCLES):
        return _anthropic_error(400, "invalid_request_error", f"lifecycle: unknown stage {min(unknown)!r}")
    items = [item for item in account.listed if item.get("lifecycle", "active") in stages]
    after = request.first("after_id")
    starts = {None: 0} | {item["id"]: index for index, item in enumerate(items, start=1)}
    if after not in starts:
        return _anthropic_error(400, "invalid_request_error", f"after_id: unknown model {after!r}")
    page = items[starts[after] :][: min(limit, account.largest_page)]
    body = {
        "data": page,
        "has_more": starts[after] + len(page) < len(items),
        "first_id": page[0]["id"] if page else None,
        "last_id": page[-1]["id"] if page else None,
    }
    return WireAnswer(200, body)


def _anthropic_error(status: int, kind: str, message: str) -> WireAnswer:
    error = {"type": kind, "message": message}
    return WireAnswer(status, {"type": "error", "error": error, "request_id": "req_sample"})


def _models_path(request: WireRequest, versions: str) -> re.Match[str] | None:
    """Match a GET of models: ``version``, and ``id`` or None for the list. Anything else gives None."""
    if request.method != "GET":
        return None
    return re.fullmatch(rf"/(?P<version>{versions})/models(/(?P<id>.+))?", request.path)


_PROVIDERS: Mapping[str, Callable[[WireRequest, Account], WireAnswer]] = {
    "openai": _openai,
    "google": _google,
    "anthropic": _anthropic,
}
