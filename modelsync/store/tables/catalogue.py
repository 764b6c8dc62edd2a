"""The table of the catalogue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from modelsync.store.tables.columns import Json, UtcTime, iso_time, length, one_of


class AiModel(SQLModel, table=True):
    """A model that the company's product may use."""

    __tablename__ = "ai_model"
    __table_args__ = (
        length("universal_model_id"),
        length("display_name"),
        CheckConstraint(
            "trim(display_name, char(9, 10, 11, 12, 13, 32)) <> ''", name="display_name_not_blank"
        ).ddl_if(dialect="sqlite"),
        CheckConstraint("display_name ~ '[^[:space:]]'", name="display_name_not_blank").ddl_if(
            dialect="postgresql"
        ),
        one_of("display_name_by", "provider", "admin"),
        one_of("status", "active", "archived"),
        CheckConstraint("NOT (enabled AND status = 'archived')", name="archived_never_enabled"),
        CheckConstraint("version >= 1", name="version_positive"),
        CheckConstraint(
            "json_extract(config, '$.universalModelId') IS universal_model_id",
            name="config_id_equal",
        ).ddl_if(dialect="sqlite"),
        CheckConstraint("enabled IN (0, 1)", name="enabled_boolean").ddl_if(dialect="sqlite"),
        iso_time("created_at"),
        iso_time("updated_at"),
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
