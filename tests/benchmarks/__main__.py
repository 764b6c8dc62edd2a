"""Runs the benchmarks that are asked for, prints the table, and says what failed; a failed one has no number."""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
from functools import partial
from pathlib import Path

import pytest

from modelsync.server import process
from tests.benchmarks import clicking, memory, merging, reading, starting, ticking, together, writing
from tests.benchmarks.databases import database_of
from tests.benchmarks.listings import price_file
from tests.benchmarks.measuring import Results
from tests.benchmarks.report import growth, machine, table, write_json
from tests.support.providers import KEYS

SUBJECTS = {
    "reading": reading.measure,
    "writing": writing.measure,
    "ticking": ticking.measure,
    "memory": memory.measure,
    "together": together.measure,
    "clicking": clicking.measure,
}
ASKED_FOR = {"merging": merging.measure}
"""What needs the network, and is measured only when it is named."""
STARTING = "starting"
DATABASES = ("sqlite", "postgresql")
SIZES = (130, 10_000, 50_000)
_FEW, _OFTENER = 1000, 5
"""Listings up to so many models are measured more often: short times vary more."""
_OURS = ("MODELSYNC_", "DATABASE_URL", "OPENAI_", "GOOGLE_", "GEMINI_", "ANTHROPIC_")


def arguments():
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Measure Model Sync beside the least that the same work can take. Run it from the repository's root, on "
        "a machine that does nothing else; 50,000 models, the most that a list may have, take the better part of an hour and 2 GB of memory.",
    )
    for name, usual, more, about in (
        ("--databases", DATABASES, (), "kinds of database"),
        ("--only", (*SUBJECTS, STARTING), tuple(ASKED_FOR), "subjects"),
    ):
        kind = partial(_words, (*usual, *more))
        also = f"; when named also {','.join(more)}" if more else ""
        parser.add_argument(
            name, type=kind, default=usual, metavar="NAME,…", help=f"{about}: {','.join(usual)}{also}"
        )
    sizes = "lengths of the listing: 130,10000,50000"
    parser.add_argument("--models", type=_numbers, default=SIZES, metavar="N,…", help=sizes)
    often = f"runs of each benchmark, {_OFTENER} times as many up to {_FEW:,} models (3)"
    parser.add_argument("--runs", type=int, default=3, help=often)
    parser.add_argument(
        "--once", action="store_true", help="each benchmark once, to see that all of them run"
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the number of every run to this file"
    )
    return parser.parse_args()


def _words(known, text):
    if unknown := set(text.split(",")).difference(known):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: choose from {', '.join(known)}")
    return text.split(",")


def _numbers(text):
    return [int(part) for part in text.split(",")]


def main():
    asked = arguments()
    for name in [name for name in os.environ if name.startswith(_OURS)]:
        del os.environ[name]
    process.prepare()  # as every program of Model Sync does; the floors gain from it too
    results = Results()
    with tempfile.TemporaryDirectory() as folder:
        prices = Path(folder)
        for provider in KEYS:
            price_file(prices, provider)
        if STARTING in asked.only:
            _attempt(
                asked,
                results,
                (STARTING, 0, ""),
                partial(starting.measure, results, _runs(asked, 0), prices),
            )
        for kind in asked.databases:
            work = partial(_on_one_database, asked, results, kind, prices)
            _attempt(asked, results, ("database", 0, kind), work)
    print(", ".join(f"{name} {value}" for name, value in machine().items()))
    print(f"\nMedians over runs; ratios within a run.\n\n{table(results)}\n\n{growth(results)}")
    return 1 if any(line.error for line in results) else 0


def _on_one_database(asked, results, kind, prices):
    with database_of(kind) as database:
        for models, name in itertools.product(asked.models, asked.only):
            if measure := (SUBJECTS | ASKED_FOR).get(name):
                work = partial(measure, results, models, database, _runs(asked, models), prices)
                _attempt(asked, results, (name, models, kind), work)


def _runs(asked, models):
    if asked.once:
        return 1
    return asked.runs if models > _FEW else asked.runs * _OFTENER


def _attempt(asked, results, what, work):
    """Go on after a failure: it is a line of the table, and the exit code. The file always holds what is known so far."""
    name, models, kind = what
    print(f"{name} {models or ''} {kind} …", file=sys.stderr, flush=True)
    try:
        work()
    except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - whatever went wrong is reported
        results.line(f"{name}: failed", models, kind).error = f"{type(error).__name__}: {error}"
    if asked.json:
        write_json(asked.json, results)


if __name__ == "__main__":
    sys.exit(main())
