"""By way of PgBouncer in transaction mode, where each transaction may meet another connection: right rows, no error."""

from __future__ import annotations

import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.errors import StoreError
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.command_process import modelsync
from tests.support.processes import PROCESSES, Crash, ended, started
from tests.support.providers import google_item
from tests.support.service_calls import models

THIRTY = [f"gemini-{number}-pro" for number in range(1, 31)]
ROUNDS = 60


@pytest.fixture
def thirty(service, providers):
    """The service on the database itself, with thirty models."""
    providers.page = 100
    providers.set("google", *[google_item(id_) for id_ in THIRTY])
    service.apply_sync(service.sync_with_provider("google", actor=LOCAL).plan_id, "all", actor=LOCAL)
    return service


def test_two_processes_of_three_threads_read_and_write_without_a_wrong_row(thirty, pgbouncer):
    start = PROCESSES.Barrier(2)
    running = [started(_read_and_write, pgbouncer, THIRTY[at : at + 3], start) for at in (0, 3)]
    told = [ended(*one) for one in running]
    assert told == [[], []]
    names = {id_: model.display_name for id_, model in models(thirty).items()}
    assert {id_: names[id_] for id_ in THIRTY[:6]} == dict.fromkeys(THIRTY[:6], f"Name {ROUNDS - 10}")


def _read_and_write(pipe, url, ids, start):
    """Reads all models again and again, and renames one now and then, in a thread per id; sends what went wrong."""
    try:
        service = AiModelSyncService(Settings.read(database_url=url))
        start.wait(60)
        with ThreadPoolExecutor(len(ids)) as threads:
            pipe.send(
                [wrong for each in threads.map(lambda id_: _rounds(service, id_), ids) for wrong in each]
            )
    except BaseException:  # noqa: BLE001 - the test is told of everything
        pipe.send(Crash(traceback.format_exc()))


def _rounds(service, id_):
    wrong = []
    for number in range(ROUNDS):
        try:
            if number % 10 == 0:
                service.edit({id_: Edit(display_name=f"Name {number}")}, actor=LOCAL)
            found = models(service)
            if set(found) != set(THIRTY) or found[id_].display_name != f"Name {number // 10 * 10}":
                wrong.append((number, len(found), found[id_].display_name))
            service.history(limit=5)
        except Exception as error:  # noqa: BLE001 - the test is told of everything
            wrong.append((number, repr(error)))
    return wrong


def test_a_whole_life_with_many_rows_at_once_works_by_way_of_it(pgbouncer, new_service, providers):
    service = new_service(database_url=pgbouncer)
    service.database.upgrade()
    many = [f"gemini-{number}-pro" for number in range(1000)]
    providers.page = 1000
    providers.set("google", *[google_item(id_) for id_ in many])
    run = service.apply_sync(service.sync_with_provider("google", actor=LOCAL).plan_id, "all", actor=LOCAL)
    providers.set("google", *[google_item(id_, displayName=f"Other {id_}") for id_ in many[:900]])
    diff = service.sync_with_provider("google", actor=LOCAL)
    second = service.apply_sync(diff.plan_id, "all", actor=LOCAL, force=True, reason="a test")
    assert (run.counts.inserted, second.counts.updated, second.counts.archived) == (1000, 900, 100)
    assert service.undo(second.run_id, actor=LOCAL)[1] == ()
    assert {m.status for m in models(service).values()} == {"active"}


@pytest.mark.parametrize("by_way_of", ["postgresql", "pgbouncer"])
def test_a_german_date_style_of_database_and_other_clients_changes_no_time(
    thirty, query, request, new_service, by_way_of
):
    [(name,)] = query("SELECT current_database()")
    query(f"ALTER DATABASE {name} SET datestyle TO 'German, DMY'")
    query(f"ALTER DATABASE {name} SET timezone TO 'Asia/Kathmandu'")
    url = request.getfixturevalue(by_way_of)
    before = thirty.history()[0].at
    service = new_service(database_url=url)
    with psycopg.connect(url, autocommit=True) as other:  # leaves its own style on the connection it had
        other.execute("SET datestyle TO 'SQL, MDY'")
        other.execute("SET timezone TO 'Asia/Tokyo'")
        assert service.history()[0].at == before
        run = service.edit({THIRTY[0]: Edit(enabled=True)}, actor=LOCAL)
        assert other.execute("SHOW datestyle").fetchone() == ("SQL, MDY",)
    assert new_service(database_url=url).history()[0].at == run.at


@pytest.mark.parametrize("by_way_of", ["postgresql", "pgbouncer"])
def test_a_role_with_german_dates_and_an_old_encoding_reads_and_writes_as_others_do(
    thirty, query, request, new_service, by_way_of
):
    query("ALTER ROLE modelsync SET datestyle TO 'German'")
    query("ALTER ROLE modelsync SET client_encoding TO 'LATIN1'")
    try:
        service = new_service(database_url=request.getfixturevalue(by_way_of))
        name = "Gémini → 双子座 😀"
        run = service.edit({THIRTY[0]: Edit(display_name=name)}, actor=LOCAL, reason="für alle €")
        again = new_service(database_url=request.getfixturevalue("postgresql"))
        assert models(again)[THIRTY[0]].display_name == models(service)[THIRTY[0]].display_name == name
        assert again.history()[0] == service.history()[0]
        assert (again.history()[0].at, again.history()[0].reason) == (run.at, "für alle €")
    finally:
        query("ALTER ROLE modelsync RESET ALL")
    assert query("SELECT display_name FROM ai_model WHERE display_name <> '' AND version = 2") == [(name,)]


def test_variables_of_the_client_library_change_no_time_and_no_text(environment, postgresql, monkeypatch):
    for variable, value in (
        ("PGDATESTYLE", "German"),
        ("PGTZ", "Asia/Tokyo"),
        ("PGCLIENTENCODING", "LATIN1"),
    ):
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("DATABASE_URL", postgresql)
    assert modelsync("db", "upgrade").code == 0
    assert modelsync("token", "create", "cron", "--scope", "read").code == 0
    listed = modelsync("token", "list", "--format", "json")
    assert listed.code == 0
    assert (
        f'"{datetime.now(UTC):%Y-%m-%dT}' in listed.out
        or f'"{datetime.now(UTC) - timedelta(1):%Y-%m-%dT}' in listed.out
    )


@pytest.mark.parametrize(
    ("wrong", "instead", "words"),
    [
        ("made-up-password", "made-up-guess", "refuses the user or the password"),
        ("modelsync:", "nobody:", "refuses the user or the password"),
        ("modelsync:", "stranger:", "refuses the user or the password"),
        ("/test_", "/no_such_", "does not exist on that server"),
        ("/test_", "/password_ssl_", "does not exist on that server"),
    ],
)
def test_what_pgbouncer_refuses_is_named_as_the_server_would(pgbouncer, new_service, wrong, instead, words):
    service = new_service(database_url=pgbouncer.replace(wrong, instead))
    with pytest.raises(StoreError, match=words) as raised:
        service.models()
    assert "made-up" not in str(raised.value)


def test_an_option_that_pgbouncer_does_not_take_is_named(pgbouncer, new_service):
    service = new_service(database_url=f"{pgbouncer}?options=-c%20datestyle%3DGerman")
    with pytest.raises(StoreError, match="refuses an option of the connection"):
        service.models()
