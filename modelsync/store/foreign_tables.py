"""Reads a table of another program from SQLite or PostgreSQL, without writing and without showing a password. Knows none of our tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, column, inspect, select, table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from modelsync.core.kinds import shown_id
from modelsync.errors import StoreError
from modelsync.store.engines import label, new_engine
from modelsync.store.failures import sentence

if TYPE_CHECKING:
    from sqlalchemy import Engine

CALLED: Final = "SOURCE"
USUAL_TABLE: Final = "ai_model"


def read_table(url: str, name: str | None, most: int) -> tuple[str, tuple[str, ...], list[dict[str, Any]]]:
    """What people call the table, its columns, and its rows by key: one more than ``most`` at the most. Raises StoreError.

    ``name`` may have a schema before it; without it the table is called `ai_model`, or is the only one.
    """
    engine = _read_only(url)
    try:
        with _translated(engine), engine.connect().execution_options(postgresql_readonly=True) as connection:
            schema, found = _found(connection, name, label(engine))
            columns = [str(one["name"]) for one in inspect(connection).get_columns(found, schema)]
            if not columns:
                raise StoreError(f"The table {found} in {label(engine)} has no columns that can be read.")
            keys = inspect(connection).get_pk_constraint(found, schema)["constrained_columns"]
            clause = table(found, *map(column, columns), schema=schema)
            query = select(clause).order_by(*(clause.c[key] for key in keys)).limit(most + 1)
            rows = [dict(row) for row in connection.execute(query).mappings()]
    finally:
        engine.dispose()
    whole = f"{schema}.{found}" if schema else found
    return f"{whole} in {label(engine)}", tuple(columns), rows


def _read_only(url: str) -> Engine:
    """An engine that writes nothing; an SQLite file that is missing is not made."""
    engine = new_engine(url, CALLED)
    if engine.dialect.name != "sqlite":
        return engine
    file, shown = engine.url.database or "", label(engine)
    engine.dispose()
    if not Path(file).is_file():
        raise StoreError(f"The database {shown} does not exist. Check {CALLED}.")
    return new_engine(
        make_url(url).update_query_dict({"mode": "ro"}).render_as_string(hide_password=False), CALLED
    )


def _found(connection: Connection, name: str | None, where: str) -> tuple[str | None, str]:
    """Schema and name of the table."""
    seen = inspect(connection)
    names = [*seen.get_table_names(), *seen.get_view_names()]
    if name is None:
        if USUAL_TABLE in names or len(names) == 1:
            return None, USUAL_TABLE if USUAL_TABLE in names else names[0]
        raise StoreError(f"{where} has no table {USUAL_TABLE}. Name one with --table: {_listed(names)}.")
    if name in names:
        return None, name
    schema, dot, bare = name.partition(".")
    if dot and seen.has_table(bare, schema=schema):
        return schema, bare
    raise StoreError(f"{where} has no table {shown_id(name)}. Name one with --table: {_listed(names)}.")


def _listed(names: Sequence[str]) -> str:
    few = ", ".join(sorted(names)[:20])
    return f"{few} and {len(names) - 20} more" if len(names) > 20 else few or "there is none"


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        said = sentence(error, label(engine)).replace("DATABASE_URL", CALLED)
        raise StoreError(said) from error
