"""A database that cannot hold every text is refused with a sentence; nothing is ever stored in another text's letters."""

from __future__ import annotations

import pytest

from modelsync.errors import StoreError
from tests.support.command_process import modelsync


@pytest.fixture(params=["LATIN1", "WIN1252", "SQL_ASCII", "EUC_JP"])
def old_database(request, postgresql_server):
    """The URL of an empty database with an encoding that lacks letters."""
    name = f"old_{request.param.lower()}"
    postgresql_server.run(f"CREATE DATABASE {name} ENCODING '{request.param}' LOCALE 'C' TEMPLATE template0")
    yield postgresql_server.url(name), request.param
    postgresql_server.drop(name)


def test_each_command_refuses_it_and_writes_nothing(
    environment, monkeypatch, old_database, postgresql_server
):
    url, encoding = old_database
    monkeypatch.setenv("DATABASE_URL", url)
    for command in (["db", "upgrade"], ["models"], ["status"]):
        ended = modelsync(*command)
        assert ended.code == 1, command
        assert f"has the encoding {encoding}, which cannot hold every text" in ended.err
        assert "ENCODING 'UTF8'" in ended.err
        assert "made-up-password" not in ended.err
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert postgresql_server.run(tables, database=url.rpartition("/")[2]) == [(0,)]


def test_it_is_refused_by_way_of_pgbouncer(old_database, pgbouncer, new_service):
    url, encoding = old_database
    service = new_service(database_url=pgbouncer.rpartition("/")[0] + "/" + url.rpartition("/")[2])
    with pytest.raises(StoreError, match=f"has the encoding {encoding}"):
        service.database.upgrade()


def test_a_catalogue_is_not_copied_into_it(environment, monkeypatch, old_database):
    url, encoding = old_database
    monkeypatch.setenv("DATABASE_URL", "sqlite:///here.db")
    assert modelsync("models").code == 0
    ended = modelsync("db", "copy", "sqlite:///here.db", url)
    assert ended.code == 1
    assert f"has the encoding {encoding}" in ended.err
