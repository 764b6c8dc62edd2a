"""Where the benchmarks write: SQLite files and databases of a throw-away PostgreSQL server, each a copy of a migrated one."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg

from modelsync.settings import Settings
from modelsync.store.database import Database
from tests.support import postgresql


class Sqlite:
    """Files in one folder."""

    name = "sqlite"
    mark = "?"
    as_text = ""

    def __init__(self, folder):
        self._folder = Path(folder)
        self._numbers = itertools.count()
        self._empty = migrated(self._new_url())

    def new(self):
        """The URL of a database with the schema and no rows."""
        return self.copy(self._empty)

    def copy(self, url):
        """A copy of a database that nobody has open."""
        target = self._new_url()
        shutil.copyfile(_path(url), _path(target))
        return target

    def drop(self, url):
        _path(url).unlink()

    def connect(self, url):
        connection = sqlite3.connect(_path(url), isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")  # as the program does
        return connection

    def _new_url(self):
        return f"sqlite:///{self._folder / f'{next(self._numbers)}.db'}"


class Postgresql:
    """Databases of one server."""

    name = "postgresql"
    mark = "%s"
    as_text = "::text"

    def __init__(self, server):
        self._server = server
        self._empty = migrated(server.url(server.new_database()))

    def new(self):
        return self.copy(self._empty)

    def copy(self, url):
        return self._server.url(self._server.new_database(template=url.rpartition("/")[2]))

    def drop(self, url):
        self._server.drop(url.rpartition("/")[2])

    def connect(self, url):
        return psycopg.connect(url, autocommit=True)


@contextmanager
def database_of(kind):
    """The kind of database by its name; for PostgreSQL a server that ends with the block."""
    folder = Path(tempfile.mkdtemp(prefix="modelsync-benchmark-"))
    folder.chmod(0o755)  # PostgreSQL runs as somebody else
    try:
        if kind == "sqlite":
            yield Sqlite(folder)
        else:
            with _server(folder) as server:
                yield Postgresql(server)
    finally:
        shutil.rmtree(folder)


@contextmanager
def _server(folder):
    binaries = postgresql.binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL's server is not installed: `apt-get install postgresql` brings it")
    server = postgresql.Server(binaries, folder)
    server.make()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def migrated(url):
    database = Database(Settings.read(database_url=url).database_url)
    database.upgrade()
    database.engine.dispose()
    return url


def _path(url):
    return Path(url.removeprefix("sqlite:///"))
