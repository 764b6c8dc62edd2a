"""Fixtures: services on the test's own SQLite file, with the providers as a transport and a clock that the test sets."""

from __future__ import annotations

import pytest

from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support import current_schema
from tests.support.clock import Clock
from tests.support.provider_transport import Providers
from tests.support.sqlite_rows import Rows


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
def service(new_service, environment):
    """A service on the file that is there; on one with the current schema and no rows if there is none."""
    file = environment / "modelsync.db"
    if not file.exists():
        file.write_bytes(current_schema.sqlite_file())
    return new_service()
