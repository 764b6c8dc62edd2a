"""Dismissed deadlines stay as a record when they are taken back."""

import sqlalchemy as sa
from alembic import op

from modelsync.store.schemas import qualified

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Create the table, take over what is dismissed, and drop the old one."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    time = sa.String(32) if sqlite else sa.DateTime(timezone=True)
    op.create_table(
        "dismissed_deadline",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("universal_model_id", sa.Text, nullable=False, index=True),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("recalled_at", time),
        sa.Column("recalled_by", sa.Text),
        sa.CheckConstraint("length(universal_model_id) BETWEEN 1 AND 255", name="universal_model_id_length"),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 2000", name="reason_length"),
        sa.CheckConstraint("length(actor) BETWEEN 1 AND 255", name="actor_length"),
        sa.CheckConstraint("(recalled_at IS NULL) = (recalled_by IS NULL)", name="recalled_by_somebody"),
        sqlite_autoincrement=True,
    )
    now, before = (qualified(op.get_bind(), name) for name in ("dismissed_deadline", "deadline_dismissal"))
    op.execute(
        f"INSERT INTO {now} (universal_model_id, until, reason, actor, at) "  # noqa: S608 - names of ours
        f"SELECT universal_model_id, until, reason, actor, at FROM {before} ORDER BY universal_model_id"
    )
    op.drop_table("deadline_dismissal")
