"""In the browser: the most frequent job, sync, look, commit, takes three clicks and no scrolling; prints how long."""

from __future__ import annotations

import time

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from tests.support.providers import anthropic_item, google_item, openai_item
from tests.support.stored_reviews import LISTINGS

_ROOM = """() => [document.querySelector("[data-testid=stMain]"), document.scrollingElement].map(
  element => [element.scrollTop, element.scrollHeight - element.clientHeight])"""
"""How far the page is scrolled, and how far it could be."""


@pytest.fixture
def eight(stocked, service, providers):
    """Eight changes to come in three sections, one of them with a finding's weight less: nothing asks for a confirmation."""
    new = [openai_item(f"gpt-5.4-mini-2026-0{month}-01") for month in range(1, 6)]
    providers.set("openai", [*LISTINGS["openai"], *new])
    renamed = [google_item(id_, displayName=f"New {id_}") for id_ in ("gemini-3-pro", "gemini-3-flash")]
    providers.set("google", renamed)
    providers.set("anthropic", [anthropic_item("claude-opus-5")])
    service.edit({"claude-opus-5": Edit(enabled=True)}, actor=LOCAL)


def click(tab, button):
    """Click where the button is, if it is in sight: Playwright's own click would scroll to it."""
    box, size = button.bounding_box(), tab.page.viewport_size
    assert 0 <= box["y"] <= size["height"] - box["height"], box
    assert 0 <= box["x"] <= size["width"] - box["width"], box
    tab.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


@pytest.mark.usefixtures("eight")
def test_sync_look_commit_takes_three_clicks_and_no_scrolling(dashboard, open_tab):
    tab = open_tab(dashboard)
    page = tab.page
    page.set_viewport_size({"width": 1280, "height": 800})
    tab.settle()
    started = time.monotonic()

    click(tab, page.get_by_role("button", name="Sync all"))
    commit = page.get_by_role("button", name="Commit 8 changes")
    commit.wait_for()
    tables = [page.get_by_role("region", name=f"{name} models") for name in ("New", "Updated", "Archived")]
    for table in tables:
        table.locator("td").first.wait_for(state="attached")
    tab.settle()
    looked = time.monotonic()
    assert [len(tab.grid(f"{name} models").ids()) for name in ("New", "Updated", "Archived")] == [5, 2, 1]
    bar = page.get_by_test_id("stBottom").bounding_box()
    edges = [(box["y"], box["y"] + box["height"]) for box in (table.bounding_box() for table in tables)]
    assert all(top > 0 and bottom <= bar["y"] for top, bottom in edges), (edges, bar)
    assert page.evaluate(_ROOM) == [[0, 0], [0, 0]]

    again = time.monotonic()
    click(tab, commit)
    question = page.get_by_test_id("stDialog")
    confirm = question.get_by_role("button", name="Commit")
    confirm.wait_for()
    tab.settle()
    click(tab, confirm)
    question.wait_for(state="detached")
    assert tab.says("No pending changes")
    print(f"sync to rows {looked - started:.1f} s, commit {time.monotonic() - again:.1f} s")
    assert [scrolled for scrolled, _room in page.evaluate(_ROOM)] == [0, 0]
    models = dashboard.models()
    assert (len(models), models["claude-haiku-5"]["status"]) == (11, "archived")
