"""Decides at the server's door who is served at all: host names, origins, and no public address without a login.

ASGI middleware around pages, WebSocket and API alike. It knows no person and no token: those are asked for further in.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

_NO_LOGIN = (
    "A login is demanded (MODELSYNC_REQUIRE_LOGIN) and none is configured. "
    "Set MODELSYNC_OIDC_… and MODELSYNC_ADMINS as the README says."
)
_PUBLIC = (
    "Model Sync listens on an address that others can reach, and no login is configured. "
    "Set MODELSYNC_OIDC_… and MODELSYNC_ADMINS as the README says, or bind it to 127.0.0.1."
)

_BROKEN = "The settings of Model Sync cannot be used. Its log says why."


@dataclass(frozen=True)
class Rules:
    """What the door goes by.

    ``hosts``: names under which people and programs reach the server; ``*.example.com`` stands for every name below it.
    ``login``: whether a login is configured. ``wants_login``: whether it is demanded even on a loopback address.
    ``bound_to``: the address that the server was told to listen on; empty for every one.
    ``broken``: why the settings cannot be used; then nobody is served, and only who sits at the machine is told why.
    """

    hosts: frozenset[str] = LOOPBACK_NAMES
    login: bool = False
    wants_login: bool = False
    bound_to: str = "127.0.0.1"
    broken: str | None = None


class Entrance:
    """The middleware; ``rules`` is asked at each request, ``answer`` for the shape of a refusal."""

    def __init__(
        self,
        app: ASGIApp,
        rules: Callable[[], Rules],
        answer: Callable[[Scope, int, str], Awaitable[ASGIApp]],
    ) -> None:
        self._app = app
        self._rules = rules
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"} and (found := refusal(scope, self._rules())):
            refused = await self._answer(scope, *found)
            await refused(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def refusal(scope: Scope, rules: Rules) -> tuple[int, str] | None:
    """Status and sentence for a request that is not served; None for one that is."""
    headers = Headers(scope=scope)
    if rules.broken:
        return 503, rules.broken if _is_private(scope, rules) else _BROKEN
    if not _is_known(_host_name(headers.get("host", "")), rules.hosts):
        return 400, "This host name is not known here. Add it to MODELSYNC_ALLOWED_HOSTS, or use a known one."
    if not rules.login and rules.wants_login:
        return 403, _NO_LOGIN
    if not rules.login and not _is_private(scope, rules):
        return 403, _PUBLIC
    if scope["type"] == "websocket" and not _same_origin(headers):
        return 403, "This page belongs to another site. Open Model Sync at its own address."
    return None


def _host_name(host: str) -> str:
    """The name in a Host header, without the port; empty when it cannot be one."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_known(name: str, hosts: frozenset[str]) -> bool:
    return name in hosts or any(
        pattern.startswith("*.") and name.endswith(pattern[1:]) and name != pattern[1:] for pattern in hosts
    )


def _is_private(scope: Scope, rules: Rules) -> bool:
    """Whether nobody else can reach this: the server's own end, its configured one, and the client's are loopback."""
    ends = (scope.get("server"), scope.get("client"))
    return _is_loopback(rules.bound_to) and all(end is not None and _is_loopback(end[0]) for end in ends)


def _is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        ip = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)
    return bool((mapped or ip).is_loopback)


def _same_origin(headers: Headers) -> bool:
    """Whether the page that opens the connection is our own; a program that is no browser sends no Origin."""
    origin = headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == headers.get("host")
    except ValueError:  # no address at all, such as http://[
        return False
