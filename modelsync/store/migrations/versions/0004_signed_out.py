"""The sign-ins that somebody ended before their tokens expire."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table of ended sign-ins."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    time = sa.String(32) if sqlite else sa.DateTime(timezone=True)
    op.create_table(
        "signed_out",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("expires_at", time, nullable=False),
        sa.CheckConstraint("length(hash) = 64", name="hash_length"),
    )
    op.create_index("ix_signed_out_expires_at", "signed_out", ["expires_at"])
