"""Reads and writes the outbox: events in their order, and how far each receiver got. Sends nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, literal, or_, update
from sqlmodel import Session, col, select

from modelsync.core.events import KEPT_FOR, Event, Receiver
from modelsync.store.database import advisory_lock
from modelsync.store.tables.unattended import Announced, OutboxEvent, ReceiverState


def has_receivers(session: Session) -> bool:
    """Whether anyone was ever told of an event."""
    return session.exec(select(ReceiverState.key).limit(1)).first() is not None


def add_events(session: Session, events: Iterable[Event]) -> None:
    """Write events in the transaction that makes them true, as its last step; those that are too old to matter go.

    Writers take turns until they commit: a receiver's cursor never passes an event that is still to be committed.
    """
    rows = [_columns(event) for event in events]
    if rows:
        if session.connection().dialect.name != "sqlite":
            session.connection().execute(select(advisory_lock(literal("outbox"))))
        session.connection().execute(insert(OutboxEvent), rows)
        oldest = rows[0]["at"] - KEPT_FOR
        session.exec(delete(OutboxEvent).where(col(OutboxEvent.at) < oldest))


def last_event(session: Session) -> int:
    """The number of the newest event; 0 before the first."""
    return session.exec(select(func.max(OutboxEvent.id))).one() or 0


def events_after(session: Session, cursor: int, *, limit: int) -> list[tuple[int, Event]]:
    """So many events after a number, oldest first, each with its own."""
    newer = select(OutboxEvent).where(col(OutboxEvent.id) > cursor)
    rows = session.exec(newer.order_by(col(OutboxEvent.id)).limit(limit))
    return [(int(row.id or 0), _event(row)) for row in rows]


def enlist(session: Session, receivers: Iterable[Receiver]) -> None:
    """Know these receivers from now on: a new one gets what happens after this."""
    known = set(session.exec(select(ReceiverState.key)))
    session.add_all(
        ReceiverState(key=one.key, kind=one.kind, label=one.label, cursor=last_event(session))
        for one in receivers
        if one.key not in known
    )
    session.flush()


def receivers(session: Session, keys: Collection[str]) -> list[Receiver]:
    """The receivers with these keys, each with the number of events that it still gets."""
    query = select(ReceiverState).order_by(col(ReceiverState.kind), col(ReceiverState.label))
    rows = session.exec(query.where(col(ReceiverState.key).in_(keys)))
    return [_receiver(session, row) for row in rows.all()]


def claim_receiver(session: Session, key: str, now: datetime, until: datetime) -> Receiver | None:
    """Take a receiver for this process until then; None while another has it, it stopped, or its pause lasts."""
    free = or_(_passed(ReceiverState.claimed_until, now), col(ReceiverState.claimed_until).is_(None))
    ready = or_(_passed(ReceiverState.next_at, now), col(ReceiverState.next_at).is_(None))
    mine = [col(ReceiverState.key) == key, free, ready, col(ReceiverState.stopped).is_(False)]
    if session.connection().execute(update(ReceiverState).where(*mine).values(claimed_until=until)).rowcount:
        return _receiver(session, session.get_one(ReceiverState, key, populate_existing=True))
    return None


def save_receiver(session: Session, receiver: Receiver, *, claimed_until: datetime | None = None) -> None:
    """Note how far a receiver got; ``claimed_until`` keeps it for this process, None lets it go."""
    columns = receiver.model_dump(exclude={"waiting"})
    changed = {**columns, "claimed_until": claimed_until}
    session.connection().execute(
        update(ReceiverState).where(col(ReceiverState.key) == receiver.key).values(changed)
    )


def announced(session: Session, subject: str) -> str | None:
    """What was announced of a subject last."""
    row = session.get(Announced, subject)
    return row.value if row else None


def announce(session: Session, subject: str, value: str) -> bool:
    """Note what is announced of a subject; False when it was announced before."""
    row = session.get(Announced, subject)
    if row and row.value == value:
        return False
    session.merge(Announced(subject=subject, value=value))
    session.flush()
    return True


def _passed(column: Any, now: datetime) -> ColumnElement[bool]:
    return col(column) <= now


def _columns(event: Event) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "type": event.type,
        "at": event.timestamp,
        "data": event.data,
        "lines": list(event.lines),
    }


def _event(row: OutboxEvent) -> Event:
    return Event.model_validate(
        {"id": row.event_id, "type": row.type, "timestamp": row.at, "data": row.data, "lines": row.lines}
    )


def _receiver(session: Session, row: ReceiverState) -> Receiver:
    later = select(func.count()).select_from(OutboxEvent).where(col(OutboxEvent.id) > row.cursor)
    known = row.model_dump(exclude={"claimed_until"})
    return Receiver.model_validate({**known, "waiting": session.exec(later).one()})
