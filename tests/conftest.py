"""What every folder of tests shares: how Hypothesis looks, and an environment of a test's own."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from modelsync.adapters import REGISTRY
from tests.support.pricing_files import price_file
from tests.support.providers import KEYS, VARIABLES

# No deadline: a slow machine is no failure. Few examples: a build is run often.
settings.register_profile(
    "modelsync", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("modelsync")

_OWN_PREFIXES = ("MODELSYNC_", "OPENAI_", "GOOGLE_", "GEMINI_", "ANTHROPIC_")


def pytest_collection_modifyitems(items):
    """Begin with the longest files, which install the wheel: as the last ones they would keep one process alone busy."""
    items.sort(key=lambda item: "product" not in item.path.parts)


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
