"""What DATABASE_URL may say, and that nothing of an address that cannot be used is ever shown."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.errors import StoreError
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from modelsync.store.database import Database

WRONG = [
    "",
    "nonsense",
    "mysql://me:hunter2@host/db",
    "sqlite+aiosqlite:///hunter2.db",
    "sqlite:///hunter2.db?timeout=hunter2",
    "postgresql://me:one@hunter2@127.0.0.1:5432/db",
    "postgresql://me:one@two:hunter2@127.0.0.1:5432/db",
    "postgresql://me:hunter2@host:port/db",
    "postgresql://me:hunter2@[::1/db",
    "postgresql://me:one@hunter2/two@host/db",
    "postgresql://me:hunter2@host/db?port=hunter2",
]


@pytest.mark.parametrize("url", WRONG)
def test_an_address_that_cannot_be_used_is_refused_and_not_shown(url):
    with pytest.raises(StoreError) as raised:
        Database(Settings.read(database_url=url).database_url)
    assert "hunter2" not in str(raised.value)
    assert "sqlite:///" in str(raised.value)


def test_the_cure_for_a_password_with_signs_in_it_is_named():
    with pytest.raises(StoreError, match="%40"):
        Database("postgresql+psycopg://me:one@two@host/db")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:hunter2@[::1]:5432/db",
        "postgres://me:hunter%402@host/db",
        "postgres://me:hunter?2@host/db",
        "postgres://me@server:hunter2@host/db",
        "postgresql://me@host/db?password=hunter2",
    ],
)
def test_the_label_of_an_address_has_no_password(url):
    database = Database(Settings.read(database_url=url).database_url)
    assert "hunter" not in database.label
    database.engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite+pysqlite:///:memory:",
        "sqlite:///?mode=ro",
        "sqlite:///x.db?mode=memory",
        "sqlite:///file::memory:?uri=true",
        "sqlite:///file::memory:?cache=shared&uri=true",
        "sqlite:///file:x?mode=memory&cache=shared&uri=true",
        "sqlite:///file:?uri=true",
    ],
)
def test_a_database_in_memory_is_refused(url):
    with pytest.raises(StoreError, match=r"names a database in memory, .* Name a file, such as sqlite:///"):
        Database(Settings.read(database_url=url).database_url)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:///x.db?foo=bar", "DATABASE_URL has the option foo after its question mark, which"),
        ("sqlite:///x.db?isolation_level=DEFERRED", "DATABASE_URL has the option isolation_level after"),
        ("sqlite:///x.db?mode=write", "The option mode of DATABASE_URL is not one of ro, rw and rwc."),
        ("sqlite:///x.db?mode=ro&mode=rw", "DATABASE_URL has the option mode several times."),
        ("sqlite:///x.db?timeout=nan", "DATABASE_URL is not a database address."),
        ("sqlite:///file://server/x.db?uri=true", "DATABASE_URL names a file on another machine."),
        ("sqlite://x.db", "DATABASE_URL is not a database address."),
        ("postgresql://h/d?foo=bar", "DATABASE_URL has the option foo after its question mark, which"),
        ("postgresql://h/d?pgbouncer=true", "DATABASE_URL has the option pgbouncer after"),
        ("postgresql://h/d?autocommit=true", "DATABASE_URL has the option autocommit after"),
        ("postgresql://h/d?row_factory=dict", "DATABASE_URL has the option row_factory after"),
        (
            "postgresql://h/d?connect_timeout=soon",
            "The option connect_timeout of DATABASE_URL is no whole number.",
        ),
        (
            "postgresql://h/d?prepare_threshold=none",
            "The option prepare_threshold of DATABASE_URL is no whole",
        ),
        ("postgresql://h/d?keepalives_idle=1.5", "The option keepalives_idle of DATABASE_URL is no whole"),
        (
            "postgresql://h/d?client_encoding=latin1",
            "The option client_encoding of DATABASE_URL is not UTF8.",
        ),
        (
            "postgresql://h/d?sslmode=require&sslmode=disable",
            "DATABASE_URL has the option sslmode several times.",
        ),
        (
            "postgresql://me:one@two/three?hunter2@host/db",
            "DATABASE_URL is not a database address.",
        ),
        (
            "postgresql://me:one@two/three?hunter2=@host/db",
            "DATABASE_URL is not a database address.",
        ),
    ],
)
def test_an_option_that_the_driver_cannot_take_is_refused_before_the_first_connection(url, sentence):
    with pytest.raises(StoreError) as raised:
        Database(Settings.read(database_url=url).database_url)
    assert str(raised.value).startswith(sentence)
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    "options",
    [
        "prepare_threshold=0",
        "prepare_threshold=5",
        "connect_timeout=5",
        "sslmode=prefer&application_name=models",
        "host=/var/run/postgresql",
        "host=a&host=b",
        "client_encoding=utf8",
        "target_session_attrs=any&keepalives=1",
    ],
)
def test_options_that_the_driver_knows_are_taken(options):
    database = Database(Settings.read(database_url=f"postgresql://h/d?{options}").database_url)
    assert database.label == "postgresql+psycopg://h/d"
    database.engine.dispose()


@pytest.mark.parametrize("url", ["sqlite:///x.db?mode=ro", "sqlite:///file:x.db?mode=ro&uri=true"])
def test_a_read_only_address_reads_and_changes_no_byte(environment, url):
    Database("sqlite:///x.db").upgrade()
    before = (environment / "x.db").read_bytes()
    service = AiModelSyncService(Settings.read(database_url=url))
    assert service.models() == []
    assert service.status().problems == ()
    for write in (
        partial(service.edit, {"gpt-5": Edit(enabled=True)}, actor=LOCAL),
        partial(service.create_token, "cron", "read", actor=LOCAL),
        service.database.upgrade,
    ):
        with pytest.raises(
            StoreError, match=r"is read-only, as mode=ro in DATABASE_URL says\. Remove mode=ro to change it"
        ):
            write()
    with pytest.raises(StoreError, match="is read-only"), service.database.noting():
        pytest.fail("a note was begun")
    assert (environment / "x.db").read_bytes() == before
    assert sorted(file.name for file in environment.iterdir()) == ["x.db"]


def test_a_read_only_address_makes_and_upgrades_no_file(environment):
    with pytest.raises(StoreError, match="does not exist, and mode=ro makes none"):
        AiModelSyncService(Settings.read(database_url="sqlite:///x.db?mode=ro")).models()
    with pytest.raises(StoreError, match="cannot be opened"):
        AiModelSyncService(Settings.read(database_url="sqlite:///x.db?mode=rw")).models()
    assert list(environment.iterdir()) == []
    (environment / "x.db").touch()
    with pytest.raises(StoreError, match="has no tables yet, and mode=ro keeps it so"):
        AiModelSyncService(Settings.read(database_url="sqlite:///x.db?mode=ro")).models()
    assert (environment / "x.db").read_bytes() == b""


@pytest.mark.parametrize("name", ["a b.db", "a?b#c%20.db", "ü.db"])
@pytest.mark.parametrize("form", ["sqlite:///", "sqlite:///file:", "sqlite:///file://localhost{folder}/"])
def test_any_name_of_a_file_is_taken_as_it_stands(environment, name, form):
    Database(form.format(folder=environment) + quote(name)).upgrade()
    assert [file.name for file in environment.iterdir()] == [name]
