"""The tables of what works while nobody looks: attempts, schedule, deadlines, notifications."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Date, Index, Text
from sqlmodel import Field, SQLModel

from modelsync.core.attempts import ERROR_LENGTH
from modelsync.core.edits import REASON_LENGTH
from modelsync.store.tables.columns import Json, UtcTime, length, one_of


class SyncAttempt(SQLModel, table=True):
    """An attempt to sync, whether it gave a plan or failed."""

    __tablename__ = "sync_attempt"
    __table_args__ = (
        one_of("outcome", "plan", "failed", "unchanged"),
        length("provider"),
        length("actor"),
        length("error", ERROR_LENGTH),
        CheckConstraint("(outcome = 'failed') = (error IS NOT NULL)", name="error_if_failed"),
        CheckConstraint("seconds >= 0", name="seconds_positive"),
        Index("ix_sync_attempt_provider", "provider", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    provider: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcTime)
    actor: str = Field(sa_type=Text)
    outcome: str = Field(sa_type=Text)
    plan_id: str | None = Field(default=None, sa_type=Text)
    listed: int | None = None
    seconds: float
    error: str | None = Field(default=None, sa_type=Text)


class ScheduledSync(SQLModel, table=True):
    """When the schedule syncs a provider next, and how many of its syncs failed in a row."""

    __tablename__ = "scheduled_sync"
    __table_args__ = (length("provider"), CheckConstraint("failures >= 0", name="failures_positive"))

    provider: str = Field(primary_key=True, sa_type=Text)
    next_at: datetime = Field(sa_type=UtcTime)
    failures: int = 0


class ScheduleHost(SQLModel, table=True):
    """A process that keeps the schedule, and when it was last seen."""

    __tablename__ = "schedule_host"
    __table_args__ = (length("host"), CheckConstraint("every_seconds >= 1", name="every_positive"))

    host: str = Field(primary_key=True, sa_type=Text)
    every_seconds: int
    seen_at: datetime = Field(sa_type=UtcTime)


class DismissedDeadline(SQLModel, table=True):
    """A deadline that an admin does not want to see until a day; one that was taken back stays as a record."""

    __tablename__ = "dismissed_deadline"
    __table_args__ = (
        length("universal_model_id"),
        length("reason", REASON_LENGTH),
        length("actor"),
        CheckConstraint("(recalled_at IS NULL) = (recalled_by IS NULL)", name="recalled_by_somebody"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    universal_model_id: str = Field(sa_type=Text, index=True)
    until: date = Field(sa_type=Date)
    reason: str = Field(sa_type=Text)
    actor: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcTime)
    recalled_at: datetime | None = Field(default=None, sa_type=UtcTime)
    recalled_by: str | None = Field(default=None, sa_type=Text)


class OutboxEvent(SQLModel, table=True):
    """An event that others are told of, written in the transaction that made it true."""

    __tablename__ = "outbox_event"
    __table_args__ = (length("event_id"), length("type"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    event_id: str = Field(sa_type=Text, unique=True)
    type: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcTime, index=True)
    data: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    lines: list[str] = Field(sa_column=Column(Json, nullable=False))


class ReceiverState(SQLModel, table=True):
    """How far a receiver of events got; ``cursor`` is the number of the last event that it is done with."""

    __tablename__ = "receiver"
    __table_args__ = (length("key", 64), one_of("kind", "people", "webhook"), length("label", 1_000))

    key: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(sa_type=Text)
    label: str = Field(sa_type=Text)
    cursor: int
    failures: int = 0
    failing_since: datetime | None = Field(default=None, sa_type=UtcTime)
    next_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_success_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_error: str | None = Field(default=None, sa_type=Text)
    given_up: int = 0
    stopped: bool = False
    claimed_until: datetime | None = Field(default=None, sa_type=UtcTime)
    last_failure_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_failure: str | None = Field(default=None, sa_type=Text)


class Announced(SQLModel, table=True):
    """What was announced of a subject last, so that it is not announced twice."""

    __tablename__ = "announced"
    __table_args__ = (length("subject"), length("value"))

    subject: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)


class MilestoneSeen(SQLModel, table=True):
    """The latest milestone before a model's last day that was announced."""

    __tablename__ = "milestone_seen"
    __table_args__ = (length("universal_model_id"),)

    universal_model_id: str = Field(primary_key=True, sa_type=Text)
    retires_at: date = Field(primary_key=True, sa_type=Date)
    milestone: int
