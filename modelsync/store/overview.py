"""Says cheaply which state the database is in, and how much is in it. Reads no row's content."""

from __future__ import annotations

from sqlalchemy import Connection, func, inspect, select

from modelsync.core.tally import RowCounts
from modelsync.store.schema import MODELS, PLANS, RUNS


def catalogue_state(connection: Connection) -> str:
    """A word that is another one after each commit that changed the catalogue, whoever made it: one statement."""
    newest = select(func.max(RUNS.c.id)).scalar_subquery()
    enabled = func.count().filter(MODELS.c.enabled)
    figures = (func.count(), enabled, func.max(MODELS.c.id), func.sum(MODELS.c.version))
    query = select(newest, *figures, func.max(MODELS.c.updated_at)).select_from(MODELS)
    return " ".join(map(str, connection.execute(query).one()))


def row_counts(connection: Connection) -> RowCounts:
    """The rows of the main tables, also of a database whose schema is older than this program or missing."""
    known = set(inspect(connection).get_table_names())

    def count(table_name: str) -> int | None:
        table = {"ai_model": MODELS, "sync_plan": PLANS, "sync_run": RUNS}[table_name]
        if table_name not in known:
            return None
        return connection.execute(select(func.count()).select_from(table)).scalar_one()

    return RowCounts(models=count("ai_model"), plans=count("sync_plan"), runs=count("sync_run"))
