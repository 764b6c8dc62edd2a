"""Processes of a test's own, forked from one that has the program loaded: importing it takes longer than most tests."""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    [
        "pytest",
        "modelsync.cli",
        "modelsync.store.copying",
        "alembic.command",
        "psycopg",
        "sqlalchemy.dialects.postgresql",
    ]
)
SECONDS = 60
"""The longest that a test waits for a process."""


@dataclass(frozen=True)
class Crash:
    """Whatever must not happen."""

    trace: str


def started(function, *arguments):
    mine, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=function, args=(theirs, *arguments))
    process.start()
    theirs.close()
    return process, mine


def ended(process, pipe):
    with pipe:
        result = pipe.recv() if pipe.poll(SECONDS) else Crash(f"nothing heard for {SECONDS} seconds")
    process.join(SECONDS)
    process.close()
    return result
