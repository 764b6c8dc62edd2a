"""One sentence for each way in which the fetch of a list fails: what failed, at whom, and what to do. Never decides that something failed.

No sentence holds a key, or text of a library. A provider's own message is quoted only where it is not about the key.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr

from modelsync.adapters.base import Adapter, Limits
from modelsync.adapters.http.connection_errors import ConnectionErrors, plain_wait
from modelsync.core.models import Notice
from modelsync.errors import FetchError


@dataclass(frozen=True)
class FetchErrors(ConnectionErrors):
    """The sentences for one provider at one address, which is reached through the proxy of a variable, if through one."""

    adapter: Adapter
    limits: Limits
    key: SecretStr | None = None
    at: str = ""
    key_from: str | None = None
    proxy_variable: str = ""

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
        return FetchError(f"{self._base} {problem}: set it to the address of {self._label}{self._example}.")

    def bad_key(self) -> FetchError:
        if not self.adapter.key_variables:
            return FetchError(f"{self._label} wants a key: set {self._key_names}.")
        return FetchError(f"{self._label} refuses the key: check {self._key_names}.")

    def forbidden(self) -> FetchError:
        if not self.adapter.key_variables:
            return FetchError(
                f"{self._label} lists no models without a key (HTTP 403): set {self._key_names}, or check {self._base}."
            )
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
        limited = status == 429 and self.adapter.key_variables
        cure = f", and check the limits of the key in {self._key_names}" if limited else ""
        return FetchError(
            f"{self._label} returned {status}{self._quoted(message, ' ')}{asked}: try again later{cure}.",
            retry_after=wait,
        )

    def out_of_time(self) -> FetchError:
        return FetchError(
            f"{self._label} did not send its complete list within {self.limits.seconds:g} seconds: try again later."
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

    def page_elsewhere(self, mark: str) -> FetchError:
        return self.wrong_shape(
            f"its next page{self._quoted(mark, ', in ')} is at another host or port, where no key is sent"
        )

    def too_many_pages(self) -> FetchError:
        return FetchError(
            f"{self._label}'s list does not end after {self.limits.pages} pages, so it is not used: check {self._base}."
        )

    def repeated_page(self) -> FetchError:
        return FetchError(
            f"{self._label} sent the same page twice when the next one was asked for, so its list is not whole: check {self._base}."
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

    @property
    def _example(self) -> str:
        """What an address looks like; that of a configured provider is the one in question."""
        return "" if self.adapter.is_configured else f", such as {self.adapter.default_base_url}"

    @property
    def _label(self) -> str:
        return self.adapter.label

    @property
    def _base(self) -> str:
        return self.adapter.address_name

    @property
    def _key_names(self) -> str:
        return self.key_from or self.adapter.key_names
