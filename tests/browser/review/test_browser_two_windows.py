"""In the browser: two windows at one plan. What is committed is what its reader saw, and nobody's work is lost in silence."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.support.stored_reviews import reviews


@pytest.fixture
def windows(tab, dashboard, open_tab):
    """Two windows with the same two new models of OpenAI."""
    tab.sync("Sync OpenAI")
    return tab, open_tab(dashboard)


def test_a_commit_shows_first_what_another_window_changed(windows, dashboard):
    one, two = windows
    two.grid("New models").click("gpt-5.4-mini", "Approve")
    two.grid("New models").type("gpt-5.4", "Display name", "Theirs")
    one.press("Commit 2 changes")
    assert one.says("The review of OpenAI was changed in another window")
    assert one.says("The pending changes are not the ones that you looked at.")
    assert not one.page.get_by_test_id("stDialog").count()
    assert one.says("1 of 2 changes approved")
    assert dashboard.models() == {}
    one.commit()
    assert {id_: row["display_name"] for id_, row in dashboard.models().items()} == {"gpt-5.4": "Theirs"}


def test_a_row_that_another_window_changed_is_not_written_over(windows, dashboard):
    one, two = windows
    two.grid("New models").type("gpt-5.4", "Display name", "Theirs")
    one.grid("New models").type("gpt-5.4", "Display name", "Ours")
    assert one.says("gpt-5.4 was changed in another window meanwhile. Look at it, then change it again.")
    assert reviews(dashboard)[1]["gpt-5.4"]["displayName"] == "Theirs"
    one.grid("New models").type("gpt-5.4", "Display name", "Ours")
    one.settle(300)
    assert reviews(dashboard)[1]["gpt-5.4"]["displayName"] == "Ours"


def test_changes_of_different_rows_are_both_kept(windows, dashboard):
    one, two = windows
    two.grid("New models").click("gpt-5.4-mini", "Approve")
    one.grid("New models").type("gpt-5.4", "Display name", "Ours")
    assert one.says("1 of 2 changes approved")
    ticks, edits = reviews(dashboard)
    assert ticks == {"gpt-5.4-mini": False}
    assert edits["gpt-5.4"]["displayName"] == "Ours"


def test_a_plan_that_another_window_made_is_looked_at_before_it_is_committed(windows, dashboard):
    one, two = windows
    two.sync("Sync Anthropic")
    one.press("Commit 2 changes")
    assert one.says("The pending changes are not the ones that you looked at.")
    assert dashboard.models() == {}
    one.press("Commit 4 changes")
    one.confirm("Commit")
    assert len(dashboard.models()) == 4


def test_an_open_question_does_not_commit_what_another_window_unticked(windows, dashboard):
    one, two = windows
    one.press("Commit 2 changes")
    two.press("Approve none")
    assert two.says("0 of 2 changes approved")
    one.confirm("Commit")
    assert one.says(
        "OpenAI: The review of openai was changed in another window meanwhile. Nothing was applied."
    )
    assert one.says("0 of 2 changes approved")
    assert dashboard.models() == {}


@pytest.mark.parametrize(
    ("button", "words"), [("Commit", "was committed by"), ("Discard", "was discarded by")]
)
def test_a_commit_of_what_another_window_closed_says_by_whom_and_is_not_remembered(windows, button, words):
    one, two = windows
    two.press("Commit 2 changes" if button == "Commit" else "Discard")
    two.confirm(button)
    one.press("Commit 2 changes")
    assert one.says(f"OpenAI {words}")
    assert not one.page.get_by_test_id("stDialog").count()
    one.sync("Sync Anthropic")
    expect(one.page.get_by_text(re.compile("2 of [24] changes approved")).first).to_be_visible()
    assert not one.says("The pending changes are not the ones that you looked at.", seconds=1)
