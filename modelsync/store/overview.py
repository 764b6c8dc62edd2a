"""The catalogue's state token and row counts. Reads no row's content."""

from __future__ import annotations

from sqlalchemy import func, inspect, select
from sqlmodel import Session, SQLModel, col

from modelsync.core.tally import RowCounts
from modelsync.store.schemas import schema_of
from modelsync.store.tables.catalogue import AiModel
from modelsync.store.tables.history import SyncRun
from modelsync.store.tables.reviews import SyncPlan


def catalogue_state(session: Session) -> str:
    """A token that changes with every commit to the catalogue; use it as a cache key. One statement."""
    newest = select(func.max(col(SyncRun.id))).scalar_subquery()
    enabled = func.count().filter(col(AiModel.enabled))
    figures = (func.count(), enabled, func.max(col(AiModel.id)), func.sum(AiModel.version))
    query = select(newest, *figures, func.max(AiModel.updated_at)).select_from(AiModel)
    return " ".join(map(str, session.connection().execute(query).one()))


def row_counts(session: Session) -> RowCounts:
    """The rows of the main tables, also of a database whose schema is older than this program or missing."""
    connection = session.connection()
    known = set(inspect(connection).get_table_names(schema=schema_of(connection)))

    def count(table: type[SQLModel]) -> int | None:
        if table.__tablename__ not in known:
            return None
        return connection.execute(select(func.count()).select_from(table)).scalar_one()

    return RowCounts(models=count(AiModel), plans=count(SyncPlan), runs=count(SyncRun))
