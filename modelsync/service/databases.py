"""Upgrades and copies whole databases: what the command line does before any catalogue is open."""

from __future__ import annotations

from modelsync.store.database import Database


def upgrade_database(url: str) -> str:
    """Bring the schema to this version; gives the address for people. Raises StoreError."""
    database = Database(url)
    database.upgrade()
    return database.label


def copy_catalogue(source_url: str, target_url: str) -> dict[str, int]:
    """Copy the catalogue with plans and history into an empty database; gives the rows by table. Raises StoreError."""
    from modelsync.store.copying import copy_database  # noqa: PLC0415 - only this command copies

    return copy_database(Database(source_url, called="FROM"), Database(target_url, called="TO"))
