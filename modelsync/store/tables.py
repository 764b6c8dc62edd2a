"""The database's tables, with their rules in the database itself. Holds no query and no transaction.

`ai_model` is a contract: other systems read it. The migrations in `migrations/` create exactly these tables; a test
compares the two.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from modelsync.core.attempts import ERROR_LENGTH
from modelsync.core.edits import REASON_LENGTH

ID_LENGTH = 255
TOKEN_NAME_LENGTH = 64
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class UtcTime(TypeDecorator[datetime]):
    """A UTC time: timestamptz on PostgreSQL, text in ISO 8601 ending in Z on SQLite, all of one length so that they sort."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        return datetime.fromisoformat(value) if isinstance(value, str) else value


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def _length(column: str, longest: int = ID_LENGTH) -> CheckConstraint:
    return CheckConstraint(f"length({column}) BETWEEN 1 AND {longest}", name=f"{column}_length")


def _iso_time(column: str) -> CheckConstraint:
    pattern = "____-__-__T__:__:__%Z"
    return CheckConstraint(f"{column} LIKE '{pattern}'", name=f"{column}_iso").ddl_if(dialect="sqlite")


class AiModel(SQLModel, table=True):
    """A model that the company's product may use."""

    __tablename__ = "ai_model"
    __table_args__ = (
        _length("universal_model_id"),
        _length("display_name"),
        CheckConstraint(
            "trim(display_name, char(9, 10, 11, 12, 13, 32)) <> ''", name="display_name_not_blank"
        ).ddl_if(dialect="sqlite"),
        CheckConstraint("display_name ~ '[^[:space:]]'", name="display_name_not_blank").ddl_if(
            dialect="postgresql"
        ),
        _one_of("display_name_by", "provider", "admin"),
        _one_of("status", "active", "archived"),
        CheckConstraint("NOT (enabled AND status = 'archived')", name="archived_never_enabled"),
        CheckConstraint("version >= 1", name="version_positive"),
        CheckConstraint(
            "json_extract(config, '$.universalModelId') IS universal_model_id",
            name="config_id_equal",
        ).ddl_if(dialect="sqlite"),
        CheckConstraint("enabled IN (0, 1)", name="enabled_boolean").ddl_if(dialect="sqlite"),
        _iso_time("created_at"),
        _iso_time("updated_at"),
        CheckConstraint(
            "(config ->> 'universalModelId') IS NOT NULL AND (config ->> 'universalModelId') = universal_model_id",
            name="config_id_equal",
        ).ddl_if(dialect="postgresql"),
        Index("ix_ai_model_provider_status", "provider", "status"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    provider: str = Field(sa_type=Text)
    universal_model_id: str = Field(sa_type=Text, unique=True, index=True)
    display_name: str = Field(sa_type=Text)
    display_name_by: str = Field(default="provider", sa_type=Text)
    status: str = Field(default="active", sa_type=Text)
    enabled: bool = False
    config: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    version: int = 1
    created_at: datetime = Field(sa_type=UtcTime)
    updated_at: datetime = Field(sa_type=UtcTime)


class SyncPlan(SQLModel, table=True):
    """A plan for one provider, with the listing it was made from and the review of it so far."""

    __tablename__ = "sync_plan"
    __table_args__ = (
        _one_of("state", "waiting", "applied", "superseded", "discarded"),
        _length("actor"),
        Index(
            "uq_sync_plan_waiting",
            "provider",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: str = Field(primary_key=True, sa_type=Text)
    provider: str = Field(sa_type=Text, index=True)
    actor: str = Field(sa_type=Text)
    fetched_at: datetime = Field(sa_type=UtcTime)
    state: str = Field(default="waiting", sa_type=Text)
    digest: str = Field(sa_type=Text)
    listed: int
    changes: int
    listing: str = Field(sa_type=Text)
    diff: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    facts: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    review: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    closed_by: str | None = Field(default=None, sa_type=Text)
    closed_at: datetime | None = Field(default=None, sa_type=UtcTime)


class SyncRun(SQLModel, table=True):
    """What changed the catalogue: an apply, an edit or an undo. Immutable but for ``undone_by``."""

    __tablename__ = "sync_run"
    __table_args__ = (
        _one_of("kind", "apply", "edit", "undo", "facts", "adopt"),
        _length("actor"),
        _length("reason", REASON_LENGTH),
        _length("operation_id"),
        CheckConstraint(
            "inserted >= 0 AND updated >= 0 AND archived >= 0 AND removed >= 0", name="counts_positive"
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(sa_type=Text)
    provider: str | None = Field(default=None, sa_type=Text)
    plan_id: str | None = Field(default=None, sa_type=Text)
    actor: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcTime)
    reason: str | None = Field(default=None, sa_type=Text)
    inserted: int = 0
    updated: int = 0
    archived: int = 0
    removed: int = 0
    undoes: int | None = None
    undone_by: int | None = None
    operation_id: str | None = Field(default=None, sa_type=Text, index=True)


class ModelChange(SQLModel, table=True):
    """One model's row before and after a run; null before an insert, null after a removal."""

    __tablename__ = "model_change"
    __table_args__ = (
        _one_of("action", "insert", "update", "archive", "remove"),
        _length("universal_model_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(sa_column=Column(Integer, ForeignKey("sync_run.id"), nullable=False, index=True))
    provider: str = Field(sa_type=Text)
    universal_model_id: str = Field(sa_type=Text, index=True)
    action: str = Field(sa_type=Text)
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))


class FilterDecision(SQLModel, table=True):
    """An admin's decision about one id; overrules the filter in later plans."""

    __tablename__ = "filter_decision"
    __table_args__ = (
        _one_of("decision", "include", "exclude"),
        _length("universal_model_id"),
        _length("reason", REASON_LENGTH),
        _length("actor"),
    )

    provider: str = Field(primary_key=True, sa_type=Text)
    universal_model_id: str = Field(primary_key=True, sa_type=Text)
    decision: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    actor: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcTime)


class ReviewChoice(SQLModel, table=True):
    """What a person ticked, named or switched in a review of one id, and the change that they saw."""

    __tablename__ = "review_choice"
    __table_args__ = (
        _length("universal_model_id"),
        _length("display_name"),
        _length("actor"),
        CheckConstraint("ticked IN (0, 1)", name="ticked_boolean").ddl_if(dialect="sqlite"),
        CheckConstraint("enabled IN (0, 1)", name="enabled_boolean").ddl_if(dialect="sqlite"),
    )

    provider: str = Field(primary_key=True, sa_type=Text)
    universal_model_id: str = Field(primary_key=True, sa_type=Text)
    ticked: bool | None = None
    display_name: str | None = Field(default=None, sa_type=Text)
    enabled: bool | None = None
    actor: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcTime)
    seen: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))


class StoredAmendment(SQLModel, table=True):
    """A fact that an admin set or accepted; ``begins`` and ``as_of`` are days as text."""

    __tablename__ = "amendment"
    __table_args__ = (
        _one_of("kind", "price", "limit", "lifecycle", "replacement"),
        _length("universal_model_id"),
        _length("source"),
        _length("reason", REASON_LENGTH),
        _length("actor"),
        CheckConstraint("version >= 1", name="version_positive"),
    )

    key: str = Field(primary_key=True, sa_type=Text)
    provider: str = Field(sa_type=Text, index=True)
    universal_model_id: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    begins: str | None = Field(default=None, sa_type=Text)
    value: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    source: str = Field(sa_type=Text)
    source_url: str | None = Field(default=None, sa_type=Text)
    as_of: str | None = Field(default=None, sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    actor: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcTime)
    version: int


class StoredFactChange(SQLModel, table=True):
    """One amendment before and after a run; null before it was set, null after it was taken back."""

    __tablename__ = "fact_change"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(sa_column=Column(Integer, ForeignKey("sync_run.id"), nullable=False, index=True))
    key: str = Field(sa_type=Text)
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))


