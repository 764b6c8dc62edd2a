"""SQLite files for tests of the database: opened by URL or behind the program's back, and raw rows for them. Asserts nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager

from modelsync.store.database import Database

RUN = {"kind": "apply", "actor": "me", "at": "2026-11-01T12:00:00Z"}
RUN |= {"inserted": 0, "updated": 0, "archived": 0}
DECISION = {
    "provider": "openai",
    "universal_model_id": "gpt-a",
    "decision": "include",
    "reason": "wanted",
    "actor": "me",
    "at": "2026-11-01T12:00:00Z",
}


@contextmanager
def databases():
    """Opens databases by URL and closes them again."""
    made = []

    def build(url):
        made.append(Database(url))
        return made[-1]

    yield build
    for database in made:
        database.engine.dispose()


@contextmanager
def current(path, opened):
    """A plain connection to a file with the current schema."""
    opened(f"sqlite:///{path}").upgrade()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


def add(connection, table, row, **fields):
    """Insert the row; a required column that a test says nothing about is an empty object."""
    required = {
        c[1]: "{}" for c in connection.execute(f"PRAGMA table_info({table})") if c[3] and c[1] != "id"
    }
    row = required | row | fields
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    return connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values())).lastrowid
