"""What people approved of the references' proposals, and from which source, beside what they rejected."""

import sqlalchemy as sa
from alembic import op

from modelsync.store.schemas import qualified

revision = "0012"
down_revision = "0011"

_KEPT = "provider, universal_model_id, kind, begins, seen, actor, at, reason"


def upgrade() -> None:
    """Create the table of choices, and take over what was rejected."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    time = sa.String(32) if sqlite else sa.DateTime(timezone=True)
    booleans = ("approved",) if sqlite else ()
    op.create_table(
        "proposal_choice",
        *(
            sa.Column(name, sa.Text, primary_key=True)
            for name in ("provider", "universal_model_id", "kind", "begins")
        ),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("approved", sa.Boolean, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint("length(universal_model_id) BETWEEN 1 AND 255", name="universal_model_id_length"),
        sa.CheckConstraint("kind IN ('price', 'limit', 'lifecycle', 'replacement')", name="kind_known"),
        sa.CheckConstraint("length(source) BETWEEN 1 AND 255", name="source_length"),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 2000", name="reason_length"),
        sa.CheckConstraint("length(actor) BETWEEN 1 AND 255", name="actor_length"),
        *(sa.CheckConstraint(f"{name} IN (0, 1)", name=f"{name}_boolean") for name in booleans),
    )
    choices, rejected = (qualified(op.get_bind(), name) for name in ("proposal_choice", "rejected_proposal"))
    op.execute(
        f"INSERT INTO {choices} ({_KEPT}, approved) SELECT {_KEPT}, false FROM {rejected}"  # noqa: S608 - names of ours
    )
    op.drop_table("rejected_proposal")
