"""Each way PostgreSQL fails: a sentence with the cure, no password, nothing changed."""

from __future__ import annotations

import re
import socket

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.errors import StoreError
from tests.support.clock import NOON
from tests.support.command_process import modelsync
from tests.support.model_ids import FIVE_MODELS
from tests.support.providers import google_item
from tests.support.service_calls import models
from tests.support.service_processes import Job, Told, at_once


def test_a_server_that_was_restarted_between_two_uses_is_not_noticed(stocked, postgresql_server):
    before = stocked.models()
    postgresql_server.stop()
    try:
        with pytest.raises(StoreError, match=r"cannot be reached.+Nothing was changed") as raised:
            stocked.models()
    finally:
        postgresql_server.start()
    assert "made-up-password" not in str(raised.value)
    assert stocked.models() == before  # these connections are from before the stop and are replaced
    postgresql_server.stop()
    postgresql_server.start()
    assert stocked.models() == before


@pytest.mark.parametrize("command", [["models"], ["plan", "google"], ["db", "upgrade"]], ids=" ".join)
def test_a_server_that_is_not_there_is_one_sentence_without_the_password(environment, monkeypatch, command):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    monkeypatch.setenv("DATABASE_URL", f"postgresql://ann:hunter2@127.0.0.1:{port}/models")
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("MODELSYNC_RETRY_BACKOFF", "0")
    ended = modelsync(*command)
    assert (ended.code, ended.out) == (1, "")
    assert re.fullmatch(r"Error: [^\n]+\.\n", ended.err)
    assert "hunter2" not in ended.err


@pytest.mark.parametrize(
    ("wrong", "instead"),
    [("made-up-password", "made-up-guess"), ("/test_", "/no_such_"), ("modelsync:", "nobody:")],
    ids=["password", "database", "user"],
)
def test_an_address_that_the_server_refuses_is_one_sentence_without_the_password(
    postgresql, environment, wrong, instead
):
    told = at_once(Job(postgresql.replace(wrong, instead), "models", {}, NOON))[0]
    assert isinstance(told, Told)
    assert told.kind == "StoreError"
    assert "DATABASE_URL" in told.sentence
    assert "made-up" not in told.sentence


def test_an_error_of_the_server_is_one_line_on_the_command_line(
    stocked, providers, query, monkeypatch, postgresql
):
    """The driver sends many rows at once, and would also log that the rest of them was given up."""
    many = [f"gemini-{number}-pro" for number in range(1000)]
    providers.page = 1000
    providers.set("google", *[google_item(id_) for id_ in many])
    stocked.apply_sync(stocked.sync_with_provider("google", actor=LOCAL).plan_id, "all", actor=LOCAL)
    providers.set("google", *[google_item(id_, displayName=f"Other {id_}") for id_ in many])
    diff = stocked.sync_with_provider("google", actor=LOCAL)
    query("CREATE FUNCTION boom() RETURNS trigger AS 'BEGIN RAISE ''boom''; END' LANGUAGE plpgsql")
    query("CREATE TRIGGER boom BEFORE UPDATE ON ai_model FOR EACH ROW EXECUTE FUNCTION boom()")
    monkeypatch.setenv("DATABASE_URL", postgresql)
    monkeypatch.setenv("MODELSYNC_PLAN_MAX_AGE", "100000")
    refused = modelsync("apply", diff.plan_id, "--all")
    assert (refused.code, refused.out) == (1, "")
    assert re.fullmatch(r"Error: The step bulk update failed: [^\n]+ Nothing was changed\.\n", refused.err)
    query("DROP TRIGGER boom ON ai_model")
    assert modelsync("apply", diff.plan_id, "--all").code == 0


def test_a_server_that_takes_no_changes_is_named_and_still_read(stocked, query, new_service, postgresql):
    [(name,)] = query("SELECT current_database()")
    query(f"ALTER DATABASE {name} SET default_transaction_read_only TO on")
    service = new_service(database_url=postgresql)
    assert set(models(service)) == set(FIVE_MODELS)
    with pytest.raises(StoreError, match=r"is read-only\..+Nothing was changed\.$"):
        service.edit({FIVE_MODELS[0]: Edit(enabled=True)}, actor=LOCAL)


def test_a_user_without_rights_is_told_which_are_missing(stocked, query, postgresql, new_service):
    [(name,)] = query("SELECT current_database()")
    query(f"CREATE ROLE reader_{name} LOGIN PASSWORD 'hunter2'")
    query(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_{name}")
    address = postgresql.partition("@")[2]
    service = new_service(database_url=f"postgresql://reader_{name}:hunter2@{address}")
    assert set(models(service)) == set(FIVE_MODELS)
    with pytest.raises(StoreError, match="Grant"):
        service.edit({FIVE_MODELS[0]: Edit(enabled=True)}, actor=LOCAL)
    service.database.engine.dispose()
    query(f"DROP OWNED BY reader_{name}")
    query(f"DROP ROLE reader_{name}")
