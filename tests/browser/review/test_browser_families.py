"""In the browser: options of Review's tables, rows that fold, what a row's dialog does, texts that do not fit."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from modelsync.core.actors import LOCAL
from tests.support.providers import anthropic_item, google_item, openai_item
from tests.support.stored_reviews import enabled, reviews

LONG = "Gemini of the longest name that anybody ever gave to a model"
FAMILY = ["gpt-4.1", "gpt-4.1-2025-04-14"]


@pytest.fixture
def plans(service, providers):
    """A family of OpenAI, one model of Anthropic that says what it can do, one of Google with a long name."""
    dates = {"gpt-4.1": 1_744_000_000, "gpt-4.1-2025-04-14": 1_744_000_000, "gpt-5.4": 1_767_000_000}
    providers.set("openai", [openai_item(id_, created=created) for id_, created in dates.items()])
    can = {"image_input": {"supported": True}, "thinking": {"supported": False}}
    providers.set("anthropic", [anthropic_item("claude-opus-5", capabilities=can)])
    providers.set("google", [google_item("gemini-3-pro", displayName=LONG)])
    return service.sync_with_providers(["openai", "google", "anthropic"], actor=LOCAL)


def options(tab):
    """The open options."""
    tab.page.get_by_test_id("stPopover").get_by_role("button").click()
    body = tab.page.get_by_test_id("stPopoverBody")
    body.wait_for()
    return body


def close(tab):
    tab.page.keyboard.press("Escape")
    tab.page.get_by_test_id("stPopoverBody").wait_for(state="detached")


def pick(tab, label, word):
    body = options(tab)
    body.get_by_role("toolbar", name=label).get_by_role("button", name=word).click()
    tab.settle(300)
    close(tab)


@pytest.mark.usefixtures("plans")
def test_an_alias_and_its_snapshot_fold_into_one_row_that_answers_for_both(tab, dashboard):
    table = tab.grid("New models")
    assert table.ids().index("gpt-5.4") < table.ids().index("gpt-4.1"), "the newest first"
    options(tab).get_by_text("Fold aliases").click()
    tab.settle(300)
    assert tab.axe() == []
    close(tab)
    assert "gpt-4.1-2025-04-14" not in table.ids()
    expect(table.element.locator("tr", has_text="gpt-4.1").first).to_contain_text("+1 snapshot")
    table.click("gpt-4.1", "Enabled")
    ticks, edits = reviews(dashboard)
    assert (ticks, sorted(edits)) == ({}, FAMILY)
    expect(table.element.locator("tr", has_text="gpt-4.1").first).to_contain_text("✎ enabled")
    tab.reload()
    assert "gpt-4.1-2025-04-14" not in tab.grid("New models").ids(), "remembered"
    tab.commit()
    assert tab.says("No pending changes")
    assert enabled(dashboard) == FAMILY
    tab.page.context.clear_cookies(name="modelsync_review_fold")


@pytest.mark.usefixtures("plans")
def test_what_models_can_do_is_shown_and_filtered_and_enabled_together(tab, dashboard):
    pick(tab, "Columns", "Reads images")
    table = tab.grid("New models")
    expect(table.element.locator("th", has_text="Reads images")).to_have_count(1)
    expect(table.element.locator("tr", has_text="claude-opus-5").first).to_contain_text("yes")
    pick(tab, "Only models with", "Reads images")
    assert table.ids() == ["claude-opus-5"]
    tab.press("Enable shown")
    assert tab.says("enables 1")
    assert sorted(reviews(dashboard)[1]) == ["claude-opus-5"]
    tab.page.context.clear_cookies(name="modelsync_review_columns")


@pytest.mark.usefixtures("plans")
def test_a_row_opens_with_all_about_it_and_enables_its_family(tab, dashboard):
    table = tab.grid("New models")
    table.click("gpt-4.1-2025-04-14", "Info")
    dialog = tab.page.get_by_test_id("stDialog")
    expect(dialog.get_by_text("gpt-4.1-2025-04-14", exact=True)).to_be_visible()
    assert tab.axe() == []
    dialog.get_by_role("button", name="Enable family (2)").click()
    dialog.wait_for(state="detached")
    tab.settle()
    assert sorted(reviews(dashboard)[1]) == FAMILY
    assert tab.says("enables 2")


@pytest.mark.usefixtures("plans")
def test_a_name_that_does_not_fit_ends_in_our_ellipsis_and_is_whole_in_the_dialog(tab, dashboard):
    table = tab.grid("New models")
    cell = table.element.locator("td", has_text="Gemini of").first
    expect(cell).to_contain_text("…")
    shown = cell.text_content()
    table.type("gemini-3-pro", "Display name", f"Our {shown}")
    assert reviews(dashboard)[1]["gemini-3-pro"]["displayName"] == f"Our {LONG}"
    table.click("gemini-3-pro", "Info")
    expect(tab.page.get_by_role("dialog").get_by_text(f"Our {LONG}")).to_be_visible()


def test_a_no_marks_its_row_and_leaves_the_table_where_it_was_scrolled(service, providers, tab, dashboard):
    providers.set("openai", [openai_item(f"gpt-6-{number}") for number in range(200)])
    service.sync_with_provider("openai", actor=LOCAL)
    tab.reload()
    tab.page.set_viewport_size({"width": 1280, "height": 800})
    table = tab.grid("New models").element
    scroller = table.locator(".dvn-scroller")
    scroller.evaluate("scroller => scroller.scrollTop = 3500")
    tab.settle(300)
    for place in (3, 4):
        table.click(position={"x": 44, "y": 35 * (place + 0.5)})
    assert tab.says("2 rejected")
    expect(table.locator("td", has_text="✗ rejected")).to_have_count(2)
    assert scroller.evaluate("scroller => scroller.scrollTop") == 3500
    assert list(reviews(dashboard)[0].values()) == [False, False]
