"""Copies a whole catalogue with its plans and history from one database to another. Never writes into one that has data."""

from __future__ import annotations

from sqlalchemy import Connection, Table, func, insert, select, text

from modelsync.database import Database
from modelsync.errors import StoreError
from modelsync.store import CHANGES, DECISIONS, MODELS, PLANS, RUNS

_TABLES = (MODELS, PLANS, RUNS, CHANGES, DECISIONS)
_NUMBERED = (MODELS, RUNS, CHANGES)
_BATCH = 1_000


def copy_database(source: Database, target: Database) -> dict[str, int]:
    """Copy every row with its keys, in one transaction of the target; gives the rows by table. Raises StoreError."""
    target.upgrade()
    with source.reading() as reader, target.writing("catalogue") as writer:
        for table in _TABLES:
            if writer.execute(select(func.count()).select_from(table)).scalar_one():
                raise StoreError(
                    f"The database {target.label} already has rows in {table.name}. Copy into an empty one."
                )
        counts = {table.name: _copy(reader, writer, table) for table in _TABLES}
        if not target.is_sqlite:
            for table in _NUMBERED:
                _continue_numbers(writer, table.name)
    return counts


def _copy(reader: Connection, writer: Connection, table: Table) -> int:
    count = 0
    rows = reader.execution_options(yield_per=_BATCH).execute(select(table)).mappings()
    for batch in rows.partitions(_BATCH):
        writer.execute(insert(table), [dict(row) for row in batch])
        count += len(batch)
    return count


def _continue_numbers(writer: Connection, table: str) -> None:
    writer.execute(
        text(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608 - the names of our own tables
            f"GREATEST((SELECT COALESCE(MAX(id), 0) FROM {table}), 1), (SELECT COUNT(*) > 0 FROM {table}))"
        )
    )
