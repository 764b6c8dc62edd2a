"""The first schema: the catalogue, plans, runs with their changes, and decisions on filters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

PROVIDER = "provider IN ('openai', 'google', 'anthropic')"


def _length(column: str, longest: int = 255) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"length({column}) BETWEEN 1 AND {longest}", name=f"{column}_length")


def upgrade() -> None:
    """Create all tables."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    time = sa.String(32) if sqlite else sa.DateTime(timezone=True)
    json = sa.JSON() if sqlite else JSONB()
    config_id = (
        "json_extract(config, '$.universalModelId') IS universal_model_id"
        if sqlite
        else "(config ->> 'universalModelId') IS NOT NULL AND (config ->> 'universalModelId') = universal_model_id"
    )
    not_blank = (
        "trim(display_name, char(9, 10, 11, 12, 13, 32)) <> ''" if sqlite else "display_name ~ '[^[:space:]]'"
    )
    iso = "____-__-__T__:__:__%Z"
    of_sqlite = [
        sa.CheckConstraint("enabled IN (0, 1)", name="enabled_boolean"),
        sa.CheckConstraint(f"created_at LIKE '{iso}'", name="created_at_iso"),
        sa.CheckConstraint(f"updated_at LIKE '{iso}'", name="updated_at_iso"),
    ]
    op.create_table(
        "ai_model",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("universal_model_id", sa.Text, nullable=False),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("display_name_by", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("config", json, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", time, nullable=False),
        sa.Column("updated_at", time, nullable=False),
        sa.CheckConstraint(PROVIDER, name="provider_known"),
        _length("universal_model_id"),
        _length("display_name"),
        sa.CheckConstraint(not_blank, name="display_name_not_blank"),
        sa.CheckConstraint("display_name_by IN ('provider', 'admin')", name="display_name_by_known"),
        sa.CheckConstraint("status IN ('active', 'archived')", name="status_known"),
        sa.CheckConstraint("NOT (enabled AND status = 'archived')", name="archived_never_enabled"),
        sa.CheckConstraint("version >= 1", name="version_positive"),
        sa.CheckConstraint(config_id, name="config_id_equal"),
        *(of_sqlite if sqlite else []),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ai_model_universal_model_id", "ai_model", ["universal_model_id"], unique=True)
    op.create_index("ix_ai_model_provider_status", "ai_model", ["provider", "status"])
    op.create_table(
        "sync_plan",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("fetched_at", time, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("listed", sa.Integer, nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.Column("listing", sa.Text, nullable=False),
        sa.Column("diff", json, nullable=False),
        sa.Column("facts", json, nullable=False),
        sa.Column("review", json, nullable=False),
        sa.Column("closed_by", sa.Text),
        sa.Column("closed_at", time),
        sa.CheckConstraint(PROVIDER, name="provider_known"),
        sa.CheckConstraint("state IN ('waiting', 'applied', 'superseded', 'discarded')", name="state_known"),
        _length("actor"),
    )
    op.create_index("ix_sync_plan_provider", "sync_plan", ["provider"])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "uq_sync_plan_waiting",
        "sync_plan",
        ["provider"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_table(
        "sync_run",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("provider", sa.Text),
        sa.Column("plan_id", sa.Text),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("inserted", sa.Integer, nullable=False),
        sa.Column("updated", sa.Integer, nullable=False),
        sa.Column("archived", sa.Integer, nullable=False),
        sa.Column("removed", sa.Integer, nullable=False),
        sa.Column("undoes", sa.Integer),
        sa.Column("undone_by", sa.Integer),
        sa.CheckConstraint("kind IN ('apply', 'edit', 'undo')", name="kind_known"),
        sa.CheckConstraint(PROVIDER, name="provider_known"),
        _length("actor"),
        _length("reason", 2000),
        sa.CheckConstraint(
            "inserted >= 0 AND updated >= 0 AND archived >= 0 AND removed >= 0", name="counts_positive"
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "model_change",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("sync_run.id"), nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("universal_model_id", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("before", json),
        sa.Column("after", json),
        sa.CheckConstraint("action IN ('insert', 'update', 'archive', 'remove')", name="action_known"),
        sa.CheckConstraint(PROVIDER, name="provider_known"),
        _length("universal_model_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_model_change_run_id", "model_change", ["run_id"])
    op.create_index("ix_model_change_universal_model_id", "model_change", ["universal_model_id"])
    op.create_table(
        "filter_decision",
        sa.Column("provider", sa.Text, primary_key=True),
        sa.Column("universal_model_id", sa.Text, primary_key=True),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.CheckConstraint(PROVIDER, name="provider_known"),
        sa.CheckConstraint("decision IN ('include', 'exclude')", name="decision_known"),
        _length("universal_model_id"),
        _length("reason", 2000),
        _length("actor"),
    )
