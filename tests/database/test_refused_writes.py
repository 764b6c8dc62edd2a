"""An apply whose database cannot be written, or is taken away: one sentence, all or nothing, and the plan still there."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from modelsync.core.actors import LOCAL
from modelsync.core.runs import Run
from modelsync.errors import StoreError
from modelsync.store.database import SCHEMA_REVISION
from tests.support.clock import NOON, Clock
from tests.support.database_dump import dump
from tests.support.providers import google_item
from tests.support.service_processes import Crash, Job, Told, alone
from tests.support.thousand_changes import APPLY, CHANGES, planned


@pytest.fixture
def service(new_service, database_url):
    return new_service(database_url=database_url)


def refused(result, *words):
    """The job was told in one sentence, with these words."""
    assert isinstance(result, Told), result
    assert result.kind == "StoreError"
    assert re.fullmatch(r"[^\n]+\.", result.sentence)
    for word in words:
        assert word in result.sentence


def applied(url, plan_id, **how):
    return alone(Job(url, "apply_sync", {"plan_id": plan_id, **APPLY}, Clock()(), **how))


@pytest.fixture
def folder():
    """A folder that other users may enter, unlike pytest's."""
    with tempfile.TemporaryDirectory(prefix="modelsync-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def waiting(folder, new_service, providers):
    """A file with 1,000 models and a waiting plan, and the plan's id."""
    path = folder / "modelsync.db"
    service = new_service(database_url=f"sqlite:///{path}")
    plan_id = planned(service, providers)
    service.database.engine.dispose()
    return path, plan_id


def test_a_file_that_may_not_grow_keeps_what_it_has_and_the_plan(waiting):
    path, plan_id = waiting
    url, before = f"sqlite:///{path}", dump(f"sqlite:///{path}")
    result = applied(url, plan_id, most_file_bytes=path.stat().st_size + 50_000)
    refused(result, "Nothing was changed", "free space")
    assert dump(url) == before
    assert applied(url, plan_id).counts.model_dump() == CHANGES


def test_a_full_disk_keeps_what_it_has_and_the_plan(waiting, new_service):
    path, plan_id = waiting
    url, before = f"sqlite:///{path}", dump(f"sqlite:///{path}")
    service = new_service(database_url=url)
    with closing(sqlite3.connect(path)) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()

    def fill(made, _record):
        # SQLite's own limit gives the error of a full disk, and needs no right to mount a small one.
        made.execute(f"PRAGMA max_page_count = {pages + 10}")

    event.listen(service.database.engine, "connect", fill)
    with pytest.raises(StoreError, match=r"the disk is full.+Nothing was changed\.$"):
        service.apply_sync(plan_id, **APPLY)
    assert dump(url) == before
    event.remove(service.database.engine, "connect", fill)
    service.database.engine.dispose()
    assert service.apply_sync(plan_id, **APPLY).counts.model_dump() == CHANGES


@pytest.mark.parametrize(
    ("of_file", "of_folder"),
    [(0o444, 0o555), (0o444, 0o777), (0o666, 0o555)],
    ids=["both", "file", "folder"],
)
def test_a_file_or_folder_without_the_right_to_write_is_named(waiting, of_file, of_folder):
    path, plan_id = waiting
    url, before = f"sqlite:///{path}", path.read_bytes()
    path.chmod(of_file)
    path.parent.chmod(of_folder)
    result = applied(url, plan_id, as_nobody=os.getuid() == 0)  # root may write everywhere
    path.parent.chmod(0o755)
    path.chmod(0o644)
    refused(result, "is read-only", str(path), "Nothing was changed")
    assert path.read_bytes() == before
    assert applied(url, plan_id).counts.model_dump() == CHANGES


def test_a_locked_file_is_named_and_the_plan_can_be_applied_later(waiting, new_service):
    path, plan_id = waiting
    service = new_service(database_url=f"sqlite:///{path}")
    # The program waits much longer; a test need not.
    event.listen(service.database.engine, "connect", lambda made, _: made.execute("PRAGMA busy_timeout = 50"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert service.plan(plan_id).state == "waiting"
        with pytest.raises(StoreError, match=r"is locked by another program.+Nothing was changed\.$"):
            service.apply_sync(plan_id, **APPLY)
        other.execute("ROLLBACK")
    assert service.apply_sync(plan_id, **APPLY).counts.model_dump() == CHANGES


@pytest.mark.parametrize("at", ["UPDATE ai_model", "COPY ai_model", "COPY model_change"])
def test_a_session_that_the_server_ends_in_the_middle_leaves_nothing(
    new_service, providers, postgresql, postgresql_server, at
):
    service, plan_id, before = on_postgresql(new_service, providers, postgresql)
    end = ended_by(postgresql_server, postgresql)
    event.listen(
        service.database.engine,
        "before_cursor_execute",
        lambda _1, _2, statement, *_: end() if statement.startswith(at) else None,
    )
    with pytest.raises(StoreError, match=r"cannot be reached.+Nothing was changed\.") as raised:
        service.apply_sync(plan_id, **APPLY)
    assert "made-up-password" not in str(raised.value)
    assert dump(postgresql) == before
    assert service.plan(plan_id).state == "waiting"
    assert new_service(database_url=postgresql).apply_sync(plan_id, **APPLY).counts.model_dump() == CHANGES


def test_a_session_that_ends_at_the_commit_promises_nothing_that_may_be_wrong(
    new_service, providers, postgresql, postgresql_server
):
    service, plan_id, before = on_postgresql(new_service, providers, postgresql)
    end = ended_by(postgresql_server, postgresql)
    event.listen(
        service.database.engine,
        "commit",
        lambda made: end() if made.get_execution_options().get("modelsync_writes") else None,
    )
    with pytest.raises(StoreError, match="all of it is there, or nothing") as raised:
        service.apply_sync(plan_id, **APPLY)
    assert "Nothing was changed" not in str(raised.value)
    assert dump(postgresql) == before
    assert service.apply_sync(plan_id, **APPLY).counts.model_dump() == CHANGES


def on_postgresql(new_service, providers, url):
    """A service on a database with 1,000 models and a waiting plan, the plan's id, and everything that is there."""
    service = new_service(database_url=url)
    service.database.upgrade()
    return service, planned(service, providers), dump(url)


def ended_by(server, url):
    """A call that ends the sessions on a database, the first time."""
    name, left = url.rpartition("/")[2], [True]

    def end():
        if left:
            left.clear()
            server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", name)

    return end


def test_a_newer_schema_stops_the_older_program_before_it_writes(service, providers, database_url):
    providers.set("google", *[google_item(f"gemini-{n}-pro") for n in range(5)])
    plan_id = service.sync_with_provider("google", actor=LOCAL).plan_id
    with service.database.writing("schema") as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = dump(database_url)
    refused(applied(database_url, plan_id), "9999", "newer", "nothing was changed")
    assert dump(database_url) == before
    with service.database.writing("schema") as session:
        session.connection().exec_driver_sql(f"UPDATE alembic_version SET version_num = '{SCHEMA_REVISION}'")
    assert isinstance(applied(database_url, plan_id), Run)


def test_a_worker_tells_of_what_must_not_happen(environment):
    url = f"sqlite:///{environment / 'modelsync.db'}"
    assert isinstance(alone(Job(url, "no_such_call", {}, NOON)), Crash)
