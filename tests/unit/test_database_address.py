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
