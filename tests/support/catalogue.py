"""A catalogue of any models, written straight into the store as one run. Asserts nothing."""

from __future__ import annotations

from modelsync import store
from modelsync.core.approval import RowChange
from modelsync.store.row_changes import write_changes
from tests.support.clock import NOON


def fill(database, *models, reason=None):
    """Write these models as one run by ``local:ada``."""
    with database.writing("catalogue") as connection:
        new = [RowChange("insert", None, m.model_copy(update={"id": 0})) for m in models]
        changes = write_changes(database, connection, new)
        return store.add_run(
            connection, changes, kind="apply", provider=None, actor="local:ada", at=NOON, reason=reason
        )
