"""Streamlit in the test's own process, as in a server that was just started. No browser: these tests run anywhere."""

# ruff: noqa: F401 - imported for their names: fixtures
from __future__ import annotations

import sys

import pytest
import streamlit as st
from sqlalchemy import Engine, event

from modelsync.server import shared
from tests.support.commands import run
from tests.support.hook_server import hooks
from tests.support.provider_server import provider_server
from tests.support.services import clock, new_service, pricing_dir, providers, rows, service


@pytest.fixture(autouse=True)
def _main_module():
    """Put the main module back: Streamlit puts a page in its place, which every process started later would run."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def just_started(environment):
    """Nothing is open or remembered; what a page opens is closed at the end."""
    engines = set()

    def remember(connection):
        engines.add(connection.engine)

    event.listen(Engine, "engine_connect", remember)
    shared.forget()
    st.cache_resource.clear()
    yield
    shared.forget()
    st.cache_resource.clear()
    event.remove(Engine, "engine_connect", remember)
    for engine in engines:
        engine.dispose()
