"""Checks what a person set of an access before a request exists: key, address, options, proxy. Sends no request."""

from __future__ import annotations

import re

import httpx
from pydantic import SecretStr

from modelsync.adapters.base import Adapter, ProviderAccess
from modelsync.adapters.http.fetch_errors import FetchErrors
from modelsync.adapters.http.proxies import Proxy, UnusableProxyError, proxy_for
from modelsync.adapters.http.transport import new_transport

_VISIBLE = re.compile(r"[!-~]+")


def checked_proxy(base_url: httpx.URL, errors: FetchErrors) -> Proxy | None:
    """The proxy on the way, if there is one; raises FetchError for one that cannot be used."""
    try:
        return proxy_for(base_url)
    except UnusableProxyError as error:
        raise errors.unusable_proxy(error.variable, str(error)) from errors.cause(error)


def network(proxy: Proxy | None, access: ProviderAccess, errors: FetchErrors) -> httpx.AsyncBaseTransport:
    """The way to the address; raises FetchError without certificates to check it by."""
    try:
        return new_transport(proxy, access.certificates)
    except OSError as error:
        raise errors.unusable_certificates() from errors.cause(error)


def checked_key(access: ProviderAccess, errors: FetchErrors) -> SecretStr:
    """A key as a header can hold it: h11 would quote an illegal one in its error."""
    if access.key is None or not access.key.get_secret_value().strip():
        raise errors.no_key()
    if not _VISIBLE.fullmatch(access.key.get_secret_value().strip()):
        raise errors.unusable_key()
    return access.key


def checked_base_url(text: str, errors: FetchErrors) -> httpx.URL:
    """The address, as far as it can be asked; raises FetchError."""
    try:
        url = httpx.URL(text.strip())
        host = url.host  # decoded only now
    except (httpx.InvalidURL, ValueError) as error:
        raise errors.unusable_base_url("is not a valid address") from errors.cause(error)
    if url.scheme not in {"http", "https"} or not host:
        raise errors.unusable_base_url("does not begin with https:// or http:// and a host name")
    if url.port is not None and not 0 < url.port < 65536:
        raise errors.unusable_base_url("has a port that does not exist")
    if url.userinfo:
        raise errors.unusable_base_url("holds a user name or a password, which is not supported")
    if url.query or url.fragment or "?" in text or "#" in text:
        raise errors.unusable_base_url("holds a query, which is not supported")
    return url


def checked_options(adapter: Adapter, access: ProviderAccess, errors: FetchErrors) -> dict[str, str]:
    """The options that have a value."""
    options: dict[str, str] = {}
    for variable, default in adapter.options.items():
        value = (access.options.get(variable) or "").strip() or default
        if value is not None and not _VISIBLE.fullmatch(value):
            raise errors.unusable_option(variable)
        if value is not None:
            options[variable] = value
    return options
