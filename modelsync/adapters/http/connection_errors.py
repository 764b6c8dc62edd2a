"""One sentence for each way in which a connection or an answer fails, whatever was asked for. Never decides that something failed.

No sentence holds a key, or text of a library. Lists of models have more ways to fail (``fetch_errors``), documents others
(``documents``).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

import httpx
from pydantic import SecretStr

from modelsync.adapters.base import Limits
from modelsync.adapters.http.error_chain import without_key
from modelsync.core.kinds import clean_text
from modelsync.errors import FetchError

_QUOTE_LENGTH = 200
_KEY_LIKE = re.compile(r"sk-[\w*.-]+|AIza[\w*.-]+|AQ\.[\w*-]+|(?i:bearer) +\S+|[\w+=*-]{24,}")


def address(url: httpx.URL) -> str:
    """Scheme, host, port and path: no user name, no password, no query."""
    return str(url.copy_with(userinfo=b"", query=None, fragment=None))


def plain_wait(seconds: float) -> str:
    """A time to wait in words."""
    for size, unit in ((3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds" if seconds >= 2 else f"{seconds:.1f} seconds"


class ConnectionErrors(ABC):
    """The sentences for one address, which is reached through the proxy of a variable, if through one."""

    limits: Limits
    key: SecretStr | None
    at: str
    proxy_variable: str

    @property
    @abstractmethod
    def _label(self) -> str:
        """Whose address it is, for people."""

    @property
    @abstractmethod
    def _base(self) -> str:
        """The variable that sets the address."""

    @abstractmethod
    def busy(self, status: int, wait: float | None, message: str = "") -> FetchError:
        """429, and every 5xx, after all attempts or with a wait that is longer than the time left."""

    @abstractmethod
    def too_large(self, what: str, limit: int) -> FetchError:
        """More bytes than anything of this kind has."""

    def cause(self, error: BaseException) -> BaseException | None:
        """The error to chain to a failure."""
        return without_key(error, self.key)

    def slow_connection(self) -> FetchError:
        return FetchError(
            f"No connection to {self._label} at {self.at} within {self.limits.connect_seconds:g} seconds: check the network, and {self._base}."
        )

    def slow_answer(self) -> FetchError:
        return FetchError(
            f"{self._label} at {self.at} sent nothing for {self.limits.read_seconds:g} seconds: try again later."
        )

    def unknown_host(self) -> FetchError:
        return FetchError(
            f"The host name of {self._label}'s address {self.at} could not be found: check the network, and {self._base}."
        )

    def refused_connection(self) -> FetchError:
        return FetchError(
            f"{self._label}'s address {self.at} refused the connection: check the network, and {self._base}."
        )

    def untrusted_certificate(self) -> FetchError:
        return FetchError(
            f"The certificate of {self._label}'s address {self.at} cannot be trusted: check {self._base} and the clock;"
            " behind a company proxy, set SSL_CERT_FILE to its certificates."
        )

    def no_tls(self) -> FetchError:
        return FetchError(
            f"No secure connection (TLS) with {self._label} at {self.at}: check {self._base}, and whether https is spoken there."
        )

    def unusable_certificates(self) -> FetchError:
        return FetchError(
            f"The certificates to check {self._label} with cannot be read: check SSL_CERT_FILE and SSL_CERT_DIR."
        )

    def proxy(self, problem: str) -> FetchError:
        variable = self.proxy_variable or "HTTPS_PROXY and HTTP_PROXY"
        return FetchError(
            f"The proxy on the way to {self._label} {problem}: check {variable}, or name the host in NO_PROXY."
        )

    def unusable_proxy(self, variable: str, problem: str) -> FetchError:
        return FetchError(
            f"{variable}, the proxy on the way to {self._label}, {problem}: correct it, or name the host in NO_PROXY."
        )

    def unreachable(self) -> FetchError:
        return FetchError(
            f"{self._label} at {self.at} cannot be reached: check the network, and {self._base}."
        )

    def cut_off(self) -> FetchError:
        return FetchError(
            f"{self._label} at {self.at} broke off in the middle of its answer: try again later."
        )

    def no_answer(self) -> FetchError:
        return FetchError(
            f"{self._label} at {self.at} closed the connection or did not answer in HTTP: try again, and check {self._base}."
        )

    def unpackable(self) -> FetchError:
        return FetchError(
            f"{self._label} at {self.at} sent an answer that cannot be unpacked: try again, and check {self._base}."
        )

    def _quoted(self, message: str, before: str = ", saying ") -> str:
        text = clean_text(message[: _QUOTE_LENGTH * 10])
        if self.key and (secret := self.key.get_secret_value().strip()):
            text = text.replace(secret, "[hidden]")
        text = _KEY_LIKE.sub("[hidden]", text)
        shown = text if len(text) <= _QUOTE_LENGTH else text[: _QUOTE_LENGTH - 1] + "…"
        return f'{before}"{shown}"' if shown else ""
