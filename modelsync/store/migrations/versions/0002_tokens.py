"""The tokens with which programs use the HTTP API."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table of tokens."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    time = sa.String(32) if sqlite else sa.DateTime(timezone=True)
    op.create_table(
        "api_token",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("created_at", time, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("last_used_at", time),
        sa.Column("revoked_at", time),
        sa.Column("revoked_by", sa.Text),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 64", name="name_length"),
        sa.CheckConstraint("scope IN ('read', 'write')", name="scope_known"),
        sa.CheckConstraint("length(hash) = 64", name="hash_length"),
        sa.CheckConstraint("length(created_by) BETWEEN 1 AND 255", name="created_by_length"),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_by_somebody"),
    )
    op.create_index("ix_api_token_hash", "api_token", ["hash"], unique=True)
