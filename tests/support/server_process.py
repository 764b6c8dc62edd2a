"""The program as a server in a process of its own, on a free loopback port, and what can be asked of it. Asserts nothing of it."""

from __future__ import annotations

import os
import socket
import sqlite3
import time
import urllib.request
from contextlib import closing, contextmanager
from urllib.error import HTTPError

import pytest

from tests.support.command_process import modelsync
from tests.support.programs import Forked, NewInterpreter

TABLES = (
    *("model_change", "fact_change", "sync_run", "sync_plan", "filter_decision", "review_choice"),
    *("amendment", "reference", "proposal_choice", "ignored_finding", "ai_model"),
    *("sync_attempt", "scheduled_sync", "dismissed_deadline"),
)
REFERENCES_OFF = dict.fromkeys(
    (
        "MODELSYNC_GENAI_PRICES",
        "MODELSYNC_LITELLM_PRICES",
        "MODELSYNC_MODELS_DEV",
        "MODELSYNC_DEPRECATIONS",
    ),
    "off",
)
"""No test asks the public addresses."""
PATIENCE = 30
"""Seconds that a test waits for what must come, on a machine that does other things too; it is rarely used up."""
_OURS = ("MODELSYNC_", "DATABASE_URL", "OPENAI_", "GOOGLE_", "GEMINI_", "ANTHROPIC_")


def until(condition, seconds=PATIENCE):
    """Wait for the condition to hold and give its value; after this time, its last value."""
    end = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < end:
        time.sleep(0.05)
    return value


def free_port():
    """A port on loopback that nobody listens on."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Served:
    """A server with a folder of its own to work in and only the variables given; ``command`` is what a subclass starts."""

    command: list[str]
    program = NewInterpreter
    """How it is started."""
    trusted = None
    """Whose certificates count where the server has one of its own."""

    def __init__(self, folder, port=None, **variables):
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.database = folder / "modelsync.db"
        self._log = folder / "server.log"
        clean = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        self.environment = {**clean, "NO_PROXY": "127.0.0.1", **REFERENCES_OFF, **variables}
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self._process = self.program(self.command, self.folder, self.environment, self._log)
        if not until(lambda: self.status() or self._process.ended(), 60) or not self.status():
            self.__exit__()
            pytest.fail(f"The server did not start: {self.log()}")
        return self

    def __exit__(self, *exc):
        self._process.stop()

    def restart(self):
        """Stop the server and start another one on the same port and folder."""
        self.__exit__()
        self.__enter__()

    @property
    def process_id(self):
        return self._process.pid

    def healthy(self):
        return self.status() == 200

    def status(self):
        """What the server answers to whoever asks for its health; None while it does not."""
        try:
            with urllib.request.urlopen(
                f"{self.url}/_stcore/health", timeout=2, context=self.trusted
            ) as answer:
                return answer.status
        except HTTPError as refused:
            return refused.code
        except OSError:
            return None

    def run(self, *arguments, code=0):
        """Run the command line in the same folder with the same variables; it must end with this code. Gives its output."""
        ended = modelsync(*arguments, environment=self.environment, folder=self.folder)
        assert ended.code == code, ended.err
        return ended.out

    @contextmanager
    def watched(self, every):
        """Keep `modelsync watch` running in the same folder with the same variables while the block lasts."""
        command = ["modelsync", "watch", "--every", every]
        process = Forked(command, self.folder, self.environment, self._log)
        try:
            yield
        finally:
            process.stop()

    def log(self):
        """Everything that the server wrote so far."""
        return self._log.read_text()

    def rows(self, sql="SELECT * FROM ai_model", *values):
        """Rows of the database, read without any code of ours."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]

    def write(self, script):
        """Change the database behind the program's back."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.executescript(script)

    def models(self):
        """Give the catalogue's rows by id."""
        return {row["universal_model_id"]: row for row in self.rows()}

    def everything(self):
        """All rows but those of the tokens."""
        return {table: self.rows(f"SELECT * FROM {table}") for table in TABLES}

    def empty(self):
        """Delete every row but the tokens, in the demo's file too, as if nothing had been synced."""
        for file in self.folder.glob("*.db"):
            with closing(sqlite3.connect(file)) as connection, connection:
                for table in TABLES:
                    connection.execute(f"DELETE FROM {table}")
