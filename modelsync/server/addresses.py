"""Which of Streamlit's addresses are served, and to whom. Closed unless named open; the API's are its own guard's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from starlette.types import Scope

HEALTH = "/api/v1/health"
METRICS = "/metrics"
STREAM = "stream"
UPLOAD = "adopt"
_CORE = "/_stcore/"
_OPEN_IN_CORE = frozenset({"health", "host-config"})
_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FOR_PEOPLE = ("/media/", f"{_CORE}script-health-check/")
"""Files, and the address that runs a whole page (off by default)."""

_API = ("/api/", "/v1/")
_SIGNING_IN = ("/auth/", "/oauth2callback")

Verdict = Literal["open", "people", "upload", "signing-in", "api", "wrong-method", "closed"]


def verdict(scope: Scope) -> Verdict:
    """What an address is.

    ``open`` is what the sign-in page needs; ``people`` is for those who may enter; ``closed`` is for nobody: uploads,
    Streamlit's metrics, the agent API, components. ``upload`` is the one form of our own, for people too. Found anywhere in
    the path: Streamlit may be served below a base path.
    """
    path = f"{scope['path']}/"
    if scope["type"] == "http" and (path.startswith(_API) or scope["path"] == METRICS):
        return "api"
    if _is_closed(scope["type"], path):
        return "closed"
    if is_upload(scope):
        return "upload"
    if scope.get("method", "GET") not in _METHODS:
        return "wrong-method"
    if any(part in path for part in _FOR_PEOPLE):
        return "people"
    return "signing-in" if any(part in path for part in _SIGNING_IN) else "open"


def _is_closed(kind: str, path: str) -> bool:
    core = path.partition(_CORE)[2].strip("/") if _CORE in path else None
    if kind == "websocket":
        return core != STREAM
    if core is not None:
        return core not in _OPEN_IN_CORE | {"script-health-check"}
    return "/component/" in path or "\\" in path or "//" in path[:-1]


def is_upload(scope: Scope) -> bool:
    """Whether somebody sends the form that uploads another catalogue."""
    return scope.get("method") == "POST" and _ends_in(scope, f"/{UPLOAD}")


def is_logout(scope: Scope) -> bool:
    """Whether this is the address that ends a sign-in."""
    return _ends_in(scope, "/auth/logout")


def is_callback(scope: Scope) -> bool:
    """Whether this is the address to which the identity provider sends people back."""
    return _ends_in(scope, "/oauth2callback")


def _ends_in(scope: Scope, path: str) -> bool:
    return scope["type"] == "http" and str(scope["path"]).rstrip("/").endswith(path)
