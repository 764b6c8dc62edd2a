"""The HTTP API as programs use it: the real server in a process of its own, on a free loopback port. Asserts nothing."""

from __future__ import annotations

import itertools
import os
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[1]
_OURS = ("MODELSYNC_", "DATABASE_URL", "OPENAI_", "GOOGLE_", "GEMINI_", "ANTHROPIC_")
_TABLES = ("model_change", "sync_run", "sync_plan", "filter_decision", "ai_model")
_addresses = itertools.count(1)


class ApiServer:
    """`uvicorn app:app` (or another command) with a folder of its own to work in and only the variables given."""

    def __init__(self, folder, *, command="uvicorn", **variables):
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.database = folder / "modelsync.db"
        self._log = folder / "server.log"
        clean = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        self.environment = {**clean, "NO_PROXY": "127.0.0.1", **variables}
        # uvicorn reads neither Streamlit's variables nor the configuration beside app.py, only the one in its folder.
        (folder / ".streamlit").mkdir(exist_ok=True)
        (folder / ".streamlit" / "config.toml").write_text('[server]\naddress = "127.0.0.1"\n')
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._command = {
            "uvicorn": ["uvicorn", "app:app", f"--app-dir={ROOT}", f"--port={port}"],
            "streamlit": ["streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}"],
        }[command]

    def __enter__(self):
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._command],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        end = time.monotonic() + 30
        while not self._up():
            if time.monotonic() > end or self._process.poll() is not None:
                self.__exit__()
                pytest.fail(f"The server did not start: {self.log()}")
            time.sleep(0.05)
        return self

    def __exit__(self, *exc):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _up(self):
        try:
            httpx.get(f"{self.url}/_stcore/health", timeout=2)
        except httpx.HTTPError:
            return False
        return True

    def client(self, token=None, **headers):
        """A client with this token. Each has an address of its own: the server believes a proxy on the same machine."""
        number = next(_addresses)
        headers = {"X-Forwarded-For": f"127.1.{number // 250}.{number % 250 + 1}", **headers}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return httpx.Client(base_url=self.url, headers=headers, timeout=30)

    def run(self, *arguments):
        """Run the command line in the same folder with the same variables; gives standard output."""
        command = [sys.executable, "-m", "modelsync", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    def token(self, name, scope):
        return self.run("token", "create", name, "--scope", scope).strip()

    def log(self):
        """Everything that the server wrote so far."""
        return self._log.read_text()

    def rows(self, sql="SELECT * FROM ai_model ORDER BY universal_model_id", *values):
        """Rows of the database, read without any code of ours."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]

    def write(self, script):
        with closing(sqlite3.connect(self.database)) as connection:
            connection.executescript(script)

    def everything(self):
        """All rows but those of the tokens."""
        return {table: self.rows(f"SELECT * FROM {table}") for table in _TABLES}

    def empty(self):
        """Delete every row but the tokens."""
        self.write("".join(f"DELETE FROM {table};" for table in _TABLES))
