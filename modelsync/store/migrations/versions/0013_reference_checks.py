"""When the schedule fetches the references, and what of a receiver failed last."""

import sqlalchemy as sa
from alembic import op

from modelsync.store.schemas import schema_of

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Create the table, and add the columns."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    time = sa.String(32) if sqlite else sa.DateTime(timezone=True)
    op.create_table(
        "reference_check",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("next_at", time),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failed_at", time),
        sa.Column("error", sa.Text),
        sa.CheckConstraint("failures >= 0", name="failures_positive"),
        sa.CheckConstraint("(failures = 0) = (error IS NULL)", name="error_if_failed"),
    )
    schema = schema_of(op.get_bind())
    op.add_column("receiver", sa.Column("last_failure_at", time), schema=schema)
    op.add_column("receiver", sa.Column("last_failure", sa.Text), schema=schema)
