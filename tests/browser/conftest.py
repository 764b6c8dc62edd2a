"""Chromium, and a folder for its pictures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.chromium import browser  # noqa: F401 - a fixture


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory):
    """The folder for pictures: MODELSYNC_TEST_SCREENSHOTS, or one that goes with the other temporary ones."""
    named = os.environ.get("MODELSYNC_TEST_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
