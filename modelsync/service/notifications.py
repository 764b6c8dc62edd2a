"""Delivers what is in the outbox, each receiver in its order, and tells of deadlines. Never part of another use case's transaction."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from modelsync.adapters.receivers import DeliveryError, Message, Sender, configured, senders
from modelsync.core.events import GIVEN_UP_AFTER, Event, Receiver
from modelsync.core.kinds import iso_utc
from modelsync.core.milestones import Milestone, new_milestones
from modelsync.report import notices
from modelsync.service.announcements import new_event, write_events
from modelsync.service.digest import Digests
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from datetime import datetime

    from modelsync.core.actors import Actor
    from modelsync.service.context import ServiceContext

logger = logging.getLogger(__name__)

_CLAIM = timedelta(minutes=2)
"""Longer than any delivery takes; a process that dies meanwhile keeps its receiver for so long."""
_AT_ONCE = 100


class _NotDeliveredError(Exception):
    """A delivery failed, and that is noted."""


def known_receivers(context: ServiceContext, *, stored: bool = True) -> list[Receiver]:
    """The configured receivers and, where something of them is stored, how far each got. Raises SettingsError, StoreError."""
    wanted = configured(context.settings)
    if not (wanted and stored):
        return wanted
    with context.database.reading() as session:
        known = {one.key: one for one in store.receivers(session, [one.key for one in wanted])}
    return [known.get(one.key, one) for one in wanted]


class Notifications:
    """Tells receivers what happened."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._digests = Digests(context)

    def receivers(self) -> list[Receiver]:
        """The configured receivers and how far each got. Raises SettingsError, StoreError."""
        return known_receivers(self._context)

    def notify_test(self, *, actor: Actor) -> list[tuple[Receiver, str | None]]:
        """Send each configured receiver a test message: its error, None when it took it. Raises SettingsError."""
        actor.require_admin()
        event = new_event(self._context, "notify.test", {}, ("If you can read this, notifications arrive.",))
        found: list[tuple[Receiver, str | None]] = []
        for sender in senders(self._context.settings):
            try:
                sender.send(event, _message(event))
            except DeliveryError as error:
                found.append((sender.receiver, str(error)))
            else:
                found.append((sender.receiver, None))
        return found

    def deliver(self) -> int:
        """Deliver what waits, to each receiver whose pause is over; gives how many receivers failed.

        Raises SettingsError, StoreError.
        """
        return sum(self._failed(sender) for sender in senders(self._context.settings))

    def announce_deadlines(self) -> None:
        """Tell of milestones that were reached since the last look; the first look sends one summary. Raises StoreError."""
        if not configured(self._context.settings):
            return
        with self._context.database.reading() as session:
            looked = f"{self._context.today()} {store.catalogue_state(session)}"
            if store.announced(session, "deadlines") == looked:
                return
        with self._context.database.writing("deadlines") as session:
            store.enlist(session, configured(self._context.settings))
            first = store.announced(session, "deadlines") is None
            models = store.models(session, status="active")
            found = new_milestones(models, store.milestones_seen(session), self._context.today())
            store.see_milestones(session, found)
            store.announce(session, "deadlines", looked)
            if first and models:
                write_events(self._context, session, [self._summary(len(models), found)])
            elif not first:
                write_events(self._context, session, map(self._retiring, found))

    def _failed(self, sender: Sender) -> bool:
        """Deliver to one receiver until nothing is left or it fails."""
        now = self._context.clock()
        with self._context.database.writing() as session:
            store.enlist(session, [sender.receiver])
            receiver = store.claim_receiver(session, sender.receiver.key, now, now + _CLAIM)
        if receiver is None:
            return False
        if receiver.kind == "people" and self._context.settings.digest != "off":
            return self._sent_digest(sender, receiver)
        try:
            while events := self._events(receiver):
                for number, event in events:
                    receiver = self._sent(sender, receiver, number, event)
        except _NotDeliveredError as error:
            logger.warning("%s", error)
            return True
        self._save(receiver)
        return False

    def _sent(self, sender: Sender, receiver: Receiver, number: int, event: Event) -> Receiver:
        """The receiver after one event; one that was tried for three days is given up. Raises _NotDeliveredError."""
        now = self._context.clock()
        if receiver.failing_since and now - event.timestamp > GIVEN_UP_AFTER:
            logger.warning("%s: event %s is given up.", receiver.label, event.id)
            return self._save(receiver.gave_up(number, 1), now + _CLAIM)
        self._try(sender, receiver, event, _message(event))
        return self._save(receiver.delivered(number, self._context.clock()), now + _CLAIM)

    def _sent_digest(self, sender: Sender, receiver: Receiver) -> bool:
        """Whether a digest was due and failed."""
        due = self._digests.due(receiver)
        if due is None:
            self._save(receiver)
            return False
        try:
            if due.message:
                self._try(sender, receiver, due.event, due.message)
        except _NotDeliveredError as error:
            logger.warning("%s", error)
            return True
        self._save(receiver.delivered(due.cursor, self._context.clock()))
        self._digests.note(receiver)
        return False

    def _try(self, sender: Sender, receiver: Receiver, event: Event, message: Message) -> None:
        try:
            sender.send(event, message)
        except DeliveryError as error:
            self._save(receiver.failed(str(error), self._context.clock(), stopped=error.gone))
            raise _NotDeliveredError(str(error)) from None

    def _events(self, receiver: Receiver) -> list[tuple[int, Event]]:
        with self._context.database.reading() as session:
            return store.events_after(session, receiver.cursor, limit=_AT_ONCE)

    def _save(self, receiver: Receiver, claimed_until: datetime | None = None) -> Receiver:
        with self._context.database.writing() as session:
            store.save_receiver(session, receiver, claimed_until=claimed_until)
        return receiver

    def _retiring(self, one: Milestone) -> Event:
        model = one.model
        data = {
            "provider": model.provider,
            "universalModelId": model.universal_model_id,
            "displayName": model.display_name,
            "retiresAt": one.retires_at.isoformat(),
            "replacement": model.lifecycle.replacement,
            "days": one.days,
        }
        return new_event(self._context, "model.retiring", data)

    def _summary(self, models: int, found: list[Milestone]) -> Event:
        retiring = [f"{one.model.display_name}: {one.retires_at.isoformat()}" for one in found]
        data = {"models": models, "retiring": len(found), "since": iso_utc(self._context.clock())}
        lines = (
            f"{models:,} models; {len(found):,} enabled ones retire within 90 days or are overdue.",
            *retiring,
        )
        return new_event(self._context, "catalogue.summary", data, notices.capped(lines))


def _message(event: Event) -> Message:
    return Message(notices.title(event), notices.lines(event))
