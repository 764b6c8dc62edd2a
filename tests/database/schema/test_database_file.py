"""A database file: its first use, its upgrade, readers and writers, and one sentence for each way it can fail. Raw SQLite, no mock."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from modelsync.errors import StoreError
from tests.support.sqlite_files import DECISION, RUN, add

WRITE = f"INSERT INTO filter_decision ({', '.join(DECISION)}) VALUES {tuple(DECISION.values())}"


def test_an_upgrade_of_a_current_schema_changes_no_byte(path, opened):
    opened(f"sqlite:///{path}").upgrade()
    before = path.read_bytes()
    opened(f"sqlite:///{path}").upgrade()
    assert path.read_bytes() == before


def test_the_first_use_of_an_empty_file_makes_the_schema(path, opened):
    database = opened(f"sqlite:///{path}")
    assert database.revision() is None
    with database.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM ai_model").scalar() == 0
    assert database.revision() is not None


def sentence(database):
    """The sentence of a database that cannot be used, after checking that it is one."""
    with pytest.raises(StoreError) as raised, database.writing("openai") as session:
        session.connection().exec_driver_sql(WRITE)
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


@pytest.mark.parametrize(
    ("theirs", "named"),
    [
        (["CREATE TABLE ai_model (id INTEGER, model TEXT)"], "a table ai_model"),
        (["CREATE VIEW ai_model AS SELECT 1 AS id"], "a table ai_model"),
        (
            [
                "CREATE TABLE alembic_version (version_num TEXT)",
                "INSERT INTO alembic_version VALUES ('1a2b')",
            ],
            "a table alembic_version",
        ),
        (
            [
                "CREATE TABLE ai_model (id)",
                "CREATE TABLE alembic_version (version_num)",
                "INSERT INTO alembic_version VALUES ('0001')",
            ],
            "tables ai_model, alembic_version",
        ),
        (["CREATE TABLE reference (id)"], "a table reference"),
    ],
)
def test_tables_of_another_program_are_named_with_the_ways_on_and_left_alone(tmp_path, opened, theirs, named):
    file = tmp_path / "theirs.db"
    with sqlite3.connect(file) as other:
        for statement in theirs:
            other.execute(statement)
    other.close()
    before = file.read_bytes()
    text = sentence(opened(f"sqlite:///{file}"))
    assert f"has {named} of another program. Give Model Sync a database of its own (DATABASE_URL)" in text
    assert "`modelsync adopt`" in text
    with pytest.raises(StoreError, match="another program"):
        opened(f"sqlite:///{file}").upgrade()
    assert file.read_bytes() == before


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
    with opened(f"sqlite:///file:{path}?mode=ro&uri=true").reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM ai_model").scalar() == 0


def test_a_file_that_another_program_holds_is_named(path, raw, opened):
    database = opened(f"sqlite:///{path}")
    # The program waits much longer; a test need not.
    event.listen(database.engine, "connect", lambda made, _: made.execute("PRAGMA busy_timeout = 50"))
    raw.execute("BEGIN EXCLUSIVE")
    assert "is locked by another program" in sentence(database)
    raw.rollback()
    with database.writing("openai") as session:
        session.connection().exec_driver_sql(WRITE)


def test_a_damaged_file_is_named(path, raw, opened):
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * (4096 - 100)
    path.write_bytes(content)
    assert "is damaged" in sentence(opened(f"sqlite:///{path}"))


def test_a_write_that_raises_leaves_nothing_behind(path, raw, opened):
    database = opened(f"sqlite:///{path}")

    def write():
        with database.writing("openai") as session:
            session.connection().exec_driver_sql(WRITE)
            raise LookupError

    with pytest.raises(LookupError):
        write()
    assert raw.execute("SELECT count(*) FROM filter_decision").fetchone() == (0,)


def test_a_reader_sees_one_state_while_another_writes(path, raw, opened):
    database = opened(f"sqlite:///{path}")
    raw.execute("PRAGMA journal_mode = WAL")
    with database.reading() as session:
        count = "SELECT count(*) FROM sync_run"
        assert session.connection().exec_driver_sql(count).scalar() == 0
        with raw:
            add(raw, "sync_run", RUN | {"at": datetime.now(UTC).isoformat()})
        assert session.connection().exec_driver_sql(count).scalar() == 0
