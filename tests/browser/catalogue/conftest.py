"""The dashboard in a browser, on a catalogue that no provider fills."""

from __future__ import annotations

import pytest

from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.catalogue import fill
from tests.support.checkout import ROOT
from tests.support.dashboard import Dashboard, Tab
from tests.support.models import stored
from tests.support.providers import KEYS, VARIABLES


@pytest.fixture(scope="module")
def running_dashboard(browser, tmp_path_factory):
    keys = {VARIABLES[provider][0]: key for provider, key in KEYS.items()}
    folder = tmp_path_factory.mktemp("catalogue")
    with Dashboard(folder, **keys, MODELSYNC_PRICING_DIR=str(ROOT / "pricing")) as running:
        yield running


@pytest.fixture
def dashboard(running_dashboard):
    """The dashboard with an empty database; afterwards it must not have logged an error, or a key."""
    running_dashboard.empty()
    before = len(running_dashboard.log())
    yield running_dashboard
    assert "Traceback" not in running_dashboard.log()[before:]
    assert not any(key in running_dashboard.log() for key in KEYS.values())


@pytest.fixture
def service(environment, dashboard):
    """A service on the dashboard's database, as a colleague's process would be."""
    settings = Settings.read(database_url=f"sqlite:///{dashboard.database}", pricing_dir=ROOT / "pricing")
    service = AiModelSyncService(settings)
    yield service
    service.database.engine.dispose()


@pytest.fixture
def stocked(service):
    """Fifty models of OpenAI, five of Google, one archived."""
    fill(
        service.database,
        *(stored(f"gpt-{number:02}", enabled=True) for number in range(50)),
        *(stored(f"gemini-{number}", "google", display_name=f"Gemini {number}") for number in range(5)),
        stored("gpt-old", status="archived"),
    )


@pytest.fixture
def open_tab(browser, dashboard):
    tabs = []

    def open_at(path="catalogue", width=1280, height=1100):
        tabs.append(Tab(browser, dashboard))
        tabs[-1].page.set_viewport_size({"width": width, "height": height})
        return tabs[-1].open(path)

    yield open_at
    for tab in tabs:
        tab.page.close()
