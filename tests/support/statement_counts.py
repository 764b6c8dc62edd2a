"""Counts what a block of code asks the database: transactions and statements."""

from __future__ import annotations

from contextlib import contextmanager

from sqlalchemy import event


@contextmanager
def counted(service):
    """Collects transactions and statements while the block runs; PostgreSQL and SQLite begin in their own ways."""
    begun, sent = [], []

    def begin(connection):
        begun.append(connection)

    def execute(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "SET ")):
            sent.append(statement.split()[0])

    engine = service.database.engine
    event.listen(engine, "begin", begin)
    event.listen(engine, "before_cursor_execute", execute)
    try:
        yield begun, sent
    finally:
        event.remove(engine, "begin", begin)
        event.remove(engine, "before_cursor_execute", execute)
