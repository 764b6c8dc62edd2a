"""The current schema without a row: made once by the migrations, which take longer than most tests, and copied from then on."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from modelsync.settings import Settings
from modelsync.store.database import Database


def upgrade(url):
    """Bring a database to the current schema, as the program does."""
    database = Database(Settings.read(database_url=url).database_url)
    database.upgrade()
    database.engine.dispose()


@cache
def sqlite_file():
    """The bytes of an SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "current.db"
        upgrade(f"sqlite:///{file}")
        return file.read_bytes()
