"""In the browser: a review by the keyboard alone, and the changes by section in the commit's question on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from tests.support.providers import anthropic_item, google_item, openai_item
from tests.support.stored_reviews import LISTINGS, reviews


def test_a_review_is_searched_ticked_and_committed_by_keys(synced, dashboard):
    page = synced.page
    search = page.get_by_role("searchbox", name="Search")
    page.wait_for_function("() => !!window.modelSyncKeys")
    expect(search).to_be_visible()  # Chromium may load the field's code after the script.
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("gpt")
    synced.settle(500)
    assert synced.says("4 of the approved hidden by the filter")
    table = synced.grid("New models")
    table.click("gpt-5.4", "Model")
    left = range(table.element.locator("th").all_text_contents().index("Model"))
    for key, column, row in (*(("ArrowLeft", column, 0) for column in reversed(left)), ("ArrowDown", 0, 1)):
        page.keyboard.press(key)
        expect(page.get_by_test_id(f"glide-cell-{column}-{row}")).to_be_focused()
    page.keyboard.press("Space")
    assert synced.says("5 of 6 changes approved · 1 rejected")
    assert reviews(dashboard)[0] == {"gpt-5.4-mini": False}
    commit = page.get_by_role("button", name="Commit 5 changes", exact=True)
    commit.hover()
    expect(
        page.get_by_text("/ searches, arrows and space tick in a table, Ctrl+Enter commits")
    ).to_be_visible()
    page.mouse.move(5, 5)  # Streamlit's tooltips are outside every landmark
    expect(page.get_by_role("tooltip")).to_have_count(0)
    assert synced.axe() == []
    page.keyboard.press("Control+Enter")
    question = page.get_by_test_id("stDialog")
    question.get_by_role("textbox", name="Reason").fill("by hand")
    assert synced.axe() == []
    page.keyboard.press("Control+Enter")
    question.wait_for(state="detached")
    assert synced.says("No pending changes")
    assert len(dashboard.models()) == 5
    assert {run["reason"] for run in dashboard.rows("SELECT reason FROM sync_run")} == {"by hand"}


@pytest.fixture
def many(stocked, service, providers):
    """Sixty new models, an updated and an archived one."""
    providers.set(
        "openai", [*LISTINGS["openai"], *(openai_item(f"gpt-7-{number:02}") for number in range(60))]
    )
    providers.set("google", [google_item("gemini-3-pro", displayName="New"), LISTINGS["google"][1]])
    providers.set("anthropic", [anthropic_item("claude-haiku-5")])
    service.sync_with_providers(LISTINGS, actor=LOCAL)
    plan = service.latest_plans()["openai"]
    edits = {"gpt-7-00": Edit(display_name="Our seven", enabled=True)}
    service.change_review(plan.id, lambda review: review.model_copy(update={"edits": edits}), actor=LOCAL)


@pytest.mark.usefixtures("many")
def test_the_question_on_a_phone_lists_the_changes_by_section(dashboard, open_tab, screenshots):
    tab = open_tab(dashboard)
    tab.page.set_viewport_size({"width": 390, "height": 844})
    tab.press("Commit 62 changes")
    listed = tab.page.locator(".st-key-commit_list")
    for words in (
        "New 60",
        "gpt-7-00 “Our seven” · ✎ renamed, enabled",
        "and 10 more",
        "Updated 1",
        "Archived 1",
    ):
        expect(listed).to_contain_text(words)
    expect(listed).to_contain_text("claude-opus-5 · removed by the provider")
    box = listed.bounding_box()
    assert (box["height"] <= 220, box["x"] + box["width"] <= 390) == (True, True), box
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
    tab.page.screenshot(path=screenshots / "commit-question-390.png")
    assert tab.axe() == []
    tab.confirm("Commit")
    assert "gpt-7-59" in dashboard.models()
