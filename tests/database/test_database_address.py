"""What DATABASE_URL may say, and that nothing of an address that cannot be used is ever shown."""

from __future__ import annotations

import pytest

from modelsync.errors import StoreError
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
        "postgresql://me@host/db?password=hunter2",
    ],
)
def test_the_label_of_an_address_has_no_password(url):
    database = Database(Settings.read(database_url=url).database_url)
    assert "hunter" not in database.label
    database.engine.dispose()


def test_the_command_line_ends_with_one_sentence(run, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:one@two:hunter2@127.0.0.1:5432/db")
    code, out, err = run("models")
    assert (code, out) == (1, "")
    assert err.startswith("Error: DATABASE_URL is not a database address.")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("source", "target", "called"), [("", "sqlite:///new.db", "FROM"), ("sqlite:///a.db", "mysql://x", "TO")]
)
def test_a_copy_names_the_address_that_cannot_be_used(run, source, target, called):
    code, out, err = run("db", "copy", source, target)
    assert (code, out) == (1, "")
    assert err.startswith(f"Error: {called} ")
