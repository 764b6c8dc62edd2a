"""In the browser: what the line "Needs attention" lets one do: include an id, enable a successor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from tests.support.providers import anthropic_item, openai_item
from tests.support.stored_reviews import LISTINGS

OLD, NEW = "claude-opus-4-1", "claude-opus-4-8"
"""A model and the successor that the shipped pricing file names."""


def show(tab, screenshots, name):
    tab.page.get_by_text("Needs attention").click()
    tab.settle(700)
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme)
        tab.settle(200)
        tab.page.screenshot(path=screenshots / f"{name}-{scheme}.png")
    assert tab.axe() == []


def test_a_warning_about_an_unknown_id_includes_it_with_a_reason(
    service, providers, dashboard, open_tab, screenshots
):
    providers.set("openai", [*LISTINGS["openai"], openai_item("lumen-1")])
    service.sync_with_providers(["openai"], actor=LOCAL)
    tab = open_tab(dashboard)
    tab.page.set_viewport_size({"width": 1280, "height": 800})
    show(tab, screenshots, "attention-include")
    tab.press("Include lumen-1")
    dialog = tab.page.get_by_test_id("stDialog")
    dialog.get_by_role("button", name="Include", exact=True).click()
    assert tab.says("Type a reason first. Nothing was decided.")
    dialog.get_by_label("Reason").fill("it is a text model")
    tab.confirm("Include")
    assert tab.says("lumen-1 is included from now on.")
    assert "lumen-1" in tab.grid("New models").ids()
    assert service.decisions("openai")["lumen-1"].reason == "it is a text model"


@pytest.fixture
def retiring(service, providers):
    """An enabled model that retires soon, whose successor is in the catalogue, and a plan that waits."""
    soon = (datetime.now(UTC) + timedelta(days=20)).strftime("%Y-%m-%dT00:00:00Z")
    old = anthropic_item(OLD, lifecycle="deprecated", retires_at=soon)
    providers.set("anthropic", [old, anthropic_item(NEW)])
    diff = service.sync_with_provider("anthropic", actor=LOCAL)
    service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    service.edit({OLD: Edit(enabled=True)}, actor=LOCAL)
    service.sync_with_providers(["openai"], actor=LOCAL)


@pytest.mark.usefixtures("retiring")
def test_the_line_enables_the_successor_of_a_retiring_model(service, dashboard, open_tab, screenshots):
    tab = open_tab(dashboard)
    tab.page.set_viewport_size({"width": 1280, "height": 800})
    show(tab, screenshots, "attention-successor")
    tab.press("Enable the successor, disable this one")
    assert tab.says(f"{NEW} is enabled, {OLD} is disabled.")
    assert [model.universal_model_id for model in service.models(enabled=True)] == [NEW]
    tab.press("Undo")
    tab.confirm("Undo")
    assert [model.universal_model_id for model in service.models(enabled=True)] == [OLD]


@pytest.mark.usefixtures("retiring")
def test_the_details_enable_the_successor_too(service, dashboard, open_tab, screenshots):
    tab = open_tab(dashboard, f"catalogue?model={OLD}")
    tab.page.set_viewport_size({"width": 1280, "height": 1000})
    tab.settle(500)
    tab.page.screenshot(path=screenshots / "details-successor.png")
    tab.press("Enable the successor, disable this one")
    assert tab.says(f"{NEW} is enabled, {OLD} is disabled.")
    assert [model.universal_model_id for model in service.models(enabled=True)] == [NEW]
