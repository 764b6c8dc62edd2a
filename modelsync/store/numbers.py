"""Gives out the numbers of a table's rows, so that none is ever given twice, nor one that was given by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from modelsync.store.schemas import qualified

if TYPE_CHECKING:
    from sqlalchemy import Connection


def new_numbers(connection: Connection, table: str, count: int) -> list[int]:
    """So many numbers that no row has or had, for rows that the transaction inserts with them.

    On SQLite nobody else writes meanwhile, and AUTOINCREMENT notes the numbers when the rows come.
    """
    name = qualified(connection, table)
    if connection.dialect.name == "sqlite":
        noted = "coalesce((SELECT seq FROM sqlite_sequence WHERE name = :table), 0)"
        there = f"coalesce((SELECT max(id) FROM {name}), 0)"  # noqa: S608 - a name of ours
        last: int = connection.execute(text(f"SELECT max({noted}, {there})"), {"table": table}).scalar_one()
        return list(range(last + 1, last + 1 + count))
    drawn = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return [int(number) for number in connection.execute(drawn, {"name": name, "count": count}).scalars()]


def move_numbers_on(connection: Connection, table: str, last: int) -> None:
    """Let the next number be above ``last``. SQLite (AUTOINCREMENT) does so by itself.

    Nobody inserts meanwhile: PostgreSQL's ``setval`` would take back the numbers that others were given.
    """
    if connection.dialect.name == "sqlite":
        return
    name = qualified(connection, table)
    sequence, given = "pg_get_serial_sequence(:name, 'id')", {"name": name, "last": last}
    is_behind = f":last > coalesce(pg_sequence_last_value({sequence}::regclass), 0)"
    if connection.execute(text(f"SELECT {is_behind}"), given).scalar_one():
        connection.execute(text(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE"))
        connection.execute(text(f"SELECT setval({sequence}, :last) WHERE {is_behind}"), given)
