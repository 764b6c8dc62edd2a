"""The dashboard in a browser on a catalogue that no provider fills, with two references as files."""

# ruff: noqa: F401, F811 - imported for their names: fixtures
from __future__ import annotations

import pytest

from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.browser.catalogue.conftest import dashboard, open_tab
from tests.support.dashboard import Dashboard
from tests.support.pricing_files import price_file
from tests.support.reference_files import (
    TIERED,
    as_bytes,
    litellm,
    litellm_model,
    models_dev,
    models_dev_model,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two references that agree on gpt-9; one alone knows gpt-10, with a tier."""
    folder = tmp_path_factory.mktemp("pricing")
    for provider in ("openai", "google", "anthropic"):
        price_file(folder, provider)
    both, tiered = {"gpt-9": litellm_model()}, {"gpt-10": TIERED}
    (folder / "litellm.json").write_bytes(as_bytes(litellm(**both, **tiered)))
    (folder / "dev.json").write_bytes(as_bytes(models_dev(**{"gpt-9": models_dev_model()})))
    return folder


@pytest.fixture(scope="module")
def variables(folder):
    return {
        "MODELSYNC_PRICING_DIR": str(folder),
        "MODELSYNC_LITELLM_PRICES": str(folder / "litellm.json"),
        "MODELSYNC_MODELS_DEV": str(folder / "dev.json"),
        "MODELSYNC_DEPRECATIONS": "off",
        "MODELSYNC_GENAI_PRICES": "off",
    }


@pytest.fixture(scope="module")
def running_dashboard(browser, folder, variables):
    with Dashboard(folder, **variables) as running:
        yield running


@pytest.fixture
def service(environment, dashboard, folder):
    """A service on the dashboard's database, as a colleague's process would be."""
    settings = Settings.read(database_url=f"sqlite:///{dashboard.database}", pricing_dir=folder)
    service = AiModelSyncService(settings)
    yield service
    service.database.engine.dispose()
