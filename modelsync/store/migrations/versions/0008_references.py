"""References as they were last fetched, and the proposals that a person rejected."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create both tables."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    time = sa.String(32) if sqlite else sa.DateTime(timezone=True)
    op.create_table(
        "reference",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("fetched_at", time, nullable=False),
        sa.Column("as_of", sa.Text),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("models", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.CheckConstraint("length(source) BETWEEN 1 AND 64", name="source_length"),
        sa.CheckConstraint("length(sha256) = 64", name="sha256_length"),
        sa.CheckConstraint("models >= 0", name="models_positive"),
    )
    op.create_table(
        "rejected_proposal",
        sa.Column("provider", sa.Text, primary_key=True),
        sa.Column("universal_model_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("begins", sa.Text, primary_key=True),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint("length(universal_model_id) BETWEEN 1 AND 255", name="universal_model_id_length"),
        sa.CheckConstraint("kind IN ('price', 'limit', 'lifecycle', 'replacement')", name="kind_known"),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 2000", name="reason_length"),
        sa.CheckConstraint("length(actor) BETWEEN 1 AND 255", name="actor_length"),
    )
