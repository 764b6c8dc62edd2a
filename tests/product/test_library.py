"""Model Sync as a library: cheap to import, nothing changed around it, connections closed at the end of a block."""

import logging
import subprocess
import sys

import httpx
import pytest

import modelsync
from modelsync import Actor, open_service
from modelsync.adapters.http.log_filter import unlogged
from modelsync.errors import StoreError

HEAVY = ["alembic", "fastapi", "httpx", "pandas", "pydantic", "sqlalchemy", "sqlmodel", "streamlit", "typer"]


def python(script):
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_package_imports_none_of_its_rooms_and_no_library():
    script = "import sys, modelsync; dir(modelsync); print(*sorted({*sys.modules}))"
    loaded = python(script).split()
    assert [name for name in loaded if name.startswith("modelsync.")] == []
    assert set(HEAVY).isdisjoint(loaded)


def test_importing_every_room_of_the_library_changes_nothing_of_the_process():
    script = """
import gc, logging, signal

def state():
    names = ("", "httpx", "httpcore", "httpx_retries", "psycopg", "modelsync")
    loggers = [logging.getLogger(name) for name in names]
    return (
        gc.get_threshold(),
        [(logger.level, logger.handlers, logger.filters, logger.propagate) for logger in loggers],
        signal.getsignal(signal.SIGTERM),
    )

before = state()
import modelsync, modelsync.adapters.http.fetch, modelsync.store.copying, modelsync.report.csv_tables
import modelsync.api.application, modelsync.demo.session, modelsync.prices.references.genai
modelsync.open_service, modelsync.Actor, modelsync.AiModelSyncService
assert state() == before, (before, state())
"""
    python(script)


def test_every_public_name_is_there_and_no_other():
    assert dir(modelsync) == sorted(dir(modelsync))
    assert set(modelsync.__all__) <= set(dir(modelsync))
    assert all(getattr(modelsync, name).__name__ == name for name in modelsync.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Plan'"):
        modelsync.Plan  # noqa: B018 - the access is what is tested


def test_a_block_uses_the_given_database_and_closes_its_connections(environment):
    with open_service("sqlite:///models.db") as service:
        assert service.models(enabled=True) == []
        pool = service.database.engine.pool
        assert pool.checkedin() == 1
    assert pool.checkedin() == 0
    assert (environment / "models.db").is_file()


@pytest.mark.usefixtures("environment")
def test_a_block_that_fails_closes_its_connections_too():
    pools = []

    def fail():
        with open_service("sqlite:///models.db") as service:
            service.models()
            pools.append(service.database.engine.pool)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert pools[0].checkedin() == 0


def test_a_block_without_a_database_takes_that_of_the_settings(environment, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///set.db")
    with open_service() as service:
        assert service.models() == []
    assert (environment / "set.db").is_file()


@pytest.mark.usefixtures("environment")
def test_an_address_that_is_none_is_a_sentence():
    with pytest.raises(StoreError, match="not a database address"), open_service("models.db"):
        pass


def test_an_admin_is_named_in_one_call():
    assert Actor.admin("cron") == Actor("cron", "admin")


def test_the_log_of_our_requests_is_dropped_and_that_of_the_program_around_is_kept(caplog):
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    with caplog.at_level(logging.DEBUG), httpx.Client(transport=transport) as client:
        with unlogged():
            client.get("http://ours.example")
            logging.getLogger("httpx").warning("a warning of ours")
        client.get("http://theirs.example")
    logged = [record.getMessage() for record in caplog.records if record.name == "httpx"]
    assert logged == ["a warning of ours", 'HTTP Request: GET http://theirs.example "HTTP/1.1 200 OK"']
