"""A new SQLite file is readable by its owner alone, with what SQLite puts beside it; one that is there keeps its mode."""

from __future__ import annotations

import os
import stat

import pytest

from modelsync.store.database import Database


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("address", ["sqlite:///{}", "sqlite+pysqlite:///{}", "sqlite:///file:{}?uri=true"])
def test_a_new_file_is_its_owners_alone(tmp_path, address):
    before = os.umask(0)
    try:
        database = Database(address.format(tmp_path / "models.db"))
        database.upgrade()
        with database.writing("catalogue"):
            modes = {path.name: mode(path) for path in tmp_path.iterdir()}
        database.engine.dispose()
    finally:
        os.umask(before)
    assert modes["models.db"] == 0o600
    assert set(modes.values()) == {0o600}


def test_a_file_that_somebody_shares_stays_as_it_is(tmp_path):
    file = tmp_path / "models.db"
    file.touch()
    file.chmod(0o660)
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    database.engine.dispose()
    assert mode(file) == 0o660


def test_the_files_of_demo_and_copy_are_private_too(environment, run):
    before = os.umask(0o022)
    try:
        assert run("demo")[0] == 0
        run("models")
        assert run("db", "copy", "sqlite:///modelsync.db", "sqlite:///copy.db")[0] == 0
    finally:
        os.umask(before)
    assert {path.name: mode(path) for path in environment.glob("*.db")} == {
        "modelsync.db": 0o600,
        "modelsync-demo.db": 0o600,
        "copy.db": 0o600,
    }
