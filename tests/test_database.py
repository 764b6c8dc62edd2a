"""The database keeps its own rules, whoever writes to it, and each way it can fail has its sentence. Raw SQLite, no mock."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import create_engine, event, inspect
from sqlmodel import SQLModel

from modelsync import tables
from modelsync.database import Database
from modelsync.errors import StoreError

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
RUN = {"kind": "apply", "actor": "me", "at": "2026-11-01T12:00:00Z"}
RUN |= {"inserted": 0, "updated": 0, "archived": 0}
CHANGE = {"run_id": 1, "provider": "openai", "universal_model_id": "gpt-a", "action": "insert"}
DECISION = {
    "provider": "openai",
    "universal_model_id": "gpt-a",
    "decision": "include",
    "reason": "wanted",
    "actor": "me",
    "at": "2026-11-01T12:00:00Z",
}

WRITE = f"INSERT INTO filter_decision ({', '.join(DECISION)}) VALUES {tuple(DECISION.values())}"


@pytest.fixture
def opened():
    """Opens databases by URL and closes them again."""
    databases = []

    def build(url):
        databases.append(Database(url))
        return databases[-1]

    yield build
    for database in databases:
        database.engine.dispose()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "models.db"


@pytest.fixture
def raw(path, opened):
    """A plain connection to a file with the current schema."""
    opened(f"sqlite:///{path}").upgrade()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


def add(connection, table, row, **fields):
    """Insert the row; a required column that a test says nothing about is an empty object."""
    required = {
        c[1]: "{}" for c in connection.execute(f"PRAGMA table_info({table})") if c[3] and c[1] != "id"
    }
    row = required | row | fields
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    return connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values())).lastrowid


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
        {"provider": "mistral"},
        {"provider": "OpenAI"},
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
        ("sync_plan", PLAN, {"provider": "mistral"}),
        ("sync_plan", PLAN, {"state": "lost"}),
        ("sync_run", RUN, {"kind": "guess"}),
        ("sync_run", RUN, {"actor": None}),
        ("model_change", CHANGE, {"action": "rename"}),
        ("model_change", CHANGE, {"run_id": 99}),
        ("filter_decision", DECISION, {"provider": "mistral"}),
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


def test_an_upgrade_of_a_current_schema_changes_no_byte(path, opened):
    opened(f"sqlite:///{path}").upgrade()
    before = path.read_bytes()
    opened(f"sqlite:///{path}").upgrade()
    assert path.read_bytes() == before


def test_the_first_use_of_an_empty_file_makes_the_schema(path, opened):
    database = opened(f"sqlite:///{path}")
    assert database.revision() is None
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM ai_model").scalar() == 0
    assert database.revision() is not None


# --- failures --------------------------------------------------------------------------------------------------------


def sentence(database):
    """The sentence of a database that cannot be used, after checking that it is one."""
    with pytest.raises(StoreError) as raised, database.writing("openai") as connection:
        connection.exec_driver_sql(WRITE)
    text = str(raised.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


def test_a_schema_of_a_newer_program_is_refused_and_left_alone(path, raw, opened):
    with raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    text = sentence(opened(f"sqlite:///{path}"))
    assert "9999" in text
    assert "newer" in text
    with pytest.raises(StoreError, match="newer"):
        opened(f"sqlite:///{path}").upgrade()
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(path, opened):
    path.write_text("Dear diary, today I synced models.\n" * 100, encoding="utf-8")
    before = path.read_bytes()
    assert "is not an SQLite database" in sentence(opened(f"sqlite:///{path}"))
    assert path.read_bytes() == before


def test_a_folder_that_does_not_exist_is_named(tmp_path, opened):
    text = sentence(opened(f"sqlite:///{tmp_path / 'nowhere' / 'models.db'}"))
    assert "nowhere" in text
    assert "cannot be opened" in text


def test_a_read_only_file_is_named(path, raw, opened):
    assert "is read-only" in sentence(opened(f"sqlite:///file:{path}?mode=ro&uri=true"))


def test_a_read_only_file_can_still_be_read(path, raw, opened):
    with opened(f"sqlite:///file:{path}?mode=ro&uri=true").reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM ai_model").scalar() == 0


def test_a_file_that_another_program_holds_is_named(path, raw, opened):
    database = opened(f"sqlite:///{path}")
    # The program waits much longer; a test need not.
    event.listen(database.engine, "connect", lambda made, _: made.execute("PRAGMA busy_timeout = 50"))
    raw.execute("BEGIN EXCLUSIVE")
    assert "is locked by another program" in sentence(database)
    raw.rollback()
    with database.writing("openai") as connection:
        connection.exec_driver_sql(WRITE)


def test_a_damaged_file_is_named(path, raw, opened):
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * (4096 - 100)
    path.write_bytes(content)
    assert "is damaged" in sentence(opened(f"sqlite:///{path}"))


def test_a_write_that_raises_leaves_nothing_behind(path, raw, opened):
    database = opened(f"sqlite:///{path}")

    def write():
        with database.writing("openai") as connection:
            connection.exec_driver_sql(WRITE)
            raise LookupError

    with pytest.raises(LookupError):
        write()
    assert raw.execute("SELECT count(*) FROM filter_decision").fetchone() == (0,)


def test_a_reader_sees_one_state_while_another_writes(path, raw, opened):
    database = opened(f"sqlite:///{path}")
    raw.execute("PRAGMA journal_mode = WAL")
    with database.reading() as connection:
        count = "SELECT count(*) FROM sync_run"
        assert connection.exec_driver_sql(count).scalar() == 0
        with raw:
            add(raw, "sync_run", RUN | {"at": datetime.now(UTC).isoformat()})
        assert connection.exec_driver_sql(count).scalar() == 0
