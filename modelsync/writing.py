"""Writes row changes on an open transaction in set-based steps, each logged with its count. Decides nothing, commits nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from sqlalchemy import Connection

from modelsync import store
from modelsync.changes import RowChange
from modelsync.database import Database

logger = logging.getLogger(__name__)


def write_changes(
    database: Database, connection: Connection, changes: Iterable[RowChange]
) -> list[RowChange]:
    """Write all changes; gives them with the primary keys of inserted rows. A step that fails is named in StoreError."""
    changes = list(changes)
    remove, archive, update, insert = (
        [change for change in changes if change.action == action]
        for action in ("remove", "archive", "update", "insert")
    )
    if remove:
        with database.step("bulk remove"):
            store.write_removals(connection, remove)
        logger.info("bulk remove: %d rows", len(remove))
    with database.step("bulk archive"):
        store.write_updates(connection, archive)
    logger.info("bulk archive: %d rows", len(archive))
    with database.step("bulk update"):
        store.write_updates(connection, update)
    logger.info("bulk update: %d rows", len(update))
    with database.step("bulk insert"):
        insert = store.write_inserts(connection, insert)
    logger.info("bulk insert: %d rows", len(insert))
    return [*remove, *archive, *update, *insert]