class Reference(SQLModel, table=True):
    """A published collection of prices or retirements as it was last fetched: its facts, read."""

    __tablename__ = "reference"
    __table_args__ = (
        _length("source", 64),
        CheckConstraint("length(sha256) = 64", name="sha256_length"),
        CheckConstraint("models >= 0", name="models_positive"),
    )

    source: str = Field(primary_key=True, sa_type=Text)
    origin: str = Field(sa_type=Text)
    fetched_at: datetime = Field(sa_type=UtcTime)
    as_of: str | None = Field(default=None, sa_type=Text)
    sha256: str = Field(sa_type=Text)
    models: int
    content: str = Field(sa_type=Text)


class StoredProposalChoice(SQLModel, table=True):
    """What a person chose of a proposal, with the value that they saw; ``begins`` is empty where it names no day."""

    __tablename__ = "proposal_choice"
    __table_args__ = (
        _length("universal_model_id"),
        _one_of("kind", "price", "limit", "lifecycle", "replacement"),
        _length("source"),
        _length("reason", REASON_LENGTH),
        _length("actor"),
        CheckConstraint("approved IN (0, 1)", name="approved_boolean").ddl_if(dialect="sqlite"),
    )

    provider: str = Field(primary_key=True, sa_type=Text)
    universal_model_id: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text)
    begins: str = Field(primary_key=True, sa_type=Text)
    seen: str = Field(sa_type=Text)
    approved: bool
    source: str | None = Field(default=None, sa_type=Text)
    actor: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcTime)
    reason: str | None = Field(default=None, sa_type=Text)


