"""What tests share: an environment of their own, the providers as a transport, a clock, and services on real SQLite files."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from provider_server import KEYS, VARIABLES, ProviderServer
from sqlalchemy import Engine, event
from stand_ins import Clock, Providers, Rows, price_file

from modelsync import cli
from modelsync.adapters import REGISTRY
from modelsync.server import shared
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings

# No deadline: a slow machine is no failure. Few examples: a build is run often.
settings.register_profile(
    "modelsync", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("modelsync")

_OWN_PREFIXES = ("MODELSYNC_", "OPENAI_", "GOOGLE_", "GEMINI_", "ANTHROPIC_")


@pytest.fixture(autouse=True)
def _main_module():
    """Put the main module back: Streamlit puts a page in its place, which every process started later would run."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """No variable of ours or of a provider but made-up keys and empty pricing files, and an empty working directory."""
    for name in os.environ:
        if name.startswith(_OWN_PREFIXES) or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    prices = tmp_path / "prices"
    prices.mkdir()
    for provider in REGISTRY:
        price_file(prices, provider)
    for provider in KEYS:
        monkeypatch.setenv(VARIABLES[provider][0], KEYS[provider])
    monkeypatch.setenv("MODELSYNC_PRICING_DIR", str(prices))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def run(environment, monkeypatch, capsys):
    """Runs a command in this process; gives exit code, standard output and standard error."""
    logger = logging.getLogger("modelsync")
    level = logger.level

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["modelsync", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, *capsys.readouterr()

    yield command
    logger.setLevel(level)


@pytest.fixture
def just_started(environment):
    """As in a server that was just started: nothing is open or remembered; what a page opens is closed at the end."""
    import streamlit as st

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


@pytest.fixture(scope="module")
def browser():
    """A browser for the tests of a file. It ends with them: its event loop would be in the way of other tests."""
    from browser import chromium

    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory):
    """The folder for pictures: MODELSYNC_SCREENSHOTS, or one that goes with the other temporary ones."""
    named = os.environ.get("MODELSYNC_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def pricing_dir(environment):
    return environment.parent / "prices"


@pytest.fixture
def rows(environment):
    return Rows(environment / "modelsync.db")


@pytest.fixture
def providers():
    return Providers()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def new_service(environment, providers, clock):
    """Builds services on the same file, as a restart or a second process would; settings as keywords."""
    services = []

    def build(**settings):
        service = AiModelSyncService(Settings.read(**settings), transport=providers, clock=clock)
        services.append(service)
        return service

    yield build
    for service in services:
        service.database.engine.dispose()


@pytest.fixture
def service(new_service):
    return new_service()


@pytest.fixture
def provider_server():
    with ProviderServer() as running:
        yield running
