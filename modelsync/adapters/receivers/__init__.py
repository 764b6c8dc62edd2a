"""Receivers of events: programs by Standard Webhooks, people by apprise. One file for each kind; each sends, and keeps nothing.

A failure is one sentence without the receiver's secrets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelsync.adapters.receivers.base import DeliveryError, Message, Sender, new_receiver, without_secrets

if TYPE_CHECKING:
    from modelsync.core.events import Receiver
    from modelsync.settings import Settings

__all__ = ["DeliveryError", "Message", "Sender", "configured", "senders"]


def configured(settings: Settings) -> list[Receiver]:
    """The receivers in the settings, each as it is before any event; imports none of their libraries."""
    secret = settings.secret("MODELSYNC_WEBHOOK_SECRET")
    people = settings.secret("MODELSYNC_NOTIFY")
    address, key = settings.webhook_url, secret.get_secret_value() if secret else ""
    return [
        *([new_receiver("webhook", without_secrets(address), address, key)] if address else []),
        *(
            new_receiver("people", without_secrets(one), one)
            for one in (people.get_secret_value().split() if people else ())
        ),
    ]


def senders(settings: Settings) -> list[Sender]:
    """What delivers to each of them. Raises SettingsError for an address that cannot be used."""
    found: list[Sender] = []
    if address := settings.webhook_url:
        from modelsync.adapters.receivers.webhook import Webhook  # noqa: PLC0415 - the HTTP client is slow to import

        found.append(Webhook.of(address, settings.secret("MODELSYNC_WEBHOOK_SECRET")))
    if addresses := settings.secret("MODELSYNC_NOTIFY"):
        from modelsync.adapters.receivers.people import People  # noqa: PLC0415 - optional, and slow to import

        found.extend(map(People.of, dict.fromkeys(addresses.get_secret_value().split())))
    return found
