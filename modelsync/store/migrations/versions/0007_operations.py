"""The runs of one commit over several providers share an id."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the id to runs; those of older versions have none."""
    # One statement for both databases: SQLite takes a rule with a new column, not after it.
    op.execute(
        "ALTER TABLE sync_run ADD COLUMN operation_id TEXT "
        "CONSTRAINT operation_id_length CHECK (length(operation_id) BETWEEN 1 AND 255)"
    )
    op.create_index("ix_sync_run_operation_id", "sync_run", ["operation_id"])
