"""Revision 0003, which lets providers have any name: a database made by 0002 keeps its rows, ids and rules, on both kinds of database."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from modelsync.settings import Settings
from modelsync.store.database import MIGRATIONS, SCHEMA_REVISION, Database

AT = "2026-01-01T00:00:00.000000Z"
MODEL = {
    "provider": "openai",
    "display_name": "One",
    "display_name_by": "provider",
    "status": "active",
    "enabled": True,
    "version": 1,
    "created_at": AT,
    "updated_at": AT,
}
RUN = {
    "kind": "apply",
    "provider": "openai",
    "actor": "ann",
    "at": AT,
    "inserted": 2,
    "updated": 0,
    "archived": 0,
    "removed": 0,
}
CHANGE = {"run_id": 1, "provider": "openai", "universal_model_id": "one", "action": "insert", "after": "{}"}
PLAN = {
    "id": "p1",
    "provider": "openai",
    "actor": "ann",
    "fetched_at": AT,
    "state": "waiting",
    "digest": "d",
    "listed": 2,
    "changes": 2,
    "listing": "[]",
    "diff": "{}",
    "facts": "{}",
    "review": "{}",
}
DECISION = {
    "provider": "openai",
    "universal_model_id": "one",
    "decision": "include",
    "reason": "wanted",
    "actor": "ann",
    "at": AT,
}
TABLES = ("ai_model", "sync_plan", "sync_run", "model_change", "filter_decision")
BROKEN = [
    "UPDATE ai_model SET status = 'gone'",
    "UPDATE ai_model SET status = 'archived'",
    "UPDATE ai_model SET display_name = ' '",
    "UPDATE ai_model SET version = 0",
    "UPDATE ai_model SET universal_model_id = 'other' WHERE id = 1",
    "UPDATE sync_plan SET state = 'lost'",
    "UPDATE sync_run SET kind = 'guess'",
    "UPDATE model_change SET action = 'guess'",
    "UPDATE model_change SET run_id = 99",
    "UPDATE filter_decision SET decision = 'guess'",
    "DELETE FROM sync_run",
]


def add(connection, table, row):
    names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)


def model(id_):
    return MODEL | {"universal_model_id": id_, "config": f'{{"universalModelId": "{id_}"}}'}


def fill(connection):
    """Rows in every table; the last model and run are gone again, so that their ids must not come back."""
    for id_ in ("one", "two", "three"):
        add(connection, "ai_model", model(id_))
    for _ in range(3):
        add(connection, "sync_run", RUN)
    add(connection, "model_change", CHANGE)
    add(connection, "sync_plan", PLAN)
    add(connection, "filter_decision", DECISION)
    connection.execute(text("DELETE FROM ai_model WHERE universal_model_id = 'three'"))
    connection.execute(text("DELETE FROM sync_run WHERE id = 3"))


def dump(connection):
    return {
        t: [dict(row) for row in connection.execute(text(f"SELECT * FROM {t} ORDER BY 1, 2")).mappings()]
        for t in TABLES
    }


def rules(database):
    """Every CHECK and index by its name, and every foreign key."""
    found = inspect(database.engine)
    return {
        table: (
            {c["name"] for c in found.get_check_constraints(table)},
            {(i["name"], tuple(i["column_names"]), bool(i["unique"])) for i in found.get_indexes(table)},
            {f["referred_table"] for f in found.get_foreign_keys(table)},
        )
        for table in TABLES
    }


@pytest.fixture(params=["sqlite", "postgresql"])
def second(request, environment):
    """A database as revision 0002 leaves it, with rows."""
    url = (
        request.getfixturevalue("postgresql")
        if request.param == "postgresql"
        else f"sqlite:///{environment / 'second.db'}"
    )
    database = Database(Settings.read(database_url=url).database_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        fill(connection)
    yield database
    database.engine.dispose()


def test_the_upgrade_keeps_every_row_and_every_other_rule(second):
    before = rules(second)
    with second.engine.connect() as connection:
        rows = dump(connection)
    second.upgrade()
    assert second.revision() == SCHEMA_REVISION
    with second.engine.connect() as connection:
        rows["sync_run"] = [row | {"operation_id": None} for row in rows["sync_run"]]
        assert dump(connection) == rows
    operation = ({"operation_id_length"}, {("ix_sync_run_operation_id", ("operation_id",), False)})
    added = {table: operation if table == "sync_run" else (set(), set()) for table in TABLES}
    assert rules(second) == {
        table: (checks - {"provider_known"} | added[table][0], indexes | added[table][1], foreign)
        for table, (checks, indexes, foreign) in before.items()
    }
    assert all("provider_known" in checks for checks, _, _ in before.values())


def test_ids_of_rows_that_are_gone_are_not_used_again(second):
    second.upgrade()
    with second.engine.begin() as connection:
        add(connection, "ai_model", model("four"))
        add(connection, "sync_run", RUN)
        add(connection, "model_change", CHANGE)
        new = "SELECT max(id) FROM "
        assert [connection.execute(text(new + t)).scalar() for t in ("ai_model", "sync_run")] == [4, 4]
        assert connection.execute(text(f"{new} model_change")).scalar() == 2


@pytest.mark.parametrize("statement", BROKEN)
def test_the_rules_still_refuse(second, statement):
    second.upgrade()
    with second.engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(text(statement))


def test_a_provider_may_have_any_name_afterwards(second):
    with second.engine.connect() as connection, pytest.raises(IntegrityError):
        add(connection, "ai_model", model("four") | {"provider": "mistral"})
    second.upgrade()
    with second.engine.begin() as connection:
        add(connection, "ai_model", model("four") | {"provider": "mistral"})
        for table, row in (
            ("sync_run", RUN),
            ("model_change", CHANGE),
            ("sync_plan", PLAN | {"id": "p2"}),
            ("filter_decision", DECISION),
        ):
            add(connection, table, row | {"provider": "mistral"})


def test_what_another_program_hangs_on_the_catalogue_survives(second):
    with second.engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE chat (id INTEGER PRIMARY KEY,"
                " model INTEGER NOT NULL REFERENCES ai_model (id) ON DELETE CASCADE)"
            )
        )
        connection.execute(text("INSERT INTO chat VALUES (1, 2)"))
        connection.execute(text("CREATE VIEW offered AS SELECT id FROM ai_model WHERE enabled"))
        connection.execute(text("CREATE INDEX theirs ON ai_model (version)"))
    second.upgrade()
    assert "theirs" in {i["name"] for i in inspect(second.engine).get_indexes("ai_model")}
    with second.engine.begin() as connection:
        assert connection.execute(text("SELECT model FROM chat")).scalars().all() == [2]
        assert sorted(connection.execute(text("SELECT id FROM offered")).scalars()) == [1, 2]
        connection.execute(text("DELETE FROM ai_model WHERE id = 2"))
        assert connection.execute(text("SELECT count(*) FROM chat")).scalar() == 0


@pytest.mark.parametrize("second", ["sqlite"], indirect=True)
def test_a_trigger_of_another_program_still_fires_where_the_table_is_rebuilt(second):
    with second.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE heard (id INTEGER)")
        connection.exec_driver_sql(
            "CREATE TRIGGER hear AFTER INSERT ON ai_model BEGIN INSERT INTO heard VALUES (new.id); END"
        )
    second.upgrade()
    with second.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM heard").scalar() == 0
        add(connection, "ai_model", model("four"))
        assert connection.exec_driver_sql("SELECT id FROM heard").scalars().all() == [4]


def test_foreign_keys_are_checked_again_after_the_upgrade(second):
    second.upgrade()
    with second.writing("catalogue") as connection, pytest.raises(IntegrityError):
        add(connection, "model_change", CHANGE | {"run_id": 99})
