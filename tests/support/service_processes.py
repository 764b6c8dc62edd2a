"""Runs calls of the service in processes of their own: to race them, to kill them, to take their disk away. Asserts nothing."""

from __future__ import annotations

import os
import resource
import time
import traceback
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import event

from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.processes import PROCESSES, SECONDS, Crash, ended, started

NOBODY = 65534


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


def at_once(*jobs):
    """Run each job in its own process, all at the same moment; gives what each call gave: a value, Told or Crash."""
    start = PROCESSES.Barrier(len(jobs))
    running = [started(_call, job, start) for job in jobs]
    return [ended(*one) for one in running]


def alone(job):
    """Run one job in a process of its own."""
    [result] = at_once(job)
    return result


def _call(pipe, job, start):
    try:
        if job.most_file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (job.most_file_bytes, job.most_file_bytes))
        if job.as_nobody:
            os.setuid(NOBODY)
        service = _service(job)
        service.history(limit=1)  # connected before the race, so that it is one
        start.wait(SECONDS)
        time.sleep(job.later)
        result = getattr(service, job.call)(**job.arguments)
    except ModelSyncError as error:
        result = Told(type(error).__name__, str(error))
    except BaseException:  # noqa: BLE001 - the test is told of everything
        result = Crash(traceback.format_exc())
    pipe.send(result)


def _service(job):
    return AiModelSyncService(Settings.read(database_url=job.url), clock=lambda: job.now)


@dataclass
class Killable:
    """A job that tells when its transaction begins, when it is about to commit, and when it is over; then dies."""

    job: Job
    heard: list[str] = field(default_factory=list)

    def __enter__(self):
        self._process, self._pipe = started(_marked_call, self.job)
        return self

    def __exit__(self, *exc):
        self._process.kill()
        self._process.join(SECONDS)
        self._process.close()
        self._pipe.close()

    def wait_for(self, mark):
        """Read until this mark."""
        while mark not in self.heard:
            if not self._pipe.poll(SECONDS):
                raise TimeoutError(mark)
            self.heard.append(self._pipe.recv())

    def kill(self):
        """SIGKILL; then read what it still said. Gives the last mark."""
        self._process.kill()
        self._process.join(SECONDS)
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
