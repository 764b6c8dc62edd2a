"""Sends events to programs as Standard Webhooks, signed where there is a secret. Follows no redirect; reads little of an answer."""

from __future__ import annotations

import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

import httpx
from standardwebhooks import Webhook as Signature

from modelsync.adapters.certificates import Certificates
from modelsync.adapters.http.log_filter import unlogged
from modelsync.adapters.http.proxies import UnusableProxyError, proxy_for
from modelsync.adapters.receivers.base import (
    ANSWER_SECONDS,
    CONNECT_SECONDS,
    DeliveryError,
    Message,
    new_receiver,
    without_secrets,
)
from modelsync.errors import SettingsError

if TYPE_CHECKING:
    from pydantic import SecretStr

    from modelsync.core.events import Event, Receiver

_ANSWER_BYTES = 4_096
_SHORTEST_SECRET = 16
_SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret begins with


@dataclass(frozen=True)
class Webhook:
    """One address that takes events as JSON."""

    receiver: Receiver
    url: httpx.URL
    signature: Signature | None

    @classmethod
    def of(cls, address: str, secret: SecretStr | None) -> Self:
        """Raises SettingsError when the address or the secret cannot be used; neither is shown."""
        url = _url(address)
        key = secret.get_secret_value() if secret else ""
        receiver = new_receiver("webhook", without_secrets(address), address, key)
        return cls(receiver, url, _signature(key) if key else None)

    def send(self, event: Event, message: Message) -> None:  # noqa: ARG002 - a program reads the event itself
        """Deliver an event. Raises DeliveryError."""
        body = json.dumps(event.payload(), ensure_ascii=False, separators=(",", ":"))
        try:
            with unlogged():
                status = self._status(body, self._headers(event, body))
        except UnusableProxyError as error:
            raise DeliveryError(f"{error.variable} {error}.") from None
        except (httpx.HTTPError, OSError) as error:
            raise DeliveryError(f"{self.receiver.label} {_problem(error)}.") from None
        self._judge(status)

    def _headers(self, event: Event, body: str) -> dict[str, str]:
        now = datetime.now(UTC)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "modelsync",
            "webhook-id": event.id,
            "webhook-timestamp": str(int(now.timestamp())),
        }
        if self.signature:
            headers["webhook-signature"] = self.signature.sign(event.id, now, body)
        return headers

    def _status(self, body: str, headers: dict[str, str]) -> int:
        proxy = proxy_for(self.url)
        with (
            httpx.Client(
                verify=Certificates().context(),
                proxy=proxy.address if proxy else None,
                trust_env=False,
                follow_redirects=False,
                timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            ) as client,
            client.stream("POST", self.url, content=body.encode(), headers=headers) as response,
        ):
            read = 0
            for chunk in response.iter_raw(_ANSWER_BYTES):
                read += len(chunk)
                if read >= _ANSWER_BYTES:
                    break
            return response.status_code

    def _judge(self, status: int) -> None:
        if 200 <= status < 300:
            return
        if status == HTTPStatus.GONE:
            raise DeliveryError(
                f"{self.receiver.label} answered 410: it takes no more events until MODELSYNC_WEBHOOK_URL changes.",
                gone=True,
            )
        redirect = ", and redirects are not followed" if 300 <= status < 400 else ""
        raise DeliveryError(f"{self.receiver.label} answered {status}{redirect}.")


def _url(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in {"http", "https"} or not url.host:
        raise SettingsError(
            "MODELSYNC_WEBHOOK_URL is not usable: it is no address that begins with http:// or https://. Correct or unset it."
        )
    return url


def _signature(secret: str) -> Signature:
    text = secret.removeprefix(_SECRET_PREFIX)
    try:
        key = binascii.a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < _SHORTEST_SECRET or not secret.startswith(_SECRET_PREFIX):
        raise SettingsError(
            "MODELSYNC_WEBHOOK_SECRET is not usable: write whsec_ and at least 16 random bytes in Base64, such as "
            "what `openssl rand -base64 32` prints."
        )
    return Signature(key)


def _problem(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return f"did not answer within {ANSWER_SECONDS:g} seconds"
    if isinstance(error, httpx.ConnectError):
        return "cannot be reached"
    return f"broke the connection ({type(error).__name__})"
