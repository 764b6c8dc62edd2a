"""Writes many rows of one table, as plain tuples for the driver; JSON comes as text. Decides nothing.

SQLAlchemy's own statements build a dict of parameters for each row, which takes longer than to write it. PostgreSQL takes
new rows by COPY in a third of the time of an INSERT for each (`store/engines.py` gives it the rows).
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from modelsync.store.engines import COPY
from modelsync.store.schemas import qualified
from modelsync.store.tables.columns import Json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Column, Connection
    from sqlmodel import SQLModel

_AT_ONCE: Final = 500
"""Rows that the driver is given: more of them would be held with all their values once more."""


def insert_rows(
    connection: Connection, table: type[SQLModel], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert the rows, whose values are in the order of the columns."""
    names, marks = ", ".join(columns), ", ".join("?" for _ in columns)
    statement = f"INSERT INTO {{table}} ({names}) VALUES ({marks})"  # noqa: S608 - names of ours
    if not _is_sqlite(connection):
        statement = f"{COPY}{{table}} ({names}) FROM STDIN"
    _execute(connection, table, columns, statement, rows)


def update_rows(
    connection: Connection, table: type[SQLModel], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Set the columns of the rows; each row's values end with its id."""
    mark = "?" if _is_sqlite(connection) else "%s"
    sets = ", ".join(f"{name} = {mark}" for name in columns)
    statement = f"UPDATE {{table}} SET {sets} WHERE id = {mark}"  # noqa: S608 - names of ours
    _execute(connection, table, (*columns, "id"), statement, rows)


def delete_rows(connection: Connection, table: type[SQLModel], ids: Iterable[int]) -> None:
    """Delete the rows with these ids."""
    if _is_sqlite(connection):
        _execute(connection, table, ("id",), "DELETE FROM {table} WHERE id = ?", ((id_,) for id_ in ids))
    else:
        _execute(connection, table, ("id",), "DELETE FROM {table} WHERE id = ANY(%s)", [(list(ids),)])


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _execute(
    connection: Connection,
    table: type[SQLModel],
    columns: Sequence[str],
    statement: str,
    rows: Iterable[Sequence[Any]],
) -> None:
    name = str(table.__tablename__)
    known = table.metadata.tables[name].columns
    statement = statement.format(table=qualified(connection, name))
    remaining = iter(rows)
    # Column by column, so that nothing is looked up for each value.
    while given := list(zip(*islice(remaining, _AT_ONCE), strict=True)):
        values = (
            _converted(connection, known[column], of_rows)
            for column, of_rows in zip(columns, given, strict=True)
        )
        connection.exec_driver_sql(statement, list(zip(*values, strict=True)))


def _converted(connection: Connection, column: Column[Any], values: Sequence[Any]) -> Sequence[Any]:
    """A column's values as the driver takes them, each converted once: most rows of a change share their times."""
    convert = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if convert is None or isinstance(column.type, Json):
        return values
    converted = {value: convert(value) for value in set(values)}
    return [converted[value] for value in values]
