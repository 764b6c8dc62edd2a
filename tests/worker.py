"""Runs the program in processes of their own: to race them, to kill them, to take their disk away. Asserts nothing.

The processes are forked from one that has the program loaded, because importing it takes longer than most tests.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import resource
import sys
import time
import traceback
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text

from modelsync import cli
from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(
    [
        "pytest",
        "modelsync.cli",
        "modelsync.store.copying",
        "alembic.command",
        "psycopg",
        "sqlalchemy.dialects.postgresql",
    ]
)
_SECONDS = 60
NOBODY = 65534
TABLES = ("ai_model", "sync_plan", "sync_run", "model_change", "filter_decision", "alembic_version")


# --- jobs ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Job:
    """A call of the service in a process of its own, at a time that the test decides."""

    url: str
    call: str
    arguments: dict[str, Any]
    now: datetime
    later: float = 0
    """Seconds to wait after the start that all share."""
    most_file_bytes: int | None = None
    """No file may grow beyond this, as on a disk that is full."""
    as_nobody: bool = False
    """Give up root's right to write everywhere."""


@dataclass(frozen=True)
class Told:
    """The sentence of an error of ours."""

    kind: str
    sentence: str


@dataclass(frozen=True)
class Crash:
    """Whatever must not happen."""

    trace: str


def at_once(*jobs):
    """Run each job in its own process, all at the same moment; gives what each call gave: a value, Told or Crash."""
    start = _PROCESSES.Barrier(len(jobs))
    running = [_started(_call, job, start) for job in jobs]
    return [_ended(*one) for one in running]


def alone(job):
    """Run one job in a process of its own."""
    [result] = at_once(job)
    return result


def _started(function, *arguments):
    mine, theirs = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=function, args=(theirs, *arguments))
    process.start()
    theirs.close()
    return process, mine


def _ended(process, pipe):
    with pipe:
        result = pipe.recv() if pipe.poll(_SECONDS) else Crash(f"nothing heard for {_SECONDS} seconds")
    process.join(_SECONDS)
    process.close()
    return result


def _call(pipe, job, start):
    try:
        if job.most_file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (job.most_file_bytes, job.most_file_bytes))
        if job.as_nobody:
            os.setuid(NOBODY)
        service = _service(job)
        service.history(limit=1)  # connected before the race, so that it is one
        start.wait(_SECONDS)
        time.sleep(job.later)
        result = getattr(service, job.call)(**job.arguments)
    except ModelSyncError as error:
        result = Told(type(error).__name__, str(error))
    except BaseException:  # noqa: BLE001 - the test is told of everything
        result = Crash(traceback.format_exc())
    pipe.send(result)


def _service(job):
    return AiModelSyncService(Settings.read(database_url=job.url), clock=lambda: job.now)


# --- kills -----------------------------------------------------------------------------------------------------------


@dataclass
class Killable:
    """A job that tells when its transaction begins, when it is about to commit, and when it is over; then dies."""

    job: Job
    heard: list[str] = field(default_factory=list)

    def __enter__(self):
        self._process, self._pipe = _started(_marked_call, self.job)
        return self

    def __exit__(self, *exc):
        self._process.kill()
        self._process.join(_SECONDS)
        self._process.close()
        self._pipe.close()

    def wait_for(self, mark):
        """Read until this mark."""
        while mark not in self.heard:
            if not self._pipe.poll(_SECONDS):
                raise TimeoutError(mark)
            self.heard.append(self._pipe.recv())

    def kill(self):
        """SIGKILL; then read what it still said. Gives the last mark."""
        self._process.kill()
        self._process.join(_SECONDS)
        try:
            while True:
                self.heard.append(self._pipe.recv())
        except EOFError:
            return self.heard[-1]


def _marked_call(pipe, job):
    service = _service(job)
    service.history(limit=1)
    engine = service.database.engine

    def mark(name):
        def tell(connection):
            if connection.get_execution_options().get("modelsync_writes"):
                pipe.send(name)

        event.listen(engine, name, tell)

    mark("begin")
    mark("commit")
    getattr(service, job.call)(**job.arguments)
    pipe.send("over")


# --- the command line ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def modelsync(*arguments):
    """Run `modelsync` with these arguments in the environment and the folder of the test."""
    return _ended(*_started(_command, [str(a) for a in arguments], dict(os.environ), Path.cwd()))


def _command(pipe, arguments, environment, folder):
    out, err = io.StringIO(), io.StringIO()
    try:
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        sys.argv = ["modelsync", *arguments]
        with redirect_stdout(out), redirect_stderr(err):
            cli.main()
    except SystemExit as end:
        pipe.send(Ended(end.code, out.getvalue(), err.getvalue()))
    except BaseException:  # noqa: BLE001 - the test is told of everything
        pipe.send(Crash(traceback.format_exc()))


# --- what is in a database -------------------------------------------------------------------------------------------


def dump(url):
    """Every row of every table, read without any code of ours; JSON comes as values from both kinds of database."""
    engine = create_engine(Settings.read(database_url=url).database_url)
    try:
        with engine.connect() as connection:
            return {
                table: sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}")).all()))
                for table in TABLES
            }
    finally:
        engine.dispose()
