"""Configured providers in the browser: OpenRouter, a second OpenAI account and a keyless local server beside the three."""

from __future__ import annotations

import re

import pytest

from tests.support.compatible_server import serving
from tests.support.configured_lists import entry
from tests.support.dashboard import Dashboard, Tab
from tests.support.provider_server import ProviderServer
from tests.support.providers import openai_item
from tests.support.recorded_lists import CUT, recordings
from tests.support.stored_reviews import LISTINGS, watched

ROUTER_KEY, EU_KEY = "sk-or-made-up-0123456789", "sk-eu-made-up-0123456789"
LABELS = ["OpenAI", "Google", "Anthropic", "OpenRouter", "OpenAI (openai-eu)", "Laptop"]
LAPTOP = [entry("qwen3:8b"), entry("nomic-embed-text:latest"), entry("gemma3:27b")]


def file_of(lists):
    return f"""
[providers.openrouter]
kind = "openrouter"
base_url = "{lists.url("openrouter")}"

[providers.openai-eu]
kind = "openai"
base_url = "{lists.url("openai-eu")}"
key_variable = "OPENAI_EU_API_KEY"

[providers.laptop]
kind = "ollama"
label = "Laptop"
base_url = "{lists.url("laptop")}"
"""


@pytest.fixture(scope="module")
def lists():
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def running(browser, lists, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dashboard")
    (folder / "providers.toml").write_text(file_of(lists), "utf-8")
    with ProviderServer() as three:
        for provider, items in LISTINGS.items():
            three.set(provider, items)
        keys = {"OPENROUTER_API_KEY": ROUTER_KEY, "OPENAI_EU_API_KEY": EU_KEY}
        variables = three.env() | keys | {"MODELSYNC_RETRY_BACKOFF": "0"}
        with Dashboard(folder, **variables) as dashboard:
            yield dashboard


@pytest.fixture
def dashboard(running, lists):
    lists.failing.clear()
    lists.set("openrouter", *recordings(CUT, "compatible/openrouter")[-1].items, key=ROUTER_KEY)
    lists.set("openai-eu", openai_item("gpt-5.4"), openai_item("gpt-5.4-eu"), key=EU_KEY)
    lists.set("laptop", *LAPTOP)
    for dashboard in watched(running):
        yield dashboard
        assert not any(key in dashboard.log() for key in (ROUTER_KEY, EU_KEY))


@pytest.fixture
def tab(browser, dashboard):
    tab = Tab(browser, dashboard)
    yield tab.open()
    tab.page.close()


def test_sync_all_with_one_failing_then_review_commit_filter_and_undo(tab, dashboard, lists, screenshots):
    for label in LABELS:
        assert tab.page.get_by_text(label, exact=True).first.is_visible()
    lists.failing["laptop"] = 503
    tab.sync()
    assert tab.says("Laptop returned 503")
    tab.page.screenshot(path=screenshots / "configured-one-failing.png")
    lists.failing.clear()
    tab.sync(re.compile("Sync Laptop"))
    assert not tab.says("Laptop returned 503", seconds=1)
    assert tab.page.get_by_role("radio", name=re.compile(r"New \d+")).inner_text().split() == ["New", "337"]

    tab.only("Laptop")
    assert sorted(tab.grid("New models").ids()) == ["laptop/gemma3:27b", "laptop/qwen3:8b"]
    tab.only("All providers")
    tab.commit()
    rows = dashboard.models()
    assert rows["laptop/qwen3:8b"]["provider"] == "laptop"
    assert rows["openai-eu/gpt-5.4"]["provider"] == "openai-eu"
    assert rows["gpt-5.4"]["provider"] == "openai"
    assert sum(row["provider"] == "openrouter" for row in rows.values()) == 327

    tab.go_to("Catalogue")
    tab.page.get_by_role("combobox", name="Provider").click()
    tab.page.screenshot(path=screenshots / "configured-filter.png")
    tab.page.get_by_role("option", name="OpenAI (openai-eu)", exact=True).click()
    tab.settle()
    assert "provider=openai-eu" in tab.query()
    assert tab.says("2 of 337")
    tab.page.screenshot(path=screenshots / "configured-catalogue.png")

    tab.go_to("Status")
    tab.page.screenshot(path=screenshots / "configured-status.png", full_page=True)
    assert tab.says("No key needed")
    assert tab.says("OPENAI_EU_API_KEY")


def test_a_commit_over_configured_providers_is_undone(tab, dashboard):
    tab.sync(re.compile("Sync Laptop"))
    tab.sync(re.compile(r"Sync OpenAI \(openai-eu\)"))
    tab.commit()
    assert len(dashboard.models()) == 4
    tab.press("Undo")
    tab.confirm("Undo")
    assert dashboard.models() == {}


def test_the_pages_have_no_new_accessibility_findings(tab):
    tab.sync()
    tab.page.mouse.move(640, 700)
    tab.reload()  # the tooltip of the button is in no landmark
    assert tab.axe() == []
    tab.go_to("Status")
    assert tab.axe() == []
