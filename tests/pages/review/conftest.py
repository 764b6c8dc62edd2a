"""Pages over three providers with a model or two, and an empty database."""

from __future__ import annotations

import pytest

from modelsync.core.actors import LOCAL
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.app_pages import LISTINGS


@pytest.fixture(autouse=True)
def app(just_started, provider_server, monkeypatch):
    """The app as after a start: an empty database and three providers with a model or two."""
    for name, value in (provider_server.env() | {"MODELSYNC_RETRY_BACKOFF": "0"}).items():
        monkeypatch.setenv(name, value)
    for provider, items in LISTINGS.items():
        provider_server.set(provider, items)


@pytest.fixture
def service(app):
    """A service of the test's own on the same file."""
    return AiModelSyncService(Settings.read())


@pytest.fixture
def stocked(service):
    """Every model of the listings is in the catalogue."""
    for diff in service.sync_with_providers(LISTINGS, actor=LOCAL).values():
        service.apply_sync(diff.plan_id, "all", actor=LOCAL)
