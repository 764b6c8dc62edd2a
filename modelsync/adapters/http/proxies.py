"""Which proxy an address is reached through, as the machine's variables say. Never connects to one."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.request import getproxies, proxy_bypass

import httpx


@dataclass(frozen=True)
class Proxy:
    """A proxy, and the variable that names it; the address may hold a password, so it is never shown."""

    address: str
    variable: str


class UnusableProxyError(Exception):
    """The variable names no proxy that can be used; ``str(error)`` says why, as the rest of a sentence about it."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(problem)
        self.variable = variable


def proxy_for(url: httpx.URL) -> Proxy | None:
    """The proxy for the address; None where it is reached without one. Raises UnusableProxyError."""
    found = getproxies()
    kind = next((kind for kind in (url.scheme, "all") if found.get(kind)), None)
    if kind is None or _bypassed(url, found.get("no", "")):
        return None
    address = found[kind] if "://" in found[kind] else f"http://{found[kind]}"
    proxy = Proxy(address, f"{kind.upper()}_PROXY")
    _check(proxy)
    return proxy


def _check(proxy: Proxy) -> None:
    try:
        url = httpx.URL(proxy.address)
        host = url.host
    except (httpx.InvalidURL, ValueError) as error:
        raise UnusableProxyError(proxy.variable, "is not a valid address") from error
    if url.scheme not in {"http", "https"}:
        kind = f"a {url.scheme} proxy" if url.scheme.startswith("socks") else "another kind of proxy"
        raise UnusableProxyError(
            proxy.variable, f"names {kind}, but only http and https proxies are supported"
        )
    if not host:
        raise UnusableProxyError(proxy.variable, "names no host")


def _bypassed(url: httpx.URL, exceptions: str) -> bool:
    """By the platform's own rules, or because the address lies in a network such as ``127.0.0.0/8`` or ``::1``."""
    if proxy_bypass(url.netloc.decode()) or proxy_bypass(url.host):
        return True
    try:
        address = ipaddress.ip_address(url.host)
    except ValueError:
        return False
    return any(address in network for network in _networks(exceptions))


def _networks(exceptions: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    networks = []
    for entry in exceptions.replace(",", " ").split():
        try:
            networks.append(ipaddress.ip_network(entry.strip("[]"), strict=False))
        except ValueError:
            continue  # a host name, of which the platform's rules know more
    return networks
