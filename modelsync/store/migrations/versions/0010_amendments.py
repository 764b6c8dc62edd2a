"""Amendments, what runs changed of them, and two more kinds of runs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"

KINDS = "kind IN ('apply', 'edit', 'undo')"
MORE_KINDS = "kind IN ('apply', 'edit', 'undo', 'facts', 'adopt')"


def upgrade() -> None:
    """Create both tables, and let runs be of the new kinds."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    time = sa.String(32) if sqlite else sa.DateTime(timezone=True)
    json = sa.JSON(none_as_null=True) if sqlite else JSONB(none_as_null=True)
    op.create_table(
        "amendment",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("provider", sa.Text, nullable=False, index=True),
        sa.Column("universal_model_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("begins", sa.Text),
        sa.Column("value", json, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_url", sa.Text),
        sa.Column("as_of", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("kind IN ('price', 'limit', 'lifecycle', 'replacement')", name="kind_known"),
        sa.CheckConstraint("length(universal_model_id) BETWEEN 1 AND 255", name="universal_model_id_length"),
        sa.CheckConstraint("length(source) BETWEEN 1 AND 255", name="source_length"),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 2000", name="reason_length"),
        sa.CheckConstraint("length(actor) BETWEEN 1 AND 255", name="actor_length"),
        sa.CheckConstraint("version >= 1", name="version_positive"),
    )
    op.create_table(
        "fact_change",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("sync_run.id"), nullable=False, index=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("before", json),
        sa.Column("after", json),
        sqlite_autoincrement=True,
    )
    if sqlite:
        _change_in_place()
    else:
        op.drop_constraint("kind_known", "sync_run", type_="check")
        op.create_check_constraint("kind_known", "sync_run", MORE_KINDS)


def _change_in_place() -> None:
    """SQLite changes no constraint, but a rule that only allows more may be written into the schema.

    https://sqlite.org/lang_altertable.html#otheralter has these steps; rows, indexes and triggers stay where they are.
    """
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after) WHERE type = 'table' AND name = 'sync_run'"
        ),
        {"before": KINDS, "after": MORE_KINDS},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {int(version) + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
