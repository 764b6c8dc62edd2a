"""In the browser: ticks and edits stay, whatever the admin does between: reload, restart, another page, filters, buttons."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.server_process import until
from tests.support.stored_reviews import enabled, reviews


def test_ticks_and_edits_survive_a_reload_and_a_restart_of_the_server(synced, dashboard):
    table = synced.grid("New models")
    table.type("gemini-3-pro", "Display name", "Gemini for us")
    table.click("gemini-3-pro", "Enabled")
    table.click("claude-haiku-5", "Approve")
    kept = (
        {"claude-haiku-5": False},
        {"gemini-3-pro": {"displayName": "Gemini for us", "enabled": True}},
    )
    assert until(lambda: reviews(dashboard) == kept)

    synced.reload()
    assert synced.says("5 of 6 changes approved")
    table.click("gpt-5.4", "Enabled")
    assert until(lambda: "gpt-5.4" in reviews(dashboard)[1])
    dashboard.restart()
    synced.reload()
    assert synced.says("5 of 6 changes approved")
    assert reviews(dashboard)[0] == kept[0]
    synced.commit()
    assert synced.says("No pending changes")
    models = dashboard.models()
    assert "claude-haiku-5" not in models
    assert models["gemini-3-pro"]["display_name"] == "Gemini for us"
    assert enabled(dashboard) == ["gemini-3-pro", "gpt-5.4"]


@pytest.mark.parametrize("blank", ["", "   "])
def test_a_blank_name_is_refused_with_a_sentence_and_the_name_is_there_again(synced, dashboard, blank):
    synced.grid("New models").type("gpt-5.4", "Display name", blank)
    alert = synced.page.get_by_test_id("stAlert")
    expect(alert).to_contain_text("gpt-5.4: A display name cannot be blank. Type a name")
    synced.press("Approve all")
    expect(alert).to_have_count(0)
    assert reviews(dashboard)[1] == {}


def test_after_a_restart_the_page_tells_of_it_by_itself_and_takes_the_next_click(synced, dashboard):
    told = []
    synced.page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    dashboard.restart()
    assert until(lambda: synced.settle(300) or told, 40)
    (words,) = told
    assert words.startswith(
        "The connection to Model Sync was made anew. What you did last may not have been taken. Look"
    )
    assert reviews(dashboard) == ({}, {})
    synced.grid("New models").click("gpt-5.4", "Approve")
    assert until(lambda: reviews(dashboard) == ({"gpt-5.4": False}, {}))
    assert len(told) == 1


def test_ticks_and_edits_survive_a_visit_to_another_page(synced, dashboard):
    table = synced.grid("New models")
    table.type("gpt-5.4", "Display name", "Our flagship")
    table.click("claude-haiku-5", "Approve")
    synced.go_to("Catalogue")
    assert synced.says("The catalogue is empty")
    synced.go_to("Review")
    table.click("gpt-5.4-mini", "Enabled")
    assert until(lambda: len(reviews(dashboard)[1]) == 2)
    ticks, edits = reviews(dashboard)
    assert ticks == {"claude-haiku-5": False}
    assert edits["gpt-5.4"]["displayName"] == "Our flagship"
    assert edits["gpt-5.4-mini"]["enabled"] is True


def test_a_filter_hides_rows_and_keeps_their_ticks_and_edits(synced, dashboard):
    table = synced.grid("New models")
    table.type("gpt-5.4", "Display name", "Our flagship")
    table.click("gpt-5.4-mini", "Approve")
    synced.only("Google")
    assert sorted(table.ids()) == ["gemini-3-flash", "gemini-3-pro"]
    table.click("gemini-3-flash", "Enabled")
    table.type("gemini-3-pro", "Display name", "Gemini for us")
    synced.only("All providers")
    assert synced.says("5 of 6 changes approved")
    synced.commit()
    assert synced.says("No pending changes")
    models = dashboard.models()
    assert "gpt-5.4-mini" not in models
    assert models["gpt-5.4"]["display_name"] == "Our flagship"
    assert models["gemini-3-pro"]["display_name"] == "Gemini for us"
    assert enabled(dashboard) == ["gemini-3-flash"]


def test_approve_all_and_none_reach_the_shown_rows_and_later_clicks_only_their_own(synced, dashboard):
    table = synced.grid("New models")
    table.click("claude-opus-5", "Approve")
    synced.press("Approve all")
    table.click("gpt-5.4", "Approve")
    assert synced.says("5 of 6 changes approved")
    assert [id_ for id_, ticked in reviews(dashboard)[0].items() if not ticked] == ["gpt-5.4"]
    synced.only("Google")
    synced.press("Approve none")
    synced.only("All providers")
    assert synced.says("3 of 6 changes approved")
    synced.commit()
    assert synced.says("0 of 2 changes approved")
    assert sorted(dashboard.models()) == ["claude-haiku-5", "claude-opus-5", "gpt-5.4-mini"]
