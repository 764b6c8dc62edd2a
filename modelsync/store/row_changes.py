"""Writes row changes on an open transaction in set-based steps, each logged with its count. Decides nothing, commits nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from sqlalchemy import Connection

from modelsync import store
from modelsync.core.row_changes import RecordedChange, RowChange
from modelsync.store.database import Database

logger = logging.getLogger(__name__)


def write_changes(
    database: Database, connection: Connection, changes: Iterable[RowChange]
) -> list[RecordedChange]:
    """Write all changes; gives what the history keeps of them. A step that fails is named in StoreError."""
    changes = list(changes)
    remove, archive, update, insert = (
        [change for change in changes if change.action == action]
        for action in ("remove", "archive", "update", "insert")
    )
    records: list[RecordedChange] = []
    if remove:
        with database.step("bulk remove"):
            records += store.write_removals(connection, remove)
        logger.info("bulk remove: %d rows", len(remove))
    with database.step("bulk archive"):
        records += store.write_updates(connection, archive)
    logger.info("bulk archive: %d rows", len(archive))
    with database.step("bulk update"):
        records += store.write_updates(connection, update)
    logger.info("bulk update: %d rows", len(update))
    with database.step("bulk insert"):
        records += store.write_inserts(connection, insert)
    logger.info("bulk insert: %d rows", len(insert))
    return records
