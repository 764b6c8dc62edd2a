"""Copies a database with catalogue, plans and history into an empty one."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, func, insert, select, text
from sqlmodel import SQLModel

from modelsync.errors import StoreError
from modelsync.store.database import Database
from modelsync.store.schemas import qualified
from modelsync.store.tables.every import (
    AiModel,
    Announced,
    ApiToken,
    DismissedDeadline,
    FilterDecision,
    IgnoredFinding,
    MilestoneSeen,
    ModelChange,
    OutboxEvent,
    ReceiverState,
    Reference,
    ReferenceCheck,
    ReviewChoice,
    ScheduledSync,
    SignedOut,
    StoredAmendment,
    StoredFactChange,
    StoredProposalChoice,
    SyncAttempt,
    SyncPlan,
    SyncRun,
)

_TABLES: tuple[type[SQLModel], ...] = (
    AiModel,
    SyncPlan,
    SyncRun,
    ModelChange,
    FilterDecision,
    ApiToken,
    SyncAttempt,
)
# A signed-out cookie must not come to life again, a rejected change not be approved, nothing be told twice or never; the
# command does not name them.
_UNCOUNTED: tuple[type[SQLModel], ...] = (
    SignedOut,
    ReviewChoice,
    OutboxEvent,
    ReceiverState,
    Announced,
    MilestoneSeen,
    DismissedDeadline,
    ScheduledSync,
    Reference,
    StoredProposalChoice,
    ReferenceCheck,
    IgnoredFinding,
    StoredAmendment,
    StoredFactChange,
)
_NUMBERED: tuple[type[SQLModel], ...] = (
    AiModel,
    SyncRun,
    ModelChange,
    SyncAttempt,
    OutboxEvent,
    StoredFactChange,
    IgnoredFinding,
    DismissedDeadline,
)
_BATCH = 1_000


def copy_database(source: Database, target: Database) -> dict[str, int]:
    """Copy every row with its keys, in one transaction of the target; gives the rows by table. Raises StoreError."""
    file = source.engine.url.database
    if source.is_sqlite and not (file and Path(file).is_file()):
        raise StoreError(f"The database {source.label} does not exist. Check FROM; nothing was copied.")
    if source.engine.url == target.engine.url or _same_file(file, target):
        raise StoreError("FROM and TO are the same database. Name another one to copy into.")
    target.upgrade()
    with source.reading() as here, target.writing("catalogue") as there:
        reader, writer = here.connection(), there.connection()
        for table in _TABLES:
            if writer.execute(select(func.count()).select_from(table)).scalar_one():
                raise StoreError(
                    f"The database {target.label} already has rows in {_name(table)}. Copy into an empty one."
                )
        counts = {_name(table): _copy(reader, writer, table) for table in _TABLES}
        for table in _UNCOUNTED:
            _copy(reader, writer, table)
        for table in _NUMBERED:
            _continue_numbers(reader, writer, _name(table))
    return counts


def _name(table: type[SQLModel]) -> str:
    return str(table.__tablename__)


def _same_file(file: str | None, target: Database) -> bool:
    other = target.engine.url.database
    return (
        bool(target.is_sqlite and file and other) and Path(str(file)).resolve() == Path(str(other)).resolve()
    )


def _copy(reader: Connection, writer: Connection, table: type[SQLModel]) -> int:
    count = 0
    rows = reader.execution_options(yield_per=_BATCH).execute(select(table)).mappings()
    for batch in rows.partitions(_BATCH):
        writer.execute(insert(table), [dict(row) for row in batch])
        count += len(batch)
    return count


def _continue_numbers(reader: Connection, writer: Connection, table: str) -> None:
    """Continue the sequences: an id is never reused, even after its row is gone."""
    last = _last_number(reader, table)
    if not last:
        return
    if writer.dialect.name == "sqlite":
        # Copied rows may have created the entry; sqlite_sequence has no key for an upsert.
        writer.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table})
        writer.execute(
            text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"),
            {"name": table, "last": last},
        )
    else:
        writer.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
            {"name": qualified(writer, table), "last": last},
        )


def _last_number(reader: Connection, table: str) -> int | None:
    """The highest id that the table ever assigned; None before the first."""
    if reader.dialect.name == "sqlite":
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    else:
        query = text(
            "SELECT last_value FROM pg_sequences WHERE format('%I.%I', schemaname, sequencename)::regclass "
            "= pg_get_serial_sequence(:name, 'id')::regclass"
        )
    name = table if reader.dialect.name == "sqlite" else qualified(reader, table)
    found: int | None = reader.execute(query, {"name": name}).scalar()
    return found
