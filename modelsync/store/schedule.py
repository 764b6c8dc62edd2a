"""Reads and writes the schedule: due times by provider, and the processes that keep it. Time is the database's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, text, update
from sqlmodel import Session, col, select

from modelsync.core.schedule import Due
from modelsync.store.tables.unattended import ScheduledSync, ScheduleHost

_FORGOTTEN_AFTER = timedelta(days=1)


def database_now(session: Session) -> datetime:
    """The time of the database, the same for all machines; SQLite's is that of this one."""
    if session.connection().dialect.name == "sqlite":
        found = (
            session.connection().execute(text("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')")).scalar_one()
        )
        return datetime.fromisoformat(str(found))
    moment: datetime = session.connection().execute(select(func.clock_timestamp())).scalar_one()
    return moment.astimezone(UTC)


def schedule(session: Session) -> dict[str, Due]:
    """The place of each provider in the schedule."""
    rows = session.exec(select(ScheduledSync))
    return {row.provider: Due(row.provider, row.next_at, row.failures) for row in rows}


def enter_schedule(session: Session, first: Mapping[str, datetime]) -> None:
    """Give providers that have no place yet their first due time."""
    known = set(session.exec(select(ScheduledSync.provider)))
    session.add_all(
        ScheduledSync(provider=provider, next_at=at)
        for provider, at in first.items()
        if provider not in known
    )
    session.flush()


def claim_tick(session: Session, due: Due, next_at: datetime) -> bool:
    """Take a provider's tick by moving its due time on; False when another process did so first."""
    same = col(ScheduledSync.provider) == due.provider, col(ScheduledSync.next_at) == due.at
    moved = session.connection().execute(update(ScheduledSync).where(*same).values(next_at=next_at))
    return bool(moved.rowcount)


def note_tick(session: Session, due: Due) -> None:
    """Keep when a provider's next tick is and how many failed in a row."""
    mine = col(ScheduledSync.provider) == due.provider
    session.connection().execute(
        update(ScheduledSync).where(mine).values(next_at=due.at, failures=due.failures)
    )


def leave_schedule(session: Session, kept: Collection[str]) -> None:
    """Forget the places of providers that are no longer known."""
    session.exec(delete(ScheduledSync).where(col(ScheduledSync.provider).not_in(kept)))


def see_host(session: Session, host: str, every: timedelta, now: datetime) -> None:
    """Note that a process keeps the schedule; those that were not seen for a day are forgotten."""
    session.merge(ScheduleHost(host=host, every_seconds=max(1, int(every.total_seconds())), seen_at=now))
    session.exec(delete(ScheduleHost).where(col(ScheduleHost.seen_at) < now - _FORGOTTEN_AFTER))


def leave_host(session: Session, host: str) -> None:
    """Note that a process no longer keeps the schedule."""
    session.exec(delete(ScheduleHost).where(col(ScheduleHost.host) == host))


def hosts(session: Session, seen_within: timedelta) -> list[tuple[str, timedelta]]:
    """The processes that keep the schedule and were seen so lately: name and interval, the latest first."""
    rows = session.exec(select(ScheduleHost).order_by(col(ScheduleHost.seen_at).desc())).all()
    since = database_now(session) - seen_within if rows else None
    return [(row.host, timedelta(seconds=row.every_seconds)) for row in rows if since and row.seen_at > since]
