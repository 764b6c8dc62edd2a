"""Tokens of the HTTP API: made and shown once, kept as hashes, listed, revoked, recognised; on SQLite and PostgreSQL."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sqlite3
import time
from contextlib import closing
from datetime import timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from modelsync.core.actors import LOCAL, Actor
from modelsync.errors import EditError, NotFoundError
from modelsync.settings import Settings
from modelsync.store.database import MIGRATIONS, SCHEMA_REVISION, Database
from tests.support.command_process import modelsync
from tests.support.sqlite_rows import Rows

TOKEN = re.compile(r"msy_[A-Za-z0-9_-]{43}")
ANN = Actor("ann", "admin")


@pytest.fixture
def service(new_service, database_url):
    return new_service(database_url=database_url)


def stored(service):
    with service.database.reading() as session:
        return [dict(row._mapping) for row in session.connection().execute(text("SELECT * FROM api_token"))]


def test_a_token_is_stored_as_a_hash_only(service):
    token = service.create_token("shop", "read", actor=ANN)
    assert TOKEN.fullmatch(token)
    [row] = stored(service)
    assert row["hash"] == hashlib.sha256(token.encode()).hexdigest()
    assert (row["name"], row["scope"], row["created_by"]) == ("shop", "read", "ann")
    assert token not in str(row)
    assert service.create_token("other", "read", actor=ANN) != token


def test_whoever_shows_a_token_acts_under_its_name_with_the_role_of_its_scope(service):
    reading = service.create_token("shop", "read", actor=ANN)
    writing = service.create_token("ci", "write", actor=ANN)
    assert service.authenticate(reading) == Actor("token:shop", "viewer")
    assert service.authenticate(writing) == Actor("token:ci", "admin")
    for wrong in (
        "",
        "msy_",
        reading[:-1],
        reading + "x",
        reading.upper(),
        "\udcff",
        "msy_\udcff",
        "msy_\x00",
    ):
        assert service.authenticate(wrong) is None


def test_a_revoked_token_opens_nothing_and_stays_in_the_list(service):
    token = service.create_token("shop", "read", actor=ANN)
    service.revoke_token("shop", actor=Actor("ben", "admin"))
    assert service.authenticate(token) is None
    [first] = service.tokens()
    assert first.revoked_by == "ben"
    service.revoke_token("shop", actor=ANN)
    assert service.tokens() == [first]
    with pytest.raises(EditError, match="There is, or was, a token named 'shop'"):
        service.create_token("shop", "read", actor=ANN)
    with pytest.raises(NotFoundError, match="no token 'shopp'"):
        service.revoke_token("shopp", actor=ANN)


@pytest.mark.parametrize(
    "name", ["", " ", "Shop", "a b", "-a", "a" * 65, "a\n", "\u202ea", "<b>", "=1", "a/b", "ä"]
)
def test_a_name_is_one_that_is_harmless_everywhere(service, name):
    with pytest.raises(EditError, match="1 to 64 small letters"):
        service.create_token(name, "read", actor=ANN)
    assert stored(service) == []


def test_the_last_use_is_kept_to_the_minute(service, clock):
    token = service.create_token("shop", "read", actor=ANN)
    service.authenticate(token)
    [first] = service.tokens()
    assert first.last_used_at is not None
    service.authenticate(token)
    assert service.tokens() == [first]
    clock.now += timedelta(minutes=1)
    service.authenticate(token)
    assert service.tokens()[0].last_used_at > first.last_used_at


def test_a_database_that_somebody_else_writes_to_does_not_keep_a_reader_out(new_service, rows):
    service = new_service()
    token = service.create_token("shop", "read", actor=ANN)
    with closing(sqlite3.connect(rows.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        assert service.authenticate(token) == Actor("token:shop", "viewer")
        assert time.monotonic() - started < 10
    assert service.tokens()[0].last_used_at is None
    service.authenticate(token)
    assert service.tokens()[0].last_used_at is not None
    # The connection waits again as long as it should: a writer that lets go after a while is waited for.
    with service.database.writing("tokens") as session:
        if service.database.is_sqlite:
            assert session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar() == 15_000


def test_a_row_that_is_locked_on_postgresql_does_not_keep_a_reader_out(new_service, database_url):
    service, other = new_service(database_url=database_url), new_service(database_url=database_url)
    token = service.create_token("shop", "read", actor=ANN)
    with other.database.writing("tokens") as session:
        session.connection().execute(text("UPDATE api_token SET created_by = 'ben'"))
        started = time.monotonic()
        assert service.authenticate(token) == Actor("token:shop", "viewer")
        assert time.monotonic() - started < 10
    assert service.tokens()[0].last_used_at is None


def test_a_read_only_database_still_lets_readers_in(new_service, rows):
    service = new_service()
    token = service.create_token("shop", "read", actor=ANN)
    looking = new_service(database_url=f"sqlite:///file:{rows.path}?mode=ro&uri=true")
    assert looking.authenticate(token) == Actor("token:shop", "viewer")


@pytest.mark.parametrize(
    "wrong",
    [
        "name = ''",
        "scope = 'admin'",
        "hash = 'short'",
        "created_by = ''",
        "revoked_at = created_at",
        "revoked_by = 'ben'",
    ],
)
def test_the_database_has_the_rules_too(service, wrong):
    service.create_token("shop", "read", actor=ANN)
    with service.database.engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(text(f"UPDATE api_token SET {wrong}"))


def test_a_database_of_the_first_version_gets_the_table_and_keeps_what_it_has(postgresql, environment):
    for url in (postgresql, f"sqlite:///{environment / 'old.db'}"):
        database = Database(Settings.read(database_url=url).database_url)
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with database.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
            kept = "'google', 'imagen-9', 'include', 'wanted', 'ann', '2026-01-01T00:00:00.000000Z'"
            connection.execute(text(f"INSERT INTO filter_decision VALUES ({kept})"))
        assert not inspect(database.engine).has_table("api_token")
        database.upgrade()
        with database.reading() as session:
            assert session.connection().execute(text("SELECT count(*) FROM filter_decision")).scalar() == 1
            assert session.connection().execute(text("SELECT count(*) FROM api_token")).scalar() == 0
        assert database.revision() == SCHEMA_REVISION
        database.engine.dispose()


# The command line


def test_a_token_is_printed_alone_with_a_word_beside_it(environment):
    made = modelsync("token", "create", "shop", "--scope", "read")
    assert made.code == 0
    assert TOKEN.fullmatch(made.out.removesuffix("\n"))
    assert "shown this once" in made.err
    assert made.out.strip() not in made.err
    [row] = Rows(environment / "modelsync.db")("SELECT * FROM api_token")
    assert row["hash"] == hashlib.sha256(made.out.strip().encode()).hexdigest()
    assert row["created_by"].startswith("local:")


def test_the_list_shows_all_but_the_token_in_each_format(environment):
    token = modelsync("token", "create", "shop", "--scope", "write").out.strip()
    modelsync("token", "create", "old", "--scope", "read")
    assert modelsync("token", "revoke", "old").err == "Token old is revoked.\n"
    shown = {kind: modelsync("token", "list", "--format", kind).out for kind in ("text", "json", "csv")}
    for listing in shown.values():
        assert token not in listing
        assert hashlib.sha256(token.encode()).hexdigest() not in listing
    old, shop = json.loads(shown["json"])
    assert (old["name"], old["scope"], shop["name"], shop["scope"]) == ("old", "read", "shop", "write")
    assert old["revokedBy"].startswith("local:")
    assert (shop["lastUsedAt"], shop["revokedAt"]) == (None, None)
    assert (
        shop.keys()
        == old.keys()
        == {*("name", "scope", "createdAt", "createdBy", "lastUsedAt", "revokedAt", "revokedBy")}
    )
    table = list(csv.DictReader(io.StringIO(shown["csv"])))
    assert [row["name"] for row in table] == ["old", "shop"]
    assert [line.split()[0] for line in shown["text"].splitlines()] == ["old", "shop"]
    assert "never used" in shown["text"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "shop"),
        ("create", "shop", "--scope", "admin"),
        ("create", "Shop", "--scope", "read"),
        ("create", "--scope", "read"),
        ("revoke", "nobody"),
        ("revoke",),
        (),
    ],
)
def test_wrong_use_is_one_sentence_and_makes_nothing(environment, arguments):
    ended = modelsync("token", *arguments)
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert "msy_" not in ended.out
    assert modelsync("token", "list", "--format", "json").out == "[]\n"


# What lists ask of the database


def test_parts_of_the_catalogue_and_the_history_are_the_same_on_both_databases(service, providers):
    from tests.support.providers import openai_item

    providers.set("openai", *[openai_item(id_) for id_ in ("gpt-5", "gpt-5_x", "GPT-6", "o5")])
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    everything = service.models()
    assert service.models_page(limit=2) == (everything[:2], len(everything))
    assert service.models_page(limit=9, offset=3) == (everything[3:], len(everything))
    for part, count in {"GPT-5": 2, "_": 1, "%": 0, "\\": 0, "'": 0, "O5": 1}.items():
        assert service.models_page(search=part, limit=9)[1] == count, part
    service.reset_name("gpt-5", actor=LOCAL)
    runs, total = service.runs_page(limit=9)
    assert (runs, total) == (service.history(), len(runs))
    assert service.runs_page(limit=9, before=int(runs[0].run_id)) == (runs[1:], total)