class IgnoredFinding(SQLModel, table=True):
    """A finding on the prices that a person ignores as long as ``seen`` stays the same; one taken back stays as a record."""

    __tablename__ = "ignored_finding"
    __table_args__ = (
        _length("universal_model_id"),
        _length("code", TOKEN_NAME_LENGTH),
        _length("reason", REASON_LENGTH),
        _length("actor"),
        CheckConstraint("(recalled_at IS NULL) = (recalled_by IS NULL)", name="recalled_by_somebody"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    provider: str = Field(sa_type=Text, index=True)
    universal_model_id: str = Field(sa_type=Text)
    code: str = Field(sa_type=Text)
    seen: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    actor: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcTime)
    recalled_at: datetime | None = Field(default=None, sa_type=UtcTime)
    recalled_by: str | None = Field(default=None, sa_type=Text)


class ApiToken(SQLModel, table=True):
    """A token of the HTTP API, as a hash. Revoked tokens stay, so that a name in the history is unique."""

    __tablename__ = "api_token"
    __table_args__ = (
        _length("name", TOKEN_NAME_LENGTH),
        _one_of("scope", "read", "write"),
        CheckConstraint("length(hash) = 64", name="hash_length"),
        _length("created_by"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_by_somebody"),
    )

    name: str = Field(primary_key=True, sa_type=Text)
    scope: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text, unique=True, index=True)
    created_at: datetime = Field(sa_type=UtcTime)
    created_by: str = Field(sa_type=Text)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_by: str | None = Field(default=None, sa_type=Text)


class SignedOut(SQLModel, table=True):
    """A sign-in that somebody ended, as a hash of its ID token's claims; kept until the token expires by itself."""

    __tablename__ = "signed_out"
    __table_args__ = (CheckConstraint("length(hash) = 64", name="hash_length"),)

    hash: str = Field(primary_key=True, sa_type=Text)
    expires_at: datetime = Field(sa_type=UtcTime, index=True)


class SyncAttempt(SQLModel, table=True):
    """An attempt to sync, whether it gave a plan or failed."""

    __tablename__ = "sync_attempt"
    __table_args__ = (
        _one_of("outcome", "plan", "failed", "unchanged"),
        _length("provider"),
        _length("actor"),
        _length("error", ERROR_LENGTH),
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


class OutboxEvent(SQLModel, table=True):
    """An event that others are told of, written in the transaction that made it true."""

    __tablename__ = "outbox_event"
    __table_args__ = (_length("event_id"), _length("type"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    event_id: str = Field(sa_type=Text, unique=True)
    type: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcTime, index=True)
    data: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    lines: list[str] = Field(sa_column=Column(Json, nullable=False))


class ReceiverState(SQLModel, table=True):
    """How far a receiver of events got; ``cursor`` is the number of the last event that it is done with."""

    __tablename__ = "receiver"
    __table_args__ = (_length("key", 64), _one_of("kind", "people", "webhook"), _length("label", 1_000))

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
    __table_args__ = (_length("subject"), _length("value"))

    subject: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)


class MilestoneSeen(SQLModel, table=True):
    """The latest milestone before a model's last day that was announced."""

    __tablename__ = "milestone_seen"
    __table_args__ = (_length("universal_model_id"),)

    universal_model_id: str = Field(primary_key=True, sa_type=Text)
    retires_at: date = Field(primary_key=True, sa_type=Date)
    milestone: int


class DismissedDeadline(SQLModel, table=True):
    """A deadline that an admin does not want to see until a day; one that was taken back stays as a record."""

    __tablename__ = "dismissed_deadline"
    __table_args__ = (
        _length("universal_model_id"),
        _length("reason", REASON_LENGTH),
        _length("actor"),
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


class ScheduledSync(SQLModel, table=True):
    """When the schedule syncs a provider next, and how many of its syncs failed in a row."""

    __tablename__ = "scheduled_sync"
    __table_args__ = (_length("provider"), CheckConstraint("failures >= 0", name="failures_positive"))

    provider: str = Field(primary_key=True, sa_type=Text)
    next_at: datetime = Field(sa_type=UtcTime)
    failures: int = 0


class ScheduleHost(SQLModel, table=True):
    """A process that keeps the schedule, and when it was last seen."""

    __tablename__ = "schedule_host"
    __table_args__ = (_length("host"), CheckConstraint("every_seconds >= 1", name="every_positive"))

    host: str = Field(primary_key=True, sa_type=Text)
    every_seconds: int
    seen_at: datetime = Field(sa_type=UtcTime)


class ReferenceCheck(SQLModel, table=True):
    """When the schedule fetches a reference next, and the sentence of the last fetch where that failed."""

    __tablename__ = "reference_check"
    __table_args__ = (
        CheckConstraint("failures >= 0", name="failures_positive"),
        CheckConstraint("(failures = 0) = (error IS NULL)", name="error_if_failed"),
    )

    source: str = Field(primary_key=True, sa_type=Text)
    next_at: datetime | None = Field(default=None, sa_type=UtcTime)
    failures: int = 0
    failed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    error: str | None = Field(default=None, sa_type=Text)
