"""The database keeps its own rules, whoever writes to it, and its schema is the one that the program declares. Raw SQLite, no mock."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import create_engine, inspect
from sqlmodel import SQLModel

from modelsync.store.tables import every as tables
from tests.support.sqlite_files import DECISION, RUN, add

MODEL = {
    "provider": "openai",
    "universal_model_id": "gpt-a",
    "display_name": "GPT A",
    "display_name_by": "provider",
    "status": "active",
    "enabled": 0,
    "config": '{"universalModelId": "gpt-a"}',
    "version": 1,
    "created_at": "2026-11-01T12:00:00Z",
    "updated_at": "2026-11-01T12:00:00Z",
}
PLAN = {
    "id": "p1",
    "provider": "openai",
    "actor": "me",
    "fetched_at": "2026-11-01T12:00:00Z",
    "state": "waiting",
    "digest": "0",
    "listing": "[]",
    "diff": "{}",
}
CHANGE = {"run_id": 1, "provider": "openai", "universal_model_id": "gpt-a", "action": "insert"}


def named(id_):
    """What a model with another id has other than MODEL."""
    return {"universal_model_id": id_, "config": json.dumps({"universalModelId": id_})}


def test_a_good_row_of_each_table_is_taken(raw):
    add(raw, "ai_model", MODEL)
    add(raw, "ai_model", MODEL, **named("x" * 255), display_name="y" * 255)
    add(raw, "sync_plan", PLAN)
    assert add(raw, "sync_run", RUN) == 1
    add(raw, "model_change", CHANGE)
    add(raw, "filter_decision", DECISION)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "archived", "enabled": 1},
        {"enabled": 2},
        {"enabled": None},
        {"provider": None},
        {"status": "deleted"},
        {"status": None},
        {"display_name_by": "sync"},
        {"display_name": ""},
        {"display_name": "   "},
        {"display_name": "\t\n"},
        {"display_name": None},
        {"display_name": "x" * 256},
        {"version": 0},
        {"version": None},
        {"config": '{"universalModelId": "gpt-b"}'},
        {"config": '{"universalModelId": null}'},
        {"config": '{"other": "gpt-a"}'},
        {"config": "{}"},
        {"config": "no JSON"},
        {"config": None},
        {"universal_model_id": "gpt-b"},
        named(""),
        named("x" * 256),
        {"created_at": None},
        {"updated_at": None},
    ],
    ids=str,
)
def test_a_row_against_the_rules_is_refused_by_the_database(raw, wrong):
    with pytest.raises(sqlite3.Error):
        add(raw, "ai_model", MODEL, **wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        "enabled = 1, status = 'archived'",
        "status = 'gone'",
        "universal_model_id = 'gpt-b'",
        "config = json_set(config, '$.universalModelId', 'gpt-b')",
        "config = json_remove(config, '$.universalModelId')",
        "display_name = ' '",
    ],
)
def test_an_update_against_the_rules_is_refused_too(raw, wrong):
    add(raw, "ai_model", MODEL)
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(f"UPDATE ai_model SET {wrong}")


def test_an_id_belongs_to_one_provider_only(raw):
    add(raw, "ai_model", MODEL)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        add(raw, "ai_model", MODEL)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        add(raw, "ai_model", MODEL, provider="google")


@pytest.mark.parametrize(
    ("table", "row", "wrong"),
    [
        ("sync_plan", PLAN, {"state": "lost"}),
        ("sync_run", RUN, {"kind": "guess"}),
        ("sync_run", RUN, {"actor": None}),
        ("model_change", CHANGE, {"action": "rename"}),
        ("model_change", CHANGE, {"run_id": 99}),
        ("filter_decision", DECISION, {"decision": "maybe"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value)[:20],
)
def test_the_other_tables_have_rules_too(raw, table, row, wrong):
    add(raw, "sync_run", RUN)
    with pytest.raises(sqlite3.IntegrityError):
        add(raw, table, row, **wrong)


def test_a_provider_has_at_most_one_waiting_plan(raw):
    add(raw, "sync_plan", PLAN)
    add(raw, "sync_plan", PLAN, id="p2", provider="google")
    add(raw, "sync_plan", PLAN, id="p3", state="superseded")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        add(raw, "sync_plan", PLAN, id="p4")


def test_the_id_of_a_removed_row_is_never_given_again(raw):
    first = add(raw, "ai_model", MODEL)
    last = add(raw, "ai_model", MODEL, **named("gpt-b"))
    raw.execute("DELETE FROM ai_model WHERE id = ?", [last])
    assert add(raw, "ai_model", MODEL, **named("gpt-c")) == last + 1
    raw.execute("DELETE FROM ai_model")
    assert add(raw, "ai_model", MODEL) == last + 2 > first


def test_a_time_is_stored_as_iso_text_in_utc_and_comes_back_as_the_same_moment(raw, path):
    moment = datetime(2026, 11, 1, 13, 0, tzinfo=timezone(timedelta(hours=1)))
    engine = create_engine(f"sqlite:///{path}")
    runs = tables.SyncRun.__table__
    values = {"kind": "edit", "actor": "me", "inserted": 0, "updated": 0, "archived": 0}
    with engine.begin() as connection:
        connection.execute(runs.insert(), [values | {"at": moment}])
        [found] = connection.execute(runs.select()).all()
    engine.dispose()
    assert raw.execute("SELECT at, typeof(at) FROM sync_run").fetchall() == [
        ("2026-11-01T12:00:00.000000Z", "text")
    ]
    assert found.at == moment
    assert found.at.utcoffset() == timedelta(0)


# --- the schema ------------------------------------------------------------------------------------------------------


def schema(engine):
    """The tables as SQLite itself describes them; the text of rules without white space."""
    found = inspect(engine)
    names = set(found.get_table_names()) - {"alembic_version"}
    with engine.connect() as connection:
        made = dict(
            connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all()
        )
    return {
        name: {
            "columns": {
                c["name"]: (str(c["type"]), c["nullable"], c["default"], c["primary_key"])
                for c in found.get_columns(name)
            },
            "order": [c["name"] for c in found.get_columns(name)],
            "checks": sorted((c["name"], squeezed(c["sqltext"])) for c in found.get_check_constraints(name)),
            "indexes": sorted(
                (
                    i["name"],
                    i["column_names"],
                    bool(i["unique"]),
                    str(i["dialect_options"].get("sqlite_where")),
                )
                for i in found.get_indexes(name)
            ),
            "unique": found.get_unique_constraints(name),
            "foreign": [
                (f["constrained_columns"], f["referred_table"], f["referred_columns"])
                for f in found.get_foreign_keys(name)
            ],
            "autoincrement": "AUTOINCREMENT" in made[name],
        }
        for name in names
    }


def squeezed(text):
    return re.sub(r"\s+", " ", text).strip()


def test_the_migrations_make_exactly_the_tables_of_the_program(path, tmp_path, opened):
    database = opened(f"sqlite:///{path}")
    database.upgrade()
    declared = create_engine(f"sqlite:///{tmp_path / 'declared.db'}")
    SQLModel.metadata.create_all(declared, tables=[m.__table__ for m in models_of(tables)])
    migrated, wanted = schema(database.engine), schema(declared)
    declared.dispose()
    assert set(migrated) == set(wanted) >= {"ai_model", "sync_plan", "sync_run", "model_change"}
    for name, table in wanted.items():
        assert migrated[name] == table


def models_of(module):
    return [m for m in vars(module).values() if isinstance(m, type) and hasattr(m, "__table__")]


def test_the_catalogue_has_the_columns_that_others_rely_on(raw):
    columns = {row[1]: row[2] for row in raw.execute("PRAGMA table_info(ai_model)")}
    assert columns == {
        "id": "INTEGER",
        "provider": "TEXT",
        "universal_model_id": "TEXT",
        "display_name": "TEXT",
        "display_name_by": "TEXT",
        "status": "TEXT",
        "enabled": "BOOLEAN",
        "config": "JSON",
        "version": "INTEGER",
        "created_at": "VARCHAR(32)",
        "updated_at": "VARCHAR(32)",
    }
