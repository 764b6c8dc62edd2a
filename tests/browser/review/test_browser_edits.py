"""In the browser: edits in the Catalogue are counted, kept, saved together, and refused where they may not be."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.support.server_process import until
from tests.support.stored_reviews import enabled


def test_unsaved_edits_are_counted_kept_by_filters_and_saved_together(catalogue, dashboard):
    table = catalogue.grid("Active models")
    table.type("gpt-5.4", "Display name", "Our flagship")
    table.click("gpt-5.4", "Enabled")
    assert catalogue.says("1 unsaved edit")
    catalogue.choose("Google")
    assert sorted(table.ids()) == ["gemini-3-flash", "gemini-3-pro"]
    table.click("gemini-3-pro", "Enabled")
    assert catalogue.says("2 unsaved edits")
    catalogue.go_to("Review")
    catalogue.go_to("Catalogue")
    assert catalogue.says("2 unsaved edits")
    assert enabled(dashboard) == []
    catalogue.press("Save 2 edits")
    assert catalogue.says("Saved: 2 models changed.")
    flagship = dashboard.models()["gpt-5.4"]
    assert (flagship["display_name"], flagship["display_name_by"]) == ("Our flagship", "admin")
    assert enabled(dashboard) == ["gemini-3-pro", "gpt-5.4"]
    assert {row["version"] for row in dashboard.rows() if not row["enabled"]} == {1}


def test_what_was_saved_leads_to_its_run_and_is_taken_back_from_there(catalogue, dashboard):
    table = catalogue.grid("Active models")
    table.click("gpt-5.4", "Enabled")
    catalogue.press("Save 1 edit")
    run = dashboard.rows("SELECT max(id) AS id FROM sync_run")[0]["id"]
    assert catalogue.says("Saved: 1 model changed.")
    catalogue.page.get_by_role("link", name=f"Run {run}").click()
    assert catalogue.says(f"Run {run} · Edit")
    catalogue.go_to("Catalogue")
    catalogue.page.get_by_role("button", name="Undo", exact=True).click()
    catalogue.confirm("Undo")
    assert catalogue.says(f"Run {run} is undone by run {run + 1}: 1 updated.")
    assert not catalogue.says("Saved: 1 model changed", seconds=1)
    assert enabled(dashboard) == []
    table.click("gpt-5.4-mini", "Enabled")
    expect(catalogue.page.get_by_test_id("stAlert")).to_have_count(0)


def test_undo_edits_takes_them_back_and_a_cell_set_back_is_no_edit(catalogue, dashboard):
    table = catalogue.grid("Active models")
    table.click("gpt-5.4", "Enabled")
    table.type("gemini-3-pro", "Display name", "Gemini for us")
    assert catalogue.says("2 unsaved edits")
    catalogue.press("Undo edits")
    catalogue.confirm("Cancel")
    assert catalogue.says("2 unsaved edits")
    catalogue.press("Undo edits")
    catalogue.confirm("Undo edits")
    assert catalogue.says("No unsaved edits")
    table.click("claude-opus-5", "Enabled")
    assert catalogue.says("1 unsaved edit")
    table.click("claude-opus-5", "Enabled")
    assert catalogue.says("No unsaved edits")
    table.click("gemini-3-flash", "Enabled")
    catalogue.press("Save 1 edit")
    assert catalogue.says("Saved: 1 model changed.")
    assert enabled(dashboard) == ["gemini-3-flash"]


def test_a_blank_name_is_refused_with_a_sentence_and_the_name_is_there_again(catalogue, dashboard):
    catalogue.grid("Active models").type("gpt-5.4", "Display name", "   ")
    assert catalogue.says("gpt-5.4: A display name cannot be blank. Type a name")
    assert catalogue.says("No unsaved edits")
    catalogue.send_edits("catalogue_active", {"edited_rows": {"0": {"display_name": " \u200b"}}})
    assert catalogue.says("gpt-5.4: A display name cannot be blank. Type a name")
    assert catalogue.says("No unsaved edits")
    assert {row["version"] for row in dashboard.rows()} == {1}


def test_edits_that_a_restart_took_are_told_by_the_page_itself(catalogue, dashboard):
    told = []
    catalogue.page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    catalogue.grid("Active models").click("gpt-5.4", "Enabled")
    assert catalogue.says("1 unsaved edit")
    dashboard.restart()
    assert until(lambda: catalogue.settle(300) or told, 40)
    assert "unsaved edits of the Catalogue are lost (1)" in told[0]
    assert enabled(dashboard) == []


def test_a_name_that_is_too_long_is_refused_and_not_cut(catalogue, dashboard):
    catalogue.grid("Active models").type("gpt-5.4", "Display name", "x" * 300)
    assert catalogue.says("gpt-5.4: A display name has at most 255 characters, this one 300. Shorten it.")
    assert catalogue.says("No unsaved edits")


def test_the_second_of_two_admins_who_rename_a_model_is_told_and_the_first_name_stays(
    catalogue, dashboard, open_tab
):
    second = open_tab(dashboard, "catalogue")
    catalogue.grid("Active models").type("gpt-5.4", "Display name", "First")
    second.grid("Active models").type("gpt-5.4", "Display name", "Second")
    catalogue.press("Save 1 edit")
    assert catalogue.says("Saved: 1 model changed.")
    second.press("Save 1 edit")
    assert second.says("Somebody changed this since you looked: gpt-5.4 is now “First”")
    assert dashboard.models()["gpt-5.4"]["display_name"] == "First"


def test_a_browser_asks_before_it_leaves_unsaved_edits(catalogue):
    asked = []
    catalogue.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    catalogue.grid("Active models").click("gpt-5.4", "Enabled")
    assert catalogue.says("1 unsaved edit")
    catalogue.reload()
    assert asked == ["beforeunload"]
    assert catalogue.says("No unsaved edits")
    catalogue.reload()
    assert asked == ["beforeunload"]
