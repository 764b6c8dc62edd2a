"""Sends messages to people by whatever apprise knows: mail, Slack, Teams and some hundred more. The only module that imports it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from modelsync.adapters.receivers.base import DeliveryError, Message, new_receiver, without_secrets
from modelsync.errors import SettingsError

if TYPE_CHECKING:
    from apprise import NotifyBase

    from modelsync.core.events import Event, Receiver


@dataclass(frozen=True)
class People:
    """One apprise address."""

    receiver: Receiver
    service: NotifyBase

    @classmethod
    def of(cls, address: str) -> Self:
        """Raises SettingsError when apprise is missing or does not understand the address, which is not shown."""
        try:
            import apprise  # noqa: PLC0415 - optional, and slow to import
        except ImportError:
            raise SettingsError(
                "MODELSYNC_NOTIFY needs the package apprise: install modelsync[notify], or unset it."
            ) from None
        # Its log repeats addresses, which hold tokens and passwords.
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
        service = apprise.Apprise.instantiate(address, suppress_exceptions=True)
        if not isinstance(service, apprise.NotifyBase):
            raise SettingsError(
                f"MODELSYNC_NOTIFY is not usable: apprise does not understand {_scheme(address)}. "
                "Correct or unset it; apprise's documentation lists its addresses."
            )
        return cls(new_receiver("people", without_secrets(address), address), service)

    def send(self, event: Event, message: Message) -> None:
        """Deliver the words of an event. Raises DeliveryError."""
        import apprise  # noqa: PLC0415 - as above

        kind = apprise.NotifyType.WARNING if event.type == "sync.failed" else apprise.NotifyType.INFO
        try:
            taken = self.service.notify(
                body="\n".join(message.lines) or message.title,
                title=message.title,
                notify_type=kind,
                body_format=apprise.NotifyFormat.TEXT,
            )
        except Exception as error:  # noqa: BLE001 - a hundred services, each with its own errors
            raise DeliveryError(f"{self.receiver.label} failed with {type(error).__name__}.") from None
        if not taken:
            raise DeliveryError(f"{self.receiver.label} did not take the message.")


def _scheme(address: str) -> str:
    scheme, found, _rest = address.partition("://")
    return (
        f"the address that begins with {scheme}://"
        if found and scheme.isalnum()
        else "an address without ://"
    )
