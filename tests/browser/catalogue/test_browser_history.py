"""The History page in a browser: a selection opens above the table and stands in the address; the CSV has the rows."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from tests.support.catalogue import fill
from tests.support.models import stored

HEIGHT = 800


@pytest.fixture
def lived(stocked, service):
    """Two runs on top: one model disabled, another renamed."""
    switched = service.edit({"gpt-01": Edit(enabled=False)}, actor=LOCAL, reason="too dear")
    named = service.edit({"gpt-02": Edit(display_name="Ours")}, actor=LOCAL)
    return switched.run_id, named.run_id


@pytest.fixture
def tab(lived, open_tab):
    return open_tab("history?period=all", height=HEIGHT)


def asked(tab):
    return {name: value[0] for name, value in parse_qs(tab.query().lstrip("?")).items()}


def test_a_selected_change_opens_in_view_and_the_address_leads_back_to_it(lived, tab):
    tab.grid("Changes").element.click(position={"x": 15, "y": 52 + 35})
    opened = tab.page.get_by_role("heading", name="gpt-01 · enabled")
    expect(opened).to_be_visible()
    assert opened.bounding_box()["y"] < HEIGHT / 2
    tab.settle(300)
    assert asked(tab) == {"period": "all", "change": f"{lived[0]}:enabled:gpt-01"}
    tab.reload()
    expect(opened).to_be_visible()
    expect(tab.grid("Changes").element.locator("tr[aria-selected=true]")).to_have_count(1)
    tab.press("Close")
    expect(opened).to_have_count(0)
    assert asked(tab) == {"period": "all"}
    expect(tab.grid("Changes").element.locator("tr[aria-selected=true]")).to_have_count(0)


def test_a_run_opens_in_view_and_the_browsers_back_closes_it(lived, tab):
    tab.choose("Runs")
    tab.settle(1500)  # an address that comes back at once may be an echo
    tab.grid("Runs").element.click(position={"x": 15, "y": 52})
    opened = tab.page.get_by_role("heading", name=f"Run {lived[1]} · Edit")
    expect(opened).to_be_visible()
    assert opened.bounding_box()["y"] < HEIGHT / 2
    tab.settle(1500)
    assert asked(tab) == {"period": "all", "run": lived[1]}
    tab.page.go_back()
    tab.settle(300)
    expect(opened).to_have_count(0)
    assert asked(tab) == {"period": "all", "view": "runs"}


def test_the_csv_has_the_rows_that_are_shown(tab, tmp_path):
    tab.page.get_by_label("Model", exact=True).fill("gpt-0")
    tab.settle(800)
    assert tab.says("12 of 58 changes")
    file = tmp_path / "changes.csv"
    tab.download("Export CSV").save_as(file)
    rows = list(csv.DictReader(Path(file).read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 12
    assert {row["universal_model_id"][:5] for row in rows} == {"gpt-0"}
    assert (rows[1]["field"], rows[1]["before"], rows[1]["after"]) == ("enabled", "true", "false")


def test_ten_thousand_changes_are_shown_filtered_and_opened(service, dashboard, open_tab):
    fill(service.database, *(stored(f"gpt-{number:05}") for number in range(10_000)))
    tab = open_tab("history?period=all", height=HEIGHT)
    assert tab.says("10,000 changes.")
    tab.page.get_by_label("Model", exact=True).fill("gpt-09999")
    assert tab.says("1 of 10,000 changes")
    tab.settle(500)
    tab.grid("Changes").element.click(position={"x": 15, "y": 52})
    expect(tab.page.get_by_role("heading", name="gpt-09999 · added")).to_be_visible()
