"""Chromium, and a folder for its pictures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.chromium import chromium


@pytest.fixture(scope="module")
def browser():
    """A browser for the tests of a file. It ends with them: its event loop would be in the way of other tests."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory):
    """The folder for pictures: MODELSYNC_TEST_SCREENSHOTS, or one that goes with the other temporary ones."""
    named = os.environ.get("MODELSYNC_TEST_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
