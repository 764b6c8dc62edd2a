"""Tells where our tables are: in which schema of PostgreSQL, and whether tables of our names are another program's. Changes nothing.

A schema of our own qualifies each name in SQL (``schema_translate_map``): it needs no ``search_path`` of the session, which
would stay on a connection that PgBouncer gives to others next. Only a migration sets one, for its transaction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import column, inspect, select, table

if TYPE_CHECKING:
    from sqlalchemy import Connection, TableClause

TRANSLATION: Final = "schema_translate_map"
MARK: Final = "alembic_version"
"""The table in which our migrations, and those of other programs, note how far they are."""

_OUR_REVISION: Final = re.compile(r"\d{4}")
_OUR_FIRST: Final = frozenset({"sync_plan", "sync_run", "model_change"})
"""What no other program has beside an `ai_model`: our first migration made them."""


@dataclass(frozen=True)
class Found:
    """What is in a database: our ``revision``, or the tables of our names that are another program's."""

    revision: str | None = None
    foreign: tuple[str, ...] = ()


def translation(schema: str | None) -> dict[str, Any]:
    """The execution options that qualify our tables' names."""
    return {TRANSLATION: {None: schema}} if schema else {}


def schema_of(connection: Connection) -> str | None:
    """The schema of our tables; None where the database has its usual one."""
    names = connection.get_execution_options().get(TRANSLATION) or {}
    schema: str | None = names.get(None)
    return schema


def qualified(connection: Connection, name: str) -> str:
    """The table's name for a statement that is text."""
    return connection.dialect.identifier_preparer.format_table(_clause(connection, name))


def _clause(connection: Connection, name: str, *columns: str) -> TableClause:
    return table(name, *map(column, columns), schema=schema_of(connection))


def found(connection: Connection) -> Found:
    """Whose tables there are. A mark alone says nothing: other programs use Alembic too."""
    schema, seen = schema_of(connection), inspect(connection)
    names = {*seen.get_table_names(schema=schema), *seen.get_view_names(schema=schema)}
    revision = _revision(connection) if MARK in names else None
    if revision and _OUR_REVISION.fullmatch(revision) and names & _OUR_FIRST:
        return Found(revision)
    theirs = names & _our_names()
    return Found(None, tuple(sorted(theirs | {MARK} if revision else theirs)))


def _our_names() -> frozenset[str]:
    from modelsync.store.tables import every  # noqa: PLC0415 - makes all tables, which our own database does not need

    return frozenset(getattr(every, name).__tablename__ for name in every.__all__)


def _revision(connection: Connection) -> str | None:
    clause = _clause(connection, MARK, "version_num")
    found_ = connection.execute(select(clause.c.version_num)).scalars().first()
    return str(found_) if found_ else None
