"""In the browser: what is synced elsewhere while Review is open is told by itself, and loses no edit."""

from __future__ import annotations

import contextlib
import re

from playwright.sync_api import expect

from modelsync.core.actors import Actor
from modelsync.errors import FetchError
from tests.support.providers import openai_item
from tests.support.stored_reviews import LISTINGS

CRON = Actor("local:cron", "admin")
SHOW = re.compile("^Show$")
NEWS_SECONDS = 40
"""Longer than the page waits between two looks, on a slow machine too."""


def test_a_plan_made_elsewhere_is_offered_and_what_was_edited_stays(service, providers, synced):
    new = synced.grid("New models")
    new.click("gpt-5.4", "Approve")
    providers.set("openai", [*LISTINGS["openai"], openai_item("gpt-9")])
    service.sync_with_provider("openai", actor=CRON)
    assert synced.says("OpenAI was synced by local:cron.", NEWS_SECONDS)
    assert "gpt-9" not in new.ids()
    synced.page.set_viewport_size({"width": 390, "height": 844})
    assert synced.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert synced.axe() == []
    synced.page.set_viewport_size({"width": 1280, "height": 800})
    synced.press(SHOW)
    assert "gpt-9" in new.ids()
    expect(synced.page.get_by_role("button", name="Show", exact=True)).to_have_count(0)
    assert service.latest_plans()["openai"].review.ticks == {"gpt-5.4": False}
    assert synced.says("1 rejected")


def test_a_sync_that_fails_or_recovers_elsewhere_is_told(service, providers, synced):
    providers.fail("openai", 503, "Service unavailable")
    with contextlib.suppress(FetchError):
        service.sync_with_provider("openai", actor=CRON)
    assert synced.says("OpenAI: a sync by local:cron failed: OpenAI", NEWS_SECONDS)
    synced.press(SHOW)
    assert synced.says("Sync failed")
    providers.heal("openai")
    service.sync_with_provider("openai", actor=CRON)
    assert synced.says("OpenAI works again and was synced by local:cron.", NEWS_SECONDS)
