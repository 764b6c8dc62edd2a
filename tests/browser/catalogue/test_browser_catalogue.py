"""The Catalogue in a browser: filters in the address, bulk edits, export, and 10,000 models."""

from __future__ import annotations

import re
import time

import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.support.catalogue import fill
from tests.support.models import stored
from tests.support.server_process import until


def pick(tab, label, option):
    """Choose an option of a select box."""
    tab.page.get_by_role("combobox", name=re.compile(label)).click()
    tab.page.get_by_role("option", name=option, exact=True).click()
    tab.settle(300)


def search(tab, words):
    tab.page.get_by_role("searchbox").fill(words)
    tab.settle(500)


def count(tab):
    """How many active models the page says that it shows."""
    rows = tab.page.get_by_test_id("stHorizontalBlock")
    row = rows.filter(has=tab.page.get_by_role("heading", name="Active")).inner_text()
    return re.search(r"check\s+([\d,]+(?: of [\d,]+)?)", row)[1]


def test_the_browsers_back_takes_a_filter_back_and_forward_sets_it_again(stocked, open_tab):
    tab = open_tab("catalogue")
    all_of_them = count(tab)
    tab.choose("OpenAI")
    tab.page.wait_for_timeout(1500)
    narrowed = count(tab)
    assert narrowed != all_of_them
    tab.page.go_back()
    assert until(lambda: count(tab) == all_of_them)
    assert "provider" not in tab.page.url
    tab.page.wait_for_timeout(1500)
    tab.page.go_forward()
    assert until(lambda: count(tab) == narrowed)


def test_filters_go_into_the_address_and_a_shared_address_shows_the_same(stocked, open_tab):
    tab = open_tab("catalogue?other=kept")
    tab.choose("OpenAI")
    pick(tab, "Enabled", "Enabled")
    pick(tab, "Sort by", "Input price, high first")
    search(tab, "4 gpt")
    table = tab.grid("Active models")
    assert until(lambda: len(table.ids()) == 14)
    assert until(lambda: "q=4+gpt" in tab.query())
    for part in ("provider=openai", "enabled=yes", "sort=-input", "other=kept"):
        assert part in tab.query()
    colleague = open_tab("catalogue" + tab.query())
    assert sorted(colleague.grid("Active models").ids()) == sorted(table.ids())
    assert colleague.says("14 of 55")
    colleague.press("Clear filters")
    assert colleague.says("Active")
    assert until(lambda: "q=" not in colleague.query() and "other=kept" in colleague.query())
    assert count(colleague) == "55"


def test_an_address_that_asks_in_vain_says_so_harmlessly(stocked, open_tab):
    tab = open_tab("catalogue?provider=google&enabled=%5Bx%5D(http://evil.example)")
    assert tab.says("enabled=[x](http:")
    assert tab.says("which does not exist: it is ignored.")
    assert tab.page.locator("a[href*=evil]").count() == 0
    assert len(tab.grid("Active models").ids()) == 5


def test_the_view_that_was_left_is_there_again_after_another_page(stocked, open_tab):
    tab = open_tab()
    tab.choose("Google")
    tab.go_to("History")
    tab.go_to("Catalogue")
    assert len(tab.grid("Active models").ids()) == 5
    assert until(lambda: "provider=google" in tab.query())


def test_fast_typing_is_not_lost_to_the_address_of_a_moment_ago(stocked, open_tab):
    tab = open_tab()
    field = tab.page.get_by_role("searchbox")
    field.click()
    field.press_sequentially("gpt-1", delay=300)
    tab.settle(600)
    assert field.input_value() == "gpt-1"
    assert until(lambda: len(tab.grid("Active models").ids()) == 10)
    field.fill("")
    tab.settle(500)
    assert field.input_value() == ""
    assert until(lambda: count(tab) == "55")


def test_nothing_found_is_a_sentence_with_its_cure(stocked, open_tab):
    tab = open_tab("catalogue?q=nobody&status=archived")
    assert tab.says("No archived model matches.")
    tab.press("Show all models")
    assert count(tab) == "55"


def test_fifty_models_are_disabled_at_once_after_a_look_at_what_will_be_saved(stocked, open_tab, dashboard):
    tab = open_tab("catalogue?provider=openai")
    tab.press("Select all shown")
    tab.press("Disable 50")
    assert tab.says("50 unsaved edits")
    assert sum(row["enabled"] for row in dashboard.rows()) == 50
    tab.press("Show them")
    expect(tab.page.get_by_role("region", name="Unsaved edits")).to_be_visible()
    tab.page.keyboard.press("Escape")
    tab.choose("Google")
    assert tab.says("50 unsaved edits")
    tab.press("Save 50 edits")
    assert tab.says("Saved: 50 models changed.")
    assert not any(row["enabled"] for row in dashboard.rows())
    runs = dashboard.rows("SELECT kind, updated FROM sync_run ORDER BY id DESC")
    assert [tuple(run.values()) for run in runs][:1] == [("edit", 50)]
    assert len(runs) == 2


