"""The digest that people get instead of single messages: what waits, what was committed, what retires, what has no price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from modelsync.adapters.receivers import Message
from modelsync.core.events import Event, Receiver
from modelsync.core.kinds import iso_utc
from modelsync.core.retirement import in_words, retiring_within
from modelsync.report import notices
from modelsync.service.announcements import new_event, review_address
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelsync.core.models import StoredModel
    from modelsync.service.context import ServiceContext

_EVERY: Final = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
_RETIRING_DAYS = 90
_MOST_EVENTS = 1_000


@dataclass(frozen=True)
class Digest:
    """A digest that is due: up to which event it tells, and its words; without any there is nothing to say."""

    cursor: int
    event: Event
    message: Message | None


class Digests:
    """Composes digests and remembers when each receiver got its last."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def due(self, receiver: Receiver) -> Digest | None:
        """The receiver's digest; None while its time has not come. The first one comes an interval after the start."""
        now, every = self._context.clock(), _EVERY[self._context.settings.digest]
        with self._context.database.reading() as session:
            last = store.announced(session, _subject(receiver))
        if last is None:
            self.note(receiver)
        if last is None or now - datetime.fromisoformat(last) < every:
            return None
        return self._composed(receiver)

    def note(self, receiver: Receiver) -> None:
        """Remember that the receiver got its digest now."""
        with self._context.database.writing() as session:
            store.announce(session, _subject(receiver), iso_utc(self._context.clock()))

    def _composed(self, receiver: Receiver) -> Digest:
        with self._context.database.reading() as session:
            events = store.events_after(session, receiver.cursor, limit=_MOST_EVENTS)
            models = store.models(session)
            plans = store.latest_plans(session)
            failures = store.last_failures(session)
        cursor = events[-1][0] if events else receiver.cursor
        lines = [
            *_section(
                "Pending",
                [
                    _pending(plan.provider, len(plan.diff.ids()) - len(plan.rejected))
                    for plan in plans.values()
                    if plan.waits
                ],
            ),
            *_section("Sync fails", [f"{name}: {one.error}" for name, one in failures.items()]),
            *_section(
                "Committed",
                [
                    notices.title(event)
                    for _number, event in events
                    if event.type in {"run.applied", "run.undone"}
                ],
            ),
            *_section("Retires next", list(self._retiring(models))),
            *_section(
                "Enabled without a price",
                [one.universal_model_id for one in models if one.enabled and one.pricing is None],
            ),
        ]
        link = review_address(self._context.settings)
        title = f"Model Sync: {self._context.settings.digest} digest"
        message = Message(title, (*lines, f"Review: {link}") if link else tuple(lines)) if lines else None
        return Digest(cursor, new_event(self._context, "catalogue.summary", {}), message)

    def _retiring(self, models: list[StoredModel]) -> Iterator[str]:
        today = self._context.today()
        for model in retiring_within(_RETIRING_DAYS, models, today):
            if model.enabled and model.status == "active":
                yield f"{model.universal_model_id} {in_words(model, today)}"


def _pending(provider: str, count: int) -> str:
    return f"{provider}: {count:,} change{'' if count == 1 else 's'}"


def _section(title: str, entries: list[str]) -> list[str]:
    """A heading with its entries, of which twelve are named; nothing without any."""
    return (
        ["", f"{title}:", *(f"- {notices.harmless(entry)}" for entry in notices.capped(entries))]
        if entries
        else []
    )


def _subject(receiver: Receiver) -> str:
    return f"digest:{receiver.key}"
