"""Processes of a test's own, forked from one that has the program loaded: importing it takes longer than most tests."""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass
from pkgutil import iter_modules

from modelsync import cli, store

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    [
        "pytest",
        *(one.name for room in (cli, store) for one in iter_modules(room.__path__, f"{room.__name__}.")),
        "modelsync.service.opened",
        "modelsync.store.tables.every",
        "modelsync.api",
        "modelsync.server.serve",
        "modelsync.ui.adopt.route",
        "modelsync.ui.shell.startup",
        "alembic.command",
        "altair",
        "genai_prices",
        "pandas",
        "psycopg",
        "sqlalchemy.dialects.postgresql",
        "streamlit.elements.lib.image_utils",
        "streamlit.watcher.event_based_path_watcher",
        "streamlit.web.bootstrap",
        "streamlit.web.cli",
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
