"""Findings on the prices that a person ignores."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create the table."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    time = sa.String(32) if sqlite else sa.DateTime(timezone=True)
    op.create_table(
        "ignored_finding",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("provider", sa.Text, nullable=False, index=True),
        sa.Column("universal_model_id", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("recalled_at", time),
        sa.Column("recalled_by", sa.Text),
        sa.CheckConstraint("length(universal_model_id) BETWEEN 1 AND 255", name="universal_model_id_length"),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 64", name="code_length"),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 2000", name="reason_length"),
        sa.CheckConstraint("length(actor) BETWEEN 1 AND 255", name="actor_length"),
        sa.CheckConstraint("(recalled_at IS NULL) = (recalled_by IS NULL)", name="recalled_by_somebody"),
        sqlite_autoincrement=True,
    )
