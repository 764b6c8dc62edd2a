"""The tables of reviews: plans, and what people chose and decided about ids."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Text, text
from sqlmodel import Field, SQLModel

from modelsync.core.edits import REASON_LENGTH
from modelsync.store.tables.columns import Json, UtcTime, length, one_of


class SyncPlan(SQLModel, table=True):
    """A plan for one provider, with the listing it was made from and the review of it so far."""

    __tablename__ = "sync_plan"
    __table_args__ = (
        one_of("state", "waiting", "applied", "superseded", "discarded"),
        length("actor"),
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


class FilterDecision(SQLModel, table=True):
    """An admin's decision about one id; overrules the filter in later plans."""

    __tablename__ = "filter_decision"
    __table_args__ = (
        one_of("decision", "include", "exclude"),
        length("universal_model_id"),
        length("reason", REASON_LENGTH),
        length("actor"),
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
        length("universal_model_id"),
        length("display_name"),
        length("actor"),
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
