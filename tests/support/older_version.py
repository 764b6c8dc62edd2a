"""The database, lists and prices of an older version (`tests/fixtures/README.md`), and its JSON as other versions would write it. Asserts nothing."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg

FIXTURES = Path(__file__).parents[1] / "fixtures"
PRICES = FIXTURES / "pricing-8429d34"
LISTINGS = json.loads((FIXTURES / "listings-8429d34.json").read_text(encoding="utf-8"))
UPGRADED = datetime(2026, 10, 27, 15, tzinfo=UTC)
"""Six hours after the waiting plans were made."""
ALL_RUNS = [str(number) for number in range(15, 0, -1)]

COLUMNS = {
    "ai_model": ("id", "config"),
    "sync_plan": ("id", "diff", "facts", "review"),
    "model_change": ("id", "before", "after"),
}
"""Where JSON is stored that this program reads back: the key of each table and its columns."""
_MAPS = {"ticks", "edits", "capabilities", "proofs"}
"""Objects whose keys are ids or names, not fields."""


def restore(url):
    """Fill an empty database with what the older version wrote."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.executescript((FIXTURES / "catalogue-8429d34.sql").read_text(encoding="utf-8"))
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute((FIXTURES / "catalogue-8429d34-postgresql.sql").read_text(encoding="utf-8"))


def serve(providers):
    """Let the providers list what the older version saw last."""
    for provider, items in LISTINGS.items():
        providers.set(provider, *items["listed"], unlisted=items["unlisted"])


def objects(value, path=()):
    """The path of each object of fields in a JSON value, the outermost first."""
    if isinstance(value, dict):
        if not (path and path[-1] in _MAPS):
            yield path
        for key, inner in value.items():
            yield from objects(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from objects(inner, (*path, place))


def at(value, path):
    """The object at such a path."""
    for step in path:
        value = value[step]
    return value


def documents(path):
    """Each stored JSON of an SQLite file: table, row, column, decoded value."""
    with closing(sqlite3.connect(path)) as connection:
        for table, (key, *columns) in COLUMNS.items():
            for column in columns:
                query = f"SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY {key}"
                for row, text in connection.execute(query).fetchall():  # a reader would lock a migration out
                    yield table, row, column, json.loads(text)


def write(path, *changed):
    """Put other JSON, decoded or as text, in the place of what is stored."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, row, column, value in changed:
            text = value if isinstance(value, str) else json.dumps(value)
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (text, row))


def with_keys_of_a_newer_version(path):
    """Add a key to every object that is stored."""
    changed = []
    for document in documents(path):
        value = document[-1]
        for place in list(objects(value)):
            at(value, place)["ofNewerVersion"] = [{"from": "2027-01-01"}]
        changed.append(document)
    write(path, *changed)
