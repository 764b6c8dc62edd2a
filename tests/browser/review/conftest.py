"""The dashboard in a browser, with the three providers over a loopback socket."""

from __future__ import annotations

import pytest

from modelsync.core.actors import LOCAL
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.checkout import ROOT
from tests.support.dashboard import Dashboard, Tab
from tests.support.provider_server import ProviderServer
from tests.support.stored_reviews import LISTINGS, watched


@pytest.fixture(scope="module")
def running_providers():
    with ProviderServer() as running:
        yield running


@pytest.fixture(scope="module")
def running_dashboard(browser, running_providers, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dashboard")
    with Dashboard(folder, **running_providers.env(), MODELSYNC_RETRY_BACKOFF="0") as running:
        yield running


@pytest.fixture
def providers(running_providers):
    for provider, items in LISTINGS.items():
        running_providers.heal(provider)
        running_providers.delay(provider, 0)
        running_providers.set(provider, items)
    return running_providers


@pytest.fixture
def dashboard(running_dashboard, providers):
    yield from watched(running_dashboard)


@pytest.fixture
def open_tab(browser):
    tabs = []

    def open_on(dashboard, path=""):
        tabs.append(Tab(browser, dashboard))
        return tabs[-1].open(path)

    yield open_on
    for tab in tabs:
        tab.page.close()


@pytest.fixture
def tab(open_tab, dashboard):
    """A window on the Review page before any sync."""
    return open_tab(dashboard)


@pytest.fixture
def service(environment, dashboard, providers):
    """A service on the dashboard's database, as a colleague's process would be."""
    settings = Settings.read(database_url=f"sqlite:///{dashboard.database}", pricing_dir=ROOT / "pricing")
    service = AiModelSyncService(settings.with_variables(**providers.env()))
    yield service
    service.database.engine.dispose()


@pytest.fixture
def stocked(service):
    """Every model of the listings is in the catalogue."""
    for diff in service.sync_with_providers(LISTINGS, actor=LOCAL).values():
        service.apply_sync(diff.plan_id, "all", actor=LOCAL)


@pytest.fixture
def synced(service, dashboard, open_tab):
    """A window on the Review page, where everything of the listings waits as new."""
    service.sync_with_providers(LISTINGS, actor=LOCAL)
    return open_tab(dashboard)


@pytest.fixture
def catalogue(stocked, dashboard, open_tab):
    """A window on the Catalogue page."""
    return open_tab(dashboard, "catalogue")
