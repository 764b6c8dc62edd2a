"""Starts a real PostgreSQL server for tests, on loopback and in a folder of its own, and gives each test its own database.

Nothing here asserts.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from tests.support import current_schema

USER, PASSWORD = "modelsync", "made-up-password"
_START_SECONDS = 30


def binaries():
    """The folder with PostgreSQL's server, the newest one; None when there is none."""
    asked = shutil.which("pg_config")
    told = (
        subprocess.run([asked, "--bindir"], capture_output=True, text=True, check=True).stdout
        if asked
        else ""
    )
    newest_first = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True
    )
    found = (folder for folder in [Path(told.strip()), *newest_first] if (folder / "initdb").is_file())
    return next(found, None)


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Server:
    """One PostgreSQL server, from ``make`` and ``start`` to ``stop``; it refuses to run as root, so root lends it a user.

    A server that is ``passing`` does not wait for the disk: what it holds need not outlive the machine.
    """

    def __init__(self, binaries, folder, *, passing=False):
        self.binaries, self.folder, self.port = binaries, folder, _free_port()
        self._numbers = itertools.count(1)
        self._process = None
        self._options = ["-c", "listen_addresses=127.0.0.1"]
        if passing:
            self._options += ["-c", "fsync=off"]
        self._as = {"cwd": folder, "stdin": subprocess.DEVNULL}
        if os.getuid() == 0:
            lent = next(u for u in pwd.getpwall() if u.pw_name in {"postgres", "nobody"})
            self._as |= {"user": lent.pw_uid, "group": lent.pw_gid, "extra_groups": []}
            os.chown(folder, lent.pw_uid, lent.pw_gid)

    def make(self):
        secret = self.folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        secret.chmod(0o644)
        how = [f"--username={USER}", f"--pwfile={secret}", "--auth=scram-sha-256"]
        how += ["--encoding=UTF8", "--no-locale", "--no-sync", f"--pgdata={self.folder / 'data'}"]
        done = subprocess.run(
            [self.binaries / "initdb", *how], capture_output=True, text=True, check=False, **self._as
        )
        if done.returncode:
            pytest.fail(f"initdb failed: {done.stderr}")

    def start(self):
        command = [
            self.binaries / "postgres",
            "-D",
            self.folder / "data",
            "-p",
            str(self.port),
            "-k",
            self.folder,
        ]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen([*command, *self._options], stdout=log, stderr=log, **self._as)
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                return self.run("SELECT 1")
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    pytest.fail(f"PostgreSQL did not start: {(self.folder / 'log').read_text('utf-8')}")
                time.sleep(0.05)

    def stop(self):
        """Stop at once, as a restart does: sessions are ended, nothing that was committed is lost."""
        self._process.send_signal(subprocess.signal.SIGINT)
        self._process.wait(_START_SECONDS)

    def run(self, sql, *values, database="postgres"):
        """One statement as the server's owner; gives its rows, if it has any."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []

    def url(self, database):
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def new_database(self, template=None):
        """The name of a new database, empty or a copy of another one that nobody uses."""
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template or 'template1'}")
        return name

    def drop(self, name):
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgresql_server():
    programs = binaries()
    if programs is None:
        missing = "PostgreSQL's server is not installed: `apt-get install postgresql` (or .ci/run) brings it."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)  # a laptop without it can still run all other tests; a build must have it
    folder = Path(tempfile.mkdtemp(prefix="modelsync-pg-"))
    server = Server(programs, folder, passing=True)
    server.make()
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def postgresql(postgresql_server):
    """The URL of an empty database, as a user would write it."""
    name = postgresql_server.new_database()
    yield postgresql_server.url(name)
    postgresql_server.drop(name)


@pytest.fixture(scope="session")
def current_postgresql(postgresql_server):
    """The name of a database with the current schema and no rows, to be copied: migrations take longer."""
    name = postgresql_server.new_database()
    current_schema.upgrade(postgresql_server.url(name))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, environment):
    """The URL of a database with the current schema and no rows; a test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        file = environment / "modelsync.db"
        file.write_bytes(current_schema.sqlite_file())
        yield f"sqlite:///{file}"
    else:
        server = request.getfixturevalue("postgresql_server")
        name = server.new_database(request.getfixturevalue("current_postgresql"))
        yield server.url(name)
        server.drop(name)
