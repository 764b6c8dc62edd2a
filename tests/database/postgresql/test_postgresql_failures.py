"""Each way PostgreSQL fails: a sentence with the cure, no password, nothing changed."""

from __future__ import annotations

import re
import shutil
import socket
import time

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.errors import StoreError
from tests.support.command_process import modelsync
from tests.support.model_ids import FIVE_MODELS
from tests.support.own_certificate import make_certificate
from tests.support.providers import google_item
from tests.support.service_calls import models


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
    ("wrong", "instead", "words"),
    [
        ("made-up-password", "made-up-guess", "refuses the user or the password. Check both in DATABASE_URL"),
        (":made-up-password", "", "refuses the user or the password"),
        ("modelsync:", "nobody:", "refuses the user or the password"),
        ("modelsync:", "ssl:", "refuses the user or the password"),
        ("/test_", "/no_such_", "does not exist on that server. Create it"),
        ("/test_", "/password_of_ssl_", "does not exist on that server. Create it"),
        ("127.0.0.1", "ssl.invalid", "cannot be reached"),
        ("", "?sslmode=require", "gets no secure connection (TLS)"),
        ("", "?sslmode=verify-full", "gets no secure connection (TLS)"),
        ("", "?channel_binding=require", "gets no secure connection (TLS)"),
        ("", "?sslmode=always", "refuses an option of the connection"),
        ("", "?require_auth=none", "refuses an option of the connection"),
        ("", "?options=-c%20nonsense%3D1", "refuses an option of the connection"),
        ("", "?port=1", "cannot be reached. Check that it runs"),
        ("", "?host=/nowhere", "cannot be reached. Check that it runs"),
    ],
)
def test_an_address_that_the_server_refuses_is_one_sentence_that_names_the_cause(
    postgresql, new_service, wrong, instead, words
):
    url = postgresql.replace(wrong, instead) if wrong else postgresql + instead
    with pytest.raises(StoreError) as raised:
        new_service(database_url=url).models()
    assert words in str(raised.value)
    assert "DATABASE_URL" in str(raised.value)
    assert str(raised.value).endswith("Nothing was changed.")
    assert "made-up" not in str(raised.value)


@pytest.fixture
def tls(postgresql_server):
    """The server speaks TLS, with a certificate that nobody knows."""
    folder = postgresql_server.folder / "data"
    make_certificate(folder / "made.key", folder / "made.crt", "127.0.0.1")
    for file in ("made.key", "made.crt"):
        shutil.chown(folder / file, folder.owner(), folder.group())
    postgresql_server.run("ALTER SYSTEM SET ssl_cert_file = 'made.crt'")
    postgresql_server.run("ALTER SYSTEM SET ssl_key_file = 'made.key'")
    _with_tls(postgresql_server, "on")
    yield folder
    _with_tls(postgresql_server, "off")


def _with_tls(server, value):
    server.run(f"ALTER SYSTEM SET ssl = {value}")
    server.run("SELECT pg_reload_conf()")
    while server.run("SHOW ssl") != [(value,)]:
        time.sleep(0.02)


def test_a_certificate_that_cannot_be_trusted_is_told_apart_from_a_wrong_password(
    tls, postgresql, new_service
):
    for options in (
        "sslmode=verify-full&sslrootcert=system",
        "sslmode=verify-ca&sslrootcert=/nowhere",
        "sslmode=require&sslcert=/nowhere&sslkey=/nowhere&sslrootcert=/dev/null",
    ):
        with pytest.raises(
            StoreError, match=r"gets no secure connection \(TLS\)\. Check sslmode and sslrootcert"
        ):
            new_service(database_url=f"{postgresql}?{options}").models()
    wrong = postgresql.replace("made-up-password", "made-up-guess")
    for options in ("sslmode=prefer", "sslmode=require"):
        with pytest.raises(StoreError, match="refuses the user or the password"):
            new_service(database_url=f"{wrong}?{options}").models()
    with pytest.raises(StoreError, match="has no tables yet"):
        new_service(database_url=f"{postgresql}?sslmode=verify-full&sslrootcert={tls / 'made.crt'}").models()


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
