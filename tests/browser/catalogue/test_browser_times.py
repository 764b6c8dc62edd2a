"""In the browser: tables and Status show times on the viewer's clock, details and files show UTC."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.errors import FetchError
from modelsync.service import AiModelSyncService
from tests.support.dashboard import Tab

ZONE = "Asia/Kathmandu"
"""A quarter of an hour off every whole one: no other clock shows the same."""


@pytest.fixture
def open_there(browser, dashboard):
    """Open a page in a browser whose clock is in that zone."""
    context = browser.browser.new_context(timezone_id=ZONE, viewport={"width": 1280, "height": 800})
    yield lambda path: Tab(context, dashboard).open(path)
    context.close()


def clock(moment):
    return f"{moment.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}"


def test_history_shows_the_viewers_time_and_details_and_files_utc(stocked, service, open_there, screenshots):
    run = service.edit({"gpt-01": Edit(enabled=False)}, actor=LOCAL, reason="too dear")
    tab = open_there("history")
    table = tab.grid("Changes").element
    expect(table.locator("td").first).to_have_text(re.compile(f"^{clock(run.at)}"))
    assert f"{run.at:%Y-%m-%dT%H:%M}" in Path(tab.download("Export CSV").path()).read_text(encoding="utf-8")
    table.click(position={"x": 15, "y": 52})
    assert tab.says(f"{run.at:%Y-%m-%d %H:%M} UTC by")
    tab.page.screenshot(path=screenshots / "history-zone.png")


def test_status_shows_a_failed_sync_on_the_viewers_clock_and_never_that_all_works(
    stocked, service, open_there, screenshots
):
    unreachable = service.settings.with_variables(
        OPENAI_API_KEY="k" * 20, OPENAI_BASE_URL="http://127.0.0.1:1"
    )
    with pytest.raises(FetchError):
        AiModelSyncService(unreachable, service.database).sync_with_provider("openai", actor=LOCAL)
    [failed] = service.syncs()
    tab = open_there("status")
    assert tab.says(f"The last sync of OpenAI failed at {clock(failed.at)}: ")
    assert not tab.says("Everything works", seconds=1)
    tab.page.screenshot(path=screenshots / "status-failed.png")
