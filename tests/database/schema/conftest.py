"""An SQLite file of the test's own, opened by URL and behind the program's back."""

from __future__ import annotations

import pytest

from tests.support.sqlite_files import current, databases


@pytest.fixture
def opened():
    with databases() as build:
        yield build


@pytest.fixture
def path(tmp_path):
    return tmp_path / "models.db"


@pytest.fixture
def raw(path, opened):
    with current(path, opened) as connection:
        yield connection
