"""Upgrades and copies whole databases, for the command line."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from modelsync.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator


def upgrade_database(url: str, schema: str | None = None) -> str:
    """Bring the schema to this version; gives the address for people. Raises StoreError."""
    with _opened(url, "DATABASE_URL", schema) as database:
        database.upgrade()
        return database.label


def copy_catalogue(source_url: str, target_url: str, schema: str | None = None) -> dict[str, int]:
    """Copy the catalogue with plans and history into an empty database; gives the rows by table. Raises StoreError.

    ``schema`` is that of PostgreSQL, on either side.
    """
    from modelsync.store.copying import copy_database  # noqa: PLC0415 - only this command copies

    with _opened(source_url, "FROM", schema) as source, _opened(target_url, "TO", schema) as target:
        return copy_database(source, target)


@contextmanager
def _opened(url: str, called: str, schema: str | None) -> Iterator[Database]:
    of_the_other = called != "DATABASE_URL" and url.startswith("sqlite")
    database = Database(url, called=called, schema=None if of_the_other else schema)
    try:
        yield database
    finally:
        database.engine.dispose()
