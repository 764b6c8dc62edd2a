"""Servers at whose door the tests try things: one without a login, one with a login that is set up by variables."""

from __future__ import annotations

import pytest

from tests.support import attempts
from tests.support.chromium import browser  # noqa: F401 - a fixture
from tests.support.door_calls import Guarded, Unguarded


@pytest.fixture(scope="session", autouse=True)
def _table():
    """Write the table of attempts where that was asked for."""
    yield
    if attempts.WRITING:
        attempts.write()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    with Guarded(tmp_path_factory.mktemp("guarded")) as running:
        yield running


@pytest.fixture(scope="module")
def unguarded(tmp_path_factory):
    with Unguarded(tmp_path_factory.mktemp("unguarded")) as running:
        yield running
