"""Starts a real PgBouncer in transaction mode before the tests' PostgreSQL server. Nothing here asserts."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.support.postgresql import PASSWORD, USER

_START_SECONDS = 30
_SETTINGS = """
[databases]
* = host=127.0.0.1 port={server_port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 3
server_connect_timeout = 5
server_login_retry = 1
"""


@pytest.fixture(scope="session")
def pgbouncer_server(postgresql_server):
    """The port of a PgBouncer with three connections to the server, which all clients of a database share."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        missing = "PgBouncer is not installed: `apt-get install pgbouncer` (or .ci/run) brings it."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)  # a laptop without it can still run all other tests; a build must have it
    folder = Path(tempfile.mkdtemp(prefix="modelsync-pgbouncer-"))
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (folder / "settings").write_text(
        _SETTINGS.format(server_port=postgresql_server.port, port=port, folder=folder), encoding="utf-8"
    )
    (folder / "users").write_text(f'"{USER}" "{PASSWORD}"\n"stranger" "{PASSWORD}"\n', encoding="utf-8")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, folder / "settings"], stdout=log, stderr=log, **_lent_user(folder)
        )
    _wait_for(port, process, folder / "log")
    yield port
    process.terminate()
    process.wait(_START_SECONDS)
    shutil.rmtree(folder)


@pytest.fixture
def pgbouncer(pgbouncer_server, postgresql, postgresql_server):
    """The URL of the test's PostgreSQL database by way of PgBouncer."""
    return postgresql.replace(f":{postgresql_server.port}/", f":{pgbouncer_server}/")


def _lent_user(folder):
    """Who runs it: PgBouncer refuses to be root."""
    if os.getuid() != 0:
        return {}
    lent = next(u for u in pwd.getpwall() if u.pw_name in {"postgres", "nobody"})
    folder.chmod(0o755)
    return {"user": lent.pw_uid, "group": lent.pw_gid, "extra_groups": []}


def _wait_for(port, process, log):
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline or process.poll() is not None:
                pytest.fail(f"PgBouncer did not start: {log.read_text('utf-8')}")
            time.sleep(0.05)
        else:
            return
