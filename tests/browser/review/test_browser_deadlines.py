"""In the browser: deadlines of enabled models stand on Review until they are handled, or dismissed until a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.support.catalogue import fill
from tests.support.models import retiring, stored

TODAY = "UPDATE dismissed_deadline SET until = date('now')"
"""What the clock does to a dismissal by the day that it is until."""


@pytest.fixture
def near(service):
    """Eight enabled models whose days are near, the soonest with a successor."""
    fill(
        service.database,
        *(stored(f"gpt-{days}", enabled=True, lifecycle=retiring(days, "gpt-99")) for days in range(2, 10)),
        stored("gpt-99"),
    )


@pytest.mark.usefixtures("near")
def test_a_dismissed_deadline_comes_back_on_its_day_and_a_successor_ends_it(
    service, dashboard, open_tab, screenshots
):
    tab = open_tab(dashboard)
    tab.page.set_viewport_size({"width": 1280, "height": 800})
    first, last = (tab.page.get_by_text(f"gpt-{days} retires") for days in (2, 9))
    assert tab.says("8 enabled models retire within 30 days")
    tab.page.get_by_text("Needs attention").click()
    tab.settle()
    expect(last).to_have_count(0)
    tab.press("and 3 more")
    expect(last).to_have_count(1)

    tab.page.get_by_role("button", name="Dismiss", exact=True).first.click()
    dialog = tab.page.get_by_test_id("stDialog")
    dialog.get_by_role("button", name="Dismiss deadline").click()
    assert tab.says("Type a reason first. Nothing was dismissed.")
    dialog.get_by_label("Reason").fill("moved by contract")
    tab.confirm("Dismiss deadline")
    until = (datetime.now(UTC) + timedelta(days=2)).date()
    assert tab.says(f"The deadline of gpt-2 is dismissed until {until}.")
    assert tab.says("7 enabled models retire within 30 days")
    tab.press("1 dismissed deadline")
    assert tab.says(f"until {until} by")
    assert tab.says("moved by contract")
    tab.page.mouse.move(5, 5)
    tab.settle(300)
    tab.page.screenshot(path=screenshots / "deadlines.png")
    assert tab.axe() == []

    tab.reload()
    assert tab.says("7 enabled models retire within 30 days")
    dashboard.write(TODAY)
    tab.reload()
    assert tab.says("8 enabled models retire within 30 days")

    tab.page.get_by_text("Needs attention").click()
    tab.settle()
    expect(first.first).to_be_visible()
    tab.page.get_by_role("button", name="Enable the successor, disable this one").first.click()
    assert tab.says("gpt-99 is enabled, gpt-2 is disabled.")
    assert tab.says("7 enabled models retire within 30 days")
    assert "gpt-2" not in [model.universal_model_id for model in service.deadlines()]