def test_a_few_are_selected_by_hand_and_only_they_are_enabled(stocked, open_tab, dashboard):
    tab = open_tab("catalogue?provider=google")
    table = tab.grid("Active models")
    for id_ in ("gemini-1", "gemini-3"):
        table.click(id_, "Select")
    tab.press("Enable 2")
    table.click("gemini-1", "Select")
    table.click("gemini-1", "Select")
    tab.press("Save 2 edits")
    assert tab.says("Saved: 2 models changed.")
    on = [
        row["universal_model_id"]
        for row in dashboard.rows()
        if row["enabled"] and row["provider"] == "google"
    ]
    assert sorted(on) == ["gemini-1", "gemini-3"]


def test_a_crafted_selection_reaches_no_archived_model(stocked, open_tab, dashboard):
    tab = open_tab()
    tab.send_edits("catalogue_active", {"edited_rows": {"55": {"select": True}, "0": {"select": True}}})
    tab.press("Disable 1")
    tab.press("Save 1 edit")
    assert tab.says("Saved: 1 model changed.")
    assert dashboard.models()["gpt-00"]["enabled"] == 0
    assert dashboard.models()["gpt-old"]["enabled"] == 0


def test_the_archived_table_opens_the_model_of_its_row_also_after_a_filter(service, open_tab):
    fill(service.database, *(stored(f"gpt-old-{number}", status="archived") for number in range(5)))
    tab = open_tab("catalogue?status=archived")
    table = tab.grid("Archived models")
    assert len(table.ids()) == 5
    search(tab, "old-3")
    assert until(lambda: table.ids() == ["gpt-old-3"])
    table.click("gpt-old-3", "Info")
    tab.page.get_by_test_id("stDialog").wait_for()
    assert until(lambda: "model=gpt-old-3" in tab.query())
    assert "status=archived" in tab.query()


def test_the_export_holds_what_is_shown_and_its_name_says_the_provider(stocked, open_tab):
    tab = open_tab("catalogue?provider=google&sort=-input")
    download = tab.download("Export CSV")
    assert re.fullmatch(r"modelsync-catalogue-google-\d{8}T\d{4}Z\.csv", download.suggested_filename)
    assert sorted(pd.read_csv(download.path())["universal_model_id"]) == [f"gemini-{n}" for n in range(5)]
    tab.choose("All")
    assert re.fullmatch(
        r"modelsync-catalogue-all-\d{8}T\d{4}Z\.csv", tab.download("Export CSV").suggested_filename
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edits_and_selection_are_readable_at_both_widths(stocked, open_tab, screenshots, scheme):
    tab = open_tab()
    tab.page.emulate_media(color_scheme=scheme)
    table = tab.grid("Active models")
    assert not table.is_cut_off()
    table.click("gpt-01", "Enabled")
    table.click("gpt-02", "Select")
    for width in (1280, 768):
        tab.page.set_viewport_size({"width": width, "height": 1000})
        tab.settle(500)
        tab.page.screenshot(path=screenshots / f"catalogue-edited-{scheme}-{width}.png")
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.axe() == []


def test_ten_thousand_models_stay_usable(service, open_tab, screenshots, capsys):
    fill(service.database, *(stored(f"gpt-{n}", ("openai", "google")[n % 2]) for n in range(10_000)))
    tab = open_tab()
    tab.grid("Active models").element.locator("td").first.wait_for(state="attached")
    begin = time.monotonic()
    tab.open("catalogue")
    tab.grid("Active models").element.locator("td").first.wait_for(state="attached")
    table = time.monotonic() - begin
    begin = time.monotonic()
    tab.page.get_by_role("searchbox").fill("gpt-7777")
    tab.page.wait_for_function("() => document.body.innerText.includes('1 of 10,000')")
    found = time.monotonic() - begin
    with capsys.disabled():
        print(f"\n10,000 models: table {table:.2f} s, search {found:.2f} s")
    tab.page.screenshot(path=screenshots / "catalogue-10000.png")
    assert table < 15
    assert found < 10


def test_the_message_of_a_save_is_in_view_without_a_toast_wherever_the_page_is_scrolled(stocked, open_tab):
    tab = open_tab(height=600)
    table = tab.grid("Active models")
    table.click(table.ids()[0], "Enabled")
    tab.page.mouse.move(640, 300)
    tab.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, main.scrollHeight)")
    tab.press("Save 1 edit")
    tab.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, main.scrollHeight)")
    tab.settle(500)
    expect(tab.page.get_by_text("Saved: 1 model changed.")).to_be_in_viewport()
    expect(tab.page.get_by_test_id("stToast")).to_have_count(0)
