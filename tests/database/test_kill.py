"""An apply that is cut short by SIGKILL, at any moment: all or nothing, and the plan still there.

`MODELSYNC_TEST_KILLS=200 uv run pytest -s tests/database/test_kill.py` kills as often as asked on each kind of database; the number that
hit between BEGIN and COMMIT is printed.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from contextlib import contextmanager

import pytest

from modelsync.settings import Settings
from modelsync.store.database import Database
from tests.support.clock import NOON
from tests.support.database_dump import dump
from tests.support.service_processes import Job, Killable, alone
from tests.support.thousand_changes import APPLY, CHANGES, planned

KILLS = int(os.environ.get("MODELSYNC_TEST_KILLS") or "20")
LATER = NOON.replace(hour=13)


class SqliteCopies:
    """Copies of a file with a waiting plan, one for each try."""

    def __init__(self, folder):
        self.folder, self.number = folder, 0
        self.url = f"sqlite:///{folder / 'base.db'}"

    @contextmanager
    def new(self):
        self.number += 1
        path = self.folder / f"copy-{self.number}.db"
        shutil.copyfile(self.folder / "base.db", path)
        yield f"sqlite:///{path}"
        path.unlink()

    def wait_for_silence(self, url):
        """A process that is gone holds no lock."""


class PostgresqlCopies:
    """The same on a PostgreSQL server."""

    def __init__(self, server):
        self.server, self.name = server, server.new_database()
        self.url = server.url(self.name)

    @contextmanager
    def new(self):
        name = self.server.new_database(template=self.name)
        yield self.server.url(name)
        self.server.drop(name)

    def wait_for_silence(self, url):
        """The server notices only at its next word to a client that is gone, and may still be at work for it."""
        name = url.rpartition("/")[2]
        deadline = time.monotonic() + 30
        while self.server.run("SELECT 1 FROM pg_stat_activity WHERE datname = %s", name):
            assert time.monotonic() < deadline, "a session outlives its client"
            time.sleep(0.01)


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(request, environment, tmp_path):
    if request.param == "sqlite":
        yield SqliteCopies(tmp_path)
    else:
        made = PostgresqlCopies(request.getfixturevalue("postgresql_server"))
        yield made
        made.server.drop(made.name)


def test_a_process_killed_at_any_moment_of_an_apply_leaves_all_or_nothing(copies, new_service, providers):
    database = Database(Settings.read(database_url=copies.url).database_url)
    database.upgrade()
    database.engine.dispose()
    service = new_service(database_url=copies.url)
    plan_id = planned(service, providers)
    service.database.engine.dispose()
    before = dump(copies.url)
    works, commits, afters = zip(*[whole(copies, plan_id) for _ in range(3)], strict=True)
    assert afters[0] == afters[1] == afters[2] != before
    work, commit, after = min(works), max(commits), afters[0]
    measured = f"works for {work * 1000:.0f} ms and commits for {commit * 1000:.0f} ms"
    assert len(after["model_change"]) - len(before["model_change"]) == 1000

    moment, inside, committing, done = random.Random(KILLS), 0, 0, 0
    for number in range(KILLS):
        with copies.new() as url:
            with Killable(Job(url, "apply_sync", {"plan_id": plan_id, **APPLY}, LATER)) as job:
                # A commit is short: every fourth kill aims at it, the others at the work before.
                mark, window = ("commit", commit) if number % 4 == 3 else ("begin", work)
                job.wait_for(mark)
                time.sleep(moment.uniform(0, window))
                last = job.kill()
            copies.wait_for_silence(url)
            found = dump(url)
            assert found in (before, after), f"kill {number}: neither before nor after"
            if mark == "begin" != last:
                work *= 0.9  # it was too late: the machine is quicker now than when this was measured
            if last == "begin":
                inside += 1
                assert found == before
            elif last == "commit":
                committing += 1
            else:
                done += 1
                assert found == after
            if number % 10 == 0 and found == before:
                again = alone(Job(url, "apply_sync", {"plan_id": plan_id, **APPLY}, LATER))
                assert again.counts.model_dump() == CHANGES
    print(
        f"\n{copies.url.partition(':')[0]}: {KILLS} kills of an apply that {measured}: "
        f"{inside} between BEGIN and COMMIT, {committing} while committing, {done} after it"
    )
    assert inside >= KILLS / 2


def whole(copies, plan_id):
    """An apply that nobody kills: the seconds of its work and of its commit, and what is then in the database."""
    with copies.new() as url:
        with Killable(Job(url, "apply_sync", {"plan_id": plan_id, **APPLY}, LATER)) as job:
            job.wait_for("begin")
            begin = time.monotonic()
            job.wait_for("commit")
            committing = time.monotonic()
            job.wait_for("over")
            over = time.monotonic()
        copies.wait_for_silence(url)
        return committing - begin, over - committing, dump(url)
