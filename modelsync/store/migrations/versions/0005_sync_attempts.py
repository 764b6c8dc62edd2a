"""Every attempt to sync, whether it gave a plan or failed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table of attempts."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    time = sa.String(32) if sqlite else sa.DateTime(timezone=True)
    op.create_table(
        "sync_attempt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("plan_id", sa.Text),
        sa.Column("listed", sa.Integer),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("error", sa.Text),
        sa.CheckConstraint("outcome IN ('plan', 'failed', 'unchanged')", name="outcome_known"),
        sa.CheckConstraint("length(provider) BETWEEN 1 AND 255", name="provider_length"),
        sa.CheckConstraint("length(actor) BETWEEN 1 AND 255", name="actor_length"),
        sa.CheckConstraint("length(error) BETWEEN 1 AND 2000", name="error_length"),
        sa.CheckConstraint("(outcome = 'failed') = (error IS NOT NULL)", name="error_if_failed"),
        sa.CheckConstraint("seconds >= 0", name="seconds_positive"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sync_attempt_provider", "sync_attempt", ["provider", "id"])
