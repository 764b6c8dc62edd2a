"""One sentence for each way in which a fetch fails: what failed, at whom, and what to do. Never decides that something failed.

No sentence holds a key, or text of a library. A provider's own message is quoted only where it is not about the key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx
from pydantic import SecretStr

from modelsync.adapters.base import Adapter, Limits
from modelsync.adapters.http.error_chain import without_key
from modelsync.core.kinds import clean_text
from modelsync.core.models import Notice
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


@dataclass(frozen=True)
class FetchErrors:
    """The sentences for one provider at one address, which is reached through the proxy of a variable, if through one."""

    adapter: Adapter
    limits: Limits
    key: SecretStr | None = None
    at: str = ""
    key_from: str | None = None
    proxy_variable: str = ""

    def cause(self, error: BaseException) -> BaseException | None:
        """The error to chain to a failure."""
        return without_key(error, self.key)

    def no_key(self) -> FetchError:
        return FetchError(f"There is no key for {self._label}: set {self.adapter.key_names}.")

    def unusable_key(self) -> FetchError:
        return FetchError(
            f"The key for {self._label} holds a space or a character that no key has: copy it into {self._key_names} again."
        )

    def unusable_option(self, variable: str) -> FetchError:
        return FetchError(
            f"{variable} holds a space or a character that {self._label} cannot take: correct it."
        )

    def unusable_base_url(self, problem: str) -> FetchError:
        return FetchError(
            f"{self._base} {problem}: set it to the address of {self._label}, such as {self.adapter.default_base_url}."
        )

    def bad_key(self) -> FetchError:
        return FetchError(f"{self._label} refuses the key: check {self._key_names}.")

    def forbidden(self) -> FetchError:
        return FetchError(
            f"{self._label} does not allow this key to list models (HTTP 403): check what the key in {self._key_names}"
            f" may do, and whether {self._label} may be used from here."
        )

    def not_found(self) -> FetchError:
        return FetchError(
            f"{self._label} has no list of models at {self.at} (HTTP 404): check {self._base}; {self.adapter.base_url_hint}."
        )

    def refused_request(self, status: int, message: str) -> FetchError:
        variables = ", ".join((self._base, *self.adapter.options))
        return FetchError(f"{self._label} returned {status}{self._quoted(message, ' ')}: check {variables}.")

    def busy(self, status: int, wait: float | None, message: str = "") -> FetchError:
        """429, and every 5xx, after all attempts or with a wait that is longer than the time left."""
        asked = f" and asks to wait {plain_wait(wait)}" if wait else ""
        cure = f", and check the limits of the key in {self._key_names}" if status == 429 else ""
        return FetchError(
            f"{self._label} returned {status}{self._quoted(message, ' ')}{asked}: try again later{cure}."
        )

    def out_of_time(self) -> FetchError:
        return FetchError(
            f"{self._label} did not send its complete list within {self.limits.seconds:g} seconds: try again later."
        )

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

    def too_large(self, what: str, limit: int) -> FetchError:
        """``what`` is "body" or "list"."""
        return FetchError(
            f"{self._label} sent a {what} of more than {limit:,} bytes, which no list of models has: check {self._base}."
        )

    def too_many_entries(self) -> FetchError:
        return FetchError(
            f"{self._label} sent a list of more than {self.limits.entries:,} entries, which no list of models has: check {self._base}."
        )

    def too_many_values(self) -> FetchError:
        return FetchError(
            f"{self._label} sent a body of more than {self.limits.values:,} values, more than a list of"
            f" {self.limits.entries:,} entries needs: check {self._base}."
        )

    def repeated_key(self, name: str) -> FetchError:
        return self.wrong_shape(
            f"it holds the key{self._quoted(name, ' ')} twice in one object, so it contradicts itself"
        )

    def repeats_the_key(self) -> FetchError:
        return FetchError(
            f"{self._label} at {self.at} sent the key back in its list, where it would be stored and shown: check {self._base},"
            f" and replace the key in {self._key_names} if that address is not {self._label}'s."
        )

    def short_key_repeated(self) -> Notice:
        message = (
            f"The list of {self._label} holds the text of the key in {self._key_names}, which is so short that this may be"
            f" chance: check {self._base}."
        )
        return Notice(code="key-in-list", message=message)

    def part_of_a_list(self, mark: str) -> FetchError:
        return self.wrong_shape(f"it says that it is only a part of the list{self._quoted(mark, ', in ')}")

    def too_many_pages(self) -> FetchError:
        return FetchError(
            f"{self._label}'s list does not end after {self.limits.pages} pages, so it is not used: check {self._base}."
        )

    def repeated_cursor(self) -> FetchError:
        return FetchError(
            f"{self._label} sent the same page marker twice, so its list has no end: try again later, and check {self._base}."
        )

    def redirected(self, target: str) -> FetchError:
        return FetchError(
            f"{self._label}'s address {self.at} redirects{target}, where the key is not sent: set {self._base} to the final address."
        )

    def web_page(self) -> FetchError:
        return FetchError(
            f"{self._label}'s address {self.at} answered with a web page instead of JSON: check {self._base}"
            f" ({self.adapter.base_url_hint}), and whether a proxy or a login is in between."
        )

    def not_json(self) -> FetchError:
        return FetchError(
            f"{self._label} at {self.at} sent something that is not valid JSON: try again, and check {self._base}."
        )

    def wrong_shape(self, problem: str) -> FetchError:
        return FetchError(
            f"{self._label} at {self.at} sent no list of models in the known shape ({problem}): check {self._base},"
            f" or update Model Sync if {self._label} changed its list."
        )

    def _quoted(self, message: str, before: str = ", saying ") -> str:
        text = clean_text(message[: _QUOTE_LENGTH * 10])
        if self.key and (secret := self.key.get_secret_value().strip()):
            text = text.replace(secret, "[hidden]")
        text = _KEY_LIKE.sub("[hidden]", text)
        shown = text if len(text) <= _QUOTE_LENGTH else text[: _QUOTE_LENGTH - 1] + "…"
        return f'{before}"{shown}"' if shown else ""

    @property
    def _label(self) -> str:
        return self.adapter.label

    @property
    def _base(self) -> str:
        return self.adapter.base_url_variable

    @property
    def _key_names(self) -> str:
        return self.key_from or self.adapter.key_names
