"""The outbox, its receivers, milestones and dismissed deadlines, and the schedule."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"


def _length(column: str, longest: int = 255) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"length({column}) BETWEEN 1 AND {longest}", name=f"{column}_length")


def upgrade() -> None:
    """Create the tables."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    time = sa.String(32) if sqlite else sa.DateTime(timezone=True)
    _events(time, sa.JSON(none_as_null=True) if sqlite else JSONB(none_as_null=True))
    _deadlines(time)
    op.create_table(
        "scheduled_sync",
        sa.Column("provider", sa.Text, primary_key=True),
        sa.Column("next_at", time, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        _length("provider"),
        sa.CheckConstraint("failures >= 0", name="failures_positive"),
    )
    op.create_table(
        "schedule_host",
        sa.Column("host", sa.Text, primary_key=True),
        sa.Column("every_seconds", sa.Integer, nullable=False),
        sa.Column("seen_at", time, nullable=False),
        _length("host"),
        sa.CheckConstraint("every_seconds >= 1", name="every_positive"),
    )


def _events(time: Any, json: Any) -> None:
    op.create_table(
        "outbox_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("event_id", sa.Text, nullable=False, unique=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("data", json, nullable=False),
        sa.Column("lines", json, nullable=False),
        _length("event_id"),
        _length("type"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_event_at", "outbox_event", ["at"])
    op.create_table(
        "receiver",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("cursor", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failing_since", time),
        sa.Column("next_at", time),
        sa.Column("last_success_at", time),
        sa.Column("last_error", sa.Text),
        sa.Column("given_up", sa.Integer, nullable=False),
        sa.Column("stopped", sa.Boolean, nullable=False),
        sa.Column("claimed_until", time),
        _length("key", 64),
        _length("label", 1000),
        sa.CheckConstraint("kind IN ('people', 'webhook')", name="kind_known"),
    )
    op.create_table(
        "announced",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        _length("subject"),
        _length("value"),
    )


def _deadlines(time: Any) -> None:
    op.create_table(
        "milestone_seen",
        sa.Column("universal_model_id", sa.Text, primary_key=True),
        sa.Column("retires_at", sa.Date, primary_key=True),
        sa.Column("milestone", sa.Integer, nullable=False),
        _length("universal_model_id"),
    )
    op.create_table(
        "deadline_dismissal",
        sa.Column("universal_model_id", sa.Text, primary_key=True),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", time, nullable=False),
        _length("universal_model_id"),
        _length("reason", 2000),
        _length("actor"),
    )
