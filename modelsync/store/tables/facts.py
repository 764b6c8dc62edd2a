"""The tables of facts that no provider sends: amendments, references, what people chose of them and ignore."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Text
from sqlmodel import Field, SQLModel, col

from modelsync.core.edits import REASON_LENGTH
from modelsync.store.tables.columns import Json, UtcTime, length, one_of
from modelsync.store.tables.history import SyncRun

CODE_LENGTH = 64


class StoredAmendment(SQLModel, table=True):
    """A fact that an admin set or accepted; ``begins`` and ``as_of`` are days as text."""

    __tablename__ = "amendment"
    __table_args__ = (
        one_of("kind", "price", "limit", "lifecycle", "replacement"),
        length("universal_model_id"),
        length("source"),
        length("reason", REASON_LENGTH),
        length("actor"),
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
    run_id: int = Field(sa_column=Column(Integer, ForeignKey(col(SyncRun.id)), nullable=False, index=True))
    key: str = Field(sa_type=Text)
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))


class Reference(SQLModel, table=True):
    """A published collection of prices or retirements as it was last fetched: its facts, read."""

    __tablename__ = "reference"
    __table_args__ = (
        length("source", 64),
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
        length("universal_model_id"),
        one_of("kind", "price", "limit", "lifecycle", "replacement"),
        length("source"),
        length("reason", REASON_LENGTH),
        length("actor"),
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
        length("universal_model_id"),
        length("code", CODE_LENGTH),
        length("reason", REASON_LENGTH),
        length("actor"),
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
