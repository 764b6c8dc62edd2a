"""In the browser: a tick, a name and a filter run the table and what depends on it alone, and all that is shown stays true."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from tests.support.providers import anthropic_item, openai_item
from tests.support.stored_reviews import LISTINGS, reviews


@pytest.fixture
def unsafe(stocked, service, providers, open_tab, dashboard):
    """A window on a plan that archives an enabled model, beside two new ones."""
    service.edit({"claude-opus-5": Edit(enabled=True)}, actor=LOCAL)
    providers.set("anthropic", [anthropic_item("claude-haiku-5")])
    providers.set("openai", [*LISTINGS["openai"], openai_item("gpt-6"), openai_item("gpt-6-mini")])
    service.sync_with_providers(["openai", "anthropic"], actor=LOCAL)
    return open_tab(dashboard)


def test_what_a_tick_changes_is_shown_without_a_run_of_the_page(unsafe, dashboard, service):
    tab = unsafe
    assert tab.says("Anthropic: confirmation required")
    whole = tab.page_runs()
    tab.grid("New models").type("gpt-6", "Display name", "Six")
    tab.grid("New models").click("gpt-6", "Enabled")
    tab.grid("Archived models").click("claude-opus-5", "Approve")
    assert tab.says("2 of 3 changes approved · enables 1 · renames 1 · 1 rejected")
    expect(tab.page.get_by_text("Anthropic: confirmation required")).to_have_count(0)
    expect(tab.page.locator(".st-key-strip_anthropic")).to_contain_text("1 rejected")
    tab.page.get_by_role("searchbox", name="Search").fill("mini")
    assert tab.says("1 of the approved hidden by the filter")
    tab.choose("New 1")
    assert tab.grid("New models").ids() == ["gpt-6-mini"]
    tab.press("Approve none")
    assert tab.says("1 of 3 changes approved · enables 1 · renames 1 · 2 rejected")
    assert tab.page_runs() == whole
    assert reviews(dashboard)[0] == {"claude-opus-5": False, "gpt-6-mini": False}

    plan = service.latest_plans()["openai"]
    service.change_review(plan.id, lambda review: review.model_copy(update={"edits": {}}), actor=LOCAL)
    tab.press("Approve all")
    assert tab.says("The review of OpenAI was changed in another window; it is shown as it is now.")
    assert tab.says("2 of 3 changes approved · 1 rejected")
    assert tab.page_runs() == whole + 1
