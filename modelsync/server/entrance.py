"""Decides at the server's door who is served what: host names, origins, addresses, sign-ins, and no public address without a login.

ASGI middleware around pages, WebSocket and API alike. Who a person is, it asks (``SignIns``); tokens are the API's guard's.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import anyio.to_thread
from starlette.datastructures import Headers

from modelsync.server import addresses
from modelsync.server.cookies import TOO_LARGE, are_too_large, bounded_sign_in
from modelsync.server.headers import with_security
from modelsync.server.limits import PEOPLE, STRANGERS, Buckets, Places
from modelsync.server.logs import unlogged
from modelsync.server.websocket_frames import Frames

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

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
_PROXIED = (
    "This request came through a proxy, and no login is configured. "
    "Set MODELSYNC_OIDC_… and MODELSYNC_ADMINS as the README says, or open Model Sync without the proxy."
)
_FOREIGN = "This page belongs to another site. Open Model Sync at its own address."
_BROKEN = "The settings of Model Sync cannot be used. Its log says why."
_BUSY = "Too many connections or sign-ins at once. Wait a minute, then load the page again."
_NEVER = {
    "closed": (404, "Model Sync serves nothing at this address."),
    "wrong-method": (405, "This address can only be read."),
}
_PROXY_MARKS = frozenset(
    {"forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip"}
)
_PROXY_PREFIXES = ("x-forwarded-", "x-original-", "x-envoy-", "cf-")


@dataclass(frozen=True)
class Rules:
    """What the door goes by.

    ``hosts``: names under which people and programs reach the server; ``*.example.com`` stands for every name below it.
    ``login``: whether a login is configured. ``wants_login``: whether it is demanded even on a loopback address.
    ``bound_to``: the address that the server was told to listen on; empty for every one.
    ``https``: whether people reach it by https, so that cookies are for that alone.
    ``broken``: why the settings cannot be used; then nobody is served, and only who sits at the machine is told why.
    """

    hosts: frozenset[str] = LOOPBACK_NAMES
    login: bool = False
    wants_login: bool = False
    bound_to: str = "127.0.0.1"
    https: bool = False
    broken: str | None = None


class SignIns(Protocol):
    """What the door asks about the person behind a request; may ask the database, hence in a thread."""

    def claims(self, scope: Scope) -> Mapping[str, Any] | None:
        """What the request's cookie says of a person; None without a cookie that this server made."""

    def may_enter(self, claims: Mapping[str, Any]) -> bool:
        """Whether the sign-in holds at this moment: not expired, not signed out, still on a list."""

    def sign_out(self, claims: Mapping[str, Any]) -> None:
        """End the sign-in for every copy of its cookie."""


class Entrance:
    """The middleware; ``rules`` is asked at each request, ``answer`` for the shape of a refusal."""

    def __init__(
        self,
        app: ASGIApp,
        rules: Callable[[], Rules],
        answer: Callable[[Scope, int, str], Awaitable[ASGIApp]],
        sign_ins: SignIns,
    ) -> None:
        self._app = app
        self._rules = rules
        self._answer = answer
        self._sign_ins = sign_ins
        self._arrivals = Buckets(of_one=(1, 60), of_all=(10, 300))
        self._places = {
            kind: Places(kind.connections, kind.connections_of_one) for kind in (STRANGERS, PEOPLE)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        rules = self._rules()
        send = with_security(send, https=rules.https)
        scope = unlogged(scope)
        if found := refusal(scope, rules) or await self._refused_address(scope, rules):
            await self._refuse(scope, receive, send, *found)
        elif scope["type"] == "websocket":
            await self._connect(scope, receive, send, rules)
        else:
            await self._app(scope, receive, bounded_sign_in(scope, send))

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
        refused = await self._answer(scope, status, sentence)
        await refused(scope, receive, send)

    async def _refused_address(self, scope: Scope, rules: Rules) -> tuple[int, str] | None:
        verdict = addresses.verdict(scope)
        if found := _NEVER.get(verdict):
            return found
        if verdict != "api" and are_too_large(scope):
            return TOO_LARGE
        if verdict == "upload" and not _same_origin(Headers(scope=scope)):
            return 403, _FOREIGN
        if verdict in {"people", "upload"} and rules.login and not await self._may_enter(scope):
            what = "this file is" if verdict == "people" else "uploads are"
            return 403, f"Sign in first: {what} only for people who may enter."
        if verdict == "signing-in" and not self._arrivals.take(_client(scope)):
            return 429, _BUSY
        return await self._signed_out(scope) if addresses.is_logout(scope) else None

    async def _may_enter(self, scope: Scope) -> bool:
        claims = self._sign_ins.claims(scope)
        return claims is not None and await anyio.to_thread.run_sync(self._sign_ins.may_enter, claims)

    async def _signed_out(self, scope: Scope) -> tuple[int, str] | None:
        """End the sign-in on every server before Streamlit deletes the cookie; another site's page may not ask for it."""
        if Headers(scope=scope).get("sec-fetch-site", "none") not in {"same-origin", "none"}:
            return 403, _FOREIGN
        if claims := self._sign_ins.claims(scope):
            await anyio.to_thread.run_sync(self._sign_ins.sign_out, claims)
        return None

    async def _connect(self, scope: Scope, receive: Receive, send: Send, rules: Rules) -> None:
        """Serve a page's connection, within what strangers may take, or people."""
        client = _client(scope)
        are_people = not rules.login or await self._may_enter(scope)
        if not are_people and not self._arrivals.take(client):
            await self._refuse(scope, receive, send, 429, _BUSY)
            return
        allowance = PEOPLE if are_people else STRANGERS
        places = self._places[allowance]
        if not places.take(client):
            await self._refuse(scope, receive, send, 503, _BUSY)
            return

        async def may_see() -> bool:
            return not rules.login or await self._may_enter(scope)

        frames = Frames(receive, send, allowance, may_see)
        try:
            await self._app(scope, frames.receive, frames.send)
        finally:
            places.leave(client)


def refusal(scope: Scope, rules: Rules) -> tuple[int, str] | None:
    """Status and sentence for a request that is not served; None for one that is."""
    headers = Headers(scope=scope)
    if rules.broken:
        return 503, rules.broken if _is_private(scope, rules) else _BROKEN
    if scope["type"] == "http" and scope.get("path") == addresses.HEALTH:
        return None
    if not _is_known(_host_name(headers.get("host", "")), rules.hosts):
        return 400, "This host name is not known here. Add it to MODELSYNC_ALLOWED_HOSTS, or use a known one."
    if not rules.login and (found := _without_login(scope, rules, headers)):
        return found
    if scope["type"] == "websocket" and not _same_origin(headers):
        return 403, _FOREIGN
    return None


def _without_login(scope: Scope, rules: Rules, headers: Headers) -> tuple[int, str] | None:
    if rules.wants_login:
        return 403, _NO_LOGIN
    if any(name in _PROXY_MARKS or name.startswith(_PROXY_PREFIXES) for name in headers):
        return 403, _PROXIED
    return None if _is_private(scope, rules) else (403, _PUBLIC)


def _client(scope: Scope) -> str:
    return str(scope["client"][0]) if scope.get("client") else ""


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
    """Whether the page that opens the connection is our own; every browser says which one it is."""
    origin = headers.get("origin", "")
    try:
        return bool(origin) and urlsplit(origin).netloc == headers.get("host")
    except ValueError:  # no address at all, such as http://[
        return False
