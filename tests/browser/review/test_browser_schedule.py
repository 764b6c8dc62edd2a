"""In the browser: what the schedule does appears by itself, on Review and as the number beside it in the navigation."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.providers import openai_item
from tests.support.server_process import until
from tests.support.stored_reviews import LISTINGS

SHOW = re.compile("^Show$")
SECONDS = 60
"""Longer than a tick and the page's pause between two looks, on a loaded machine too."""
_BADGE = "link => getComputedStyle(link, '::after').content"


def badge(tab):
    """What stands beside Review: the number, and the words for screen readers."""
    return tab.page.get_by_test_id("stSidebarNavLink").first.evaluate(_BADGE)


def shows(tab, wanted):
    return until(lambda: tab.page.wait_for_timeout(200) or badge(tab) == wanted, SECONDS)


def test_what_a_schedule_does_appears_by_itself(dashboard, providers, tab):
    assert tab.says("No schedule")
    assert badge(tab) == "none"
    with dashboard.watched("2s"):
        new = tab.page.get_by_role("region", name="New models", exact=True)
        expect(new).to_be_visible(timeout=SECONDS * 1000)
        tab.settle()
        assert tab.says("Next in", SECONDS)
        assert tab.says("2 pending", SECONDS)
        providers.fail("openai", 503, "Service unavailable")
        assert tab.says("OpenAI: a sync by schedule failed: OpenAI", SECONDS)
        tab.press(SHOW)
        assert tab.says("Sync failed")
        providers.heal("openai")
        assert tab.says("OpenAI works again and was synced by schedule.", SECONDS)
        tab.press(SHOW)
        assert set(tab.grid("New models").ids()) >= {"gpt-5.4", "gemini-3-pro", "claude-opus-5"}
        assert shows(tab, '"6" / "6 pending changes"')
        tab.commit()
        assert shows(tab, "none")
        tab.go_to("Catalogue")
        providers.set("openai", [*LISTINGS["openai"], openai_item("gpt-9")])
        assert shows(tab, '"1" / "1 pending change"')
        assert tab.axe() == []
