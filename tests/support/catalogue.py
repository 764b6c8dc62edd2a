"""A catalogue of any models, written straight into the store as one run. Asserts nothing."""

from __future__ import annotations

from modelsync.core.row_changes import RowChange
from modelsync.store import subjects as store
from tests.support.clock import NOON


def fill(database, *models, reason=None):
    """Write these models as one run by ``local:ada``."""
    new = [RowChange("insert", None, model.model_copy(update={"id": 0})) for model in models]
    with database.writing("catalogue") as session:
        changes = store.write_changes(session, new)
        return store.add_run(
            session, changes, kind="apply", provider=None, actor="local:ada", at=NOON, reason=reason
        )
