"""Moves the numbers of a table's rows on, so that a number that was given by hand is never given again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from modelsync.store.schemas import qualified

if TYPE_CHECKING:
    from sqlalchemy import Connection


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
