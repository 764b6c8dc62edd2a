"""In the browser: what Review says of how things are: failures, undone commits, the catalogue's own names, decisions."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from tests.support.providers import openai_item
from tests.support.stored_reviews import LISTINGS


def test_the_strip_says_that_the_sync_failed_until_one_works(tab, providers):
    providers.fail("google", 500, "Internal error")
    tab.sync()
    assert tab.says("Sync failed")
    tab.press("Discard")
    tab.confirm("Discard")
    assert tab.says("Sync failed")
    tab.reload()
    assert tab.says("Sync failed")
    providers.heal("google")
    tab.sync("Sync Google")
    assert tab.says("2 pending")
    assert not tab.says("Sync failed", seconds=1)


def test_the_code_of_tables_is_there_before_the_first_sync(tab):
    is_code_of_tables = re.compile(r"/(DataFrame|glide)[^/]*\.js").search
    loaded = "() => performance.getEntriesByType('resource').map(entry => entry.name)"
    tab.page.wait_for_load_state("networkidle")
    before = [name for name in tab.page.evaluate(loaded) if is_code_of_tables(name)]
    assert before, "the empty page loads it"
    expect(tab.page.get_by_test_id("stDataFrame")).to_be_hidden()
    tab.sync()
    expect(tab.page.get_by_role("region", name="New models", exact=True)).to_be_visible()
    assert [name for name in tab.page.evaluate(loaded) if is_code_of_tables(name)] == before


def test_the_strip_tells_who_is_asked_while_it_lasts(tab, providers):
    providers.delay("google", 20)
    tab.page.get_by_role("button", name="Sync Google").click()
    google, openai = (tab.page.locator(f".st-key-strip_{name}") for name in ("google", "openai"))
    expect(google).to_contain_text("Syncing: asking …")
    expect(openai).to_contain_text("Never synced")
    providers.delay("google", 0)
    tab.settle()
    expect(google).to_contain_text("2 pending")


def test_after_an_undo_nothing_claims_that_the_catalogue_is_complete(tab, dashboard):
    tab.sync("Sync OpenAI")
    tab.commit()
    tab.press("Undo")
    tab.confirm("Undo")
    assert tab.says("is undone by run")
    assert dashboard.models() == {}
    assert not tab.says("OpenAI: 2 added", seconds=1)
    assert not tab.says("as the providers had it", seconds=1)
    expect(tab.page.get_by_role("button", name="Undo", exact=True)).to_have_count(1)  # of the undo itself


def test_a_commit_over_three_providers_is_one_message_with_one_undo(tab, service):
    tab.sync()
    tab.commit()
    undo = tab.page.get_by_role("button", name="Undo", exact=True)
    expect(undo).to_have_count(1)
    expect(tab.page.get_by_test_id("stToast")).to_have_count(0)  # the banner is in view
    assert tab.says("Google: 2 added.")
    undo.click()
    assert tab.says("(6 added) are taken back, each as a new run: OpenAI, Google, Anthropic.")
    tab.confirm("Undo")
    assert tab.says("The commit is undone: 6 removed. The next sync proposes its changes again.")
    expect(undo).to_have_count(1)
    assert service.models() == []


def test_a_filter_stays_with_the_excluded_ids(tab):
    tab.sync()
    tab.choose("Excluded 1")
    tab.only("OpenAI")
    assert tab.grid("Excluded ids").ids() == ["tts-1"]
    tab.only("Google")
    assert tab.says("No excluded id matches the filter.")


def test_names_and_switches_are_those_of_the_catalogue_now(stocked, service, providers, dashboard, open_tab):
    providers.set("openai", [openai_item("gpt-5.4", shutdown_date="2099-01-01"), *LISTINGS["openai"][1:]])
    service.sync_with_providers(["openai"], actor=LOCAL)
    service.edit({"gpt-5.4": Edit(display_name="Omega", enabled=True)}, actor=LOCAL)
    tab = open_tab(dashboard)
    row = tab.grid("Updated models").element.locator("tr", has_text="gpt-5.4").first
    expect(row).to_contain_text("Omega")
    tab.commit()
    assert (dashboard.models()["gpt-5.4"]["display_name"], dashboard.models()["gpt-5.4"]["enabled"]) == (
        "Omega",
        1,
    )


def test_a_search_finds_the_name_that_was_just_typed_and_an_empty_section_says_so(tab):
    tab.sync()
    tab.grid("New models").type("gpt-5.4", "Display name", "Zebra")
    tab.page.get_by_role("searchbox", name="Search").fill("zebra")
    tab.page.keyboard.press("Enter")
    tab.settle(300)
    assert tab.grid("New models").ids() == ["gpt-5.4"]
    tab.page.get_by_role("searchbox", name="Search").fill("nothing like it")
    tab.page.keyboard.press("Enter")
    assert tab.says("No change of this section matches the filter.")
    assert tab.says("6 of the approved hidden by the filter")
    tab.choose("Excluded 1")
    assert tab.says("No excluded id matches the filter.")


def test_a_decision_is_made_beside_its_row_and_asks_for_a_reason(tab, dashboard):
    tab.sync("Sync OpenAI")
    tab.choose("Excluded 1")
    table = tab.grid("Excluded ids")
    assert table.ids() == ["tts-1"]
    table.click("tts-1", "Include anyway")
    dialog = tab.page.get_by_test_id("stDialog")
    dialog.get_by_role("button", name="Include").click()
    expect(dialog.get_by_text("Type a reason first.")).to_be_visible()
    dialog.get_by_label("Reason").fill("we read it aloud")
    tab.confirm("Include")
    assert tab.says("tts-1 is included from now on.")
    said = tab.page.get_by_test_id("stMain").get_by_text(
        "(the filter said: speech, Produces speech, not text)"
    )
    expect(said.last).to_be_visible()
    assert tab.says("3 of 3 changes approved")
    assert [row["reason"] for row in dashboard.rows("SELECT reason FROM filter_decision")] == [
        "we read it aloud"
    ]


def test_a_new_model_that_nobody_wants_is_excluded_for_good_where_it_stands(tab, dashboard):
    tab.sync("Sync OpenAI")
    tab.grid("New models").click("gpt-5.4-mini", "Info")
    dialog = tab.page.get_by_test_id("stDialog")
    expect(dialog.get_by_text("gpt-5.4-mini", exact=True)).to_be_visible()
    assert tab.axe() == []
    dialog.get_by_role("button", name="Exclude for good").click()
    dialog.get_by_label("Reason").fill("too small for us")
    tab.confirm("Exclude for good")
    assert tab.says("gpt-5.4-mini is excluded from now on.")
    tab.sync("Sync OpenAI")
    assert tab.grid("New models").ids() == ["gpt-5.4"]
    tab.page.get_by_role("searchbox", name="Search").fill("gpt")
    tab.settle(300)
    tab.page.get_by_role("button", name="Details").focus()
    tab.page.keyboard.press("Enter")
    expect(dialog.get_by_text("gpt-5.4", exact=True)).to_be_visible()
    tab.page.keyboard.press("Escape")
    decided = dashboard.rows("SELECT universal_model_id, decision, reason FROM filter_decision")
    assert [tuple(row.values()) for row in decided] == [("gpt-5.4-mini", "exclude", "too small for us")]
