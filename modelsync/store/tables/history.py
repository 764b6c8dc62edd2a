"""The tables of the history: runs, and each model before and after them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Text
from sqlmodel import Field, SQLModel

from modelsync.core.edits import REASON_LENGTH
from modelsync.store.tables.columns import Json, UtcTime, length, one_of


class SyncRun(SQLModel, table=True):
    """What changed the catalogue: an apply, an edit or an undo. Immutable but for ``undone_by``."""

    __tablename__ = "sync_run"
    __table_args__ = (
        one_of("kind", "apply", "edit", "undo", "facts", "adopt"),
        length("actor"),
        length("reason", REASON_LENGTH),
        length("operation_id"),
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
        one_of("action", "insert", "update", "archive", "remove"),
        length("universal_model_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(sa_column=Column(Integer, ForeignKey("sync_run.id"), nullable=False, index=True))
    provider: str = Field(sa_type=Text)
    universal_model_id: str = Field(sa_type=Text, index=True)
    action: str = Field(sa_type=Text)
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))
