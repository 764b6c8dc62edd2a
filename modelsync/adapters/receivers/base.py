"""What every kind of receiver gives: who it is, and one way to send. Knows no network."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from modelsync.core.events import Receiver

if TYPE_CHECKING:
    from modelsync.core.events import Event

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
_HOSTS_KNOWN = frozenset({"http", "https", "json", "jsons", "mailto", "mailtos", "xml", "xmls"})
"""Schemes whose first part is a host; that of others may be a token."""


class DeliveryError(Exception):
    """A receiver did not take an event; ``str(error)`` is a sentence. ``gone``: it asks for nothing more, ever."""

    def __init__(self, sentence: str, *, gone: bool = False) -> None:
        super().__init__(sentence)
        self.gone = gone


@dataclass(frozen=True)
class Message:
    """Events in words for people: a title and some lines, in text that no format reads as markup."""

    title: str
    lines: tuple[str, ...]


class Sender(Protocol):
    """One configured receiver."""

    @property
    def receiver(self) -> Receiver:
        """The receiver as it is at the start, before any event."""

    def send(self, event: Event, message: Message) -> None:
        """Deliver one event, or its words. Raises DeliveryError."""


def new_receiver(kind: Literal["people", "webhook"], label: str, *secrets: str) -> Receiver:
    """A receiver that is known by a hash of everything that the settings say of it: other settings are another one."""
    key = hashlib.sha256("\n".join((kind, *secrets)).encode()).hexdigest()
    return Receiver(key=key, kind=kind, label=label, cursor=0)


def without_secrets(address: str) -> str:
    """Scheme and host of an address: its user, path and query may hold a password or a token."""
    scheme, _between, rest = address.partition("://")
    host = rest.partition("?")[0].partition("/")[0].rpartition("@")[2]
    return f"{scheme}://{host}" if scheme in _HOSTS_KNOWN else f"{scheme}://…"
