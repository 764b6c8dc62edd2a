"""In the browser: an installation without a key, and its demo."""

from __future__ import annotations

import hashlib

import pytest
from playwright.sync_api import expect

from tests.support.dashboard import Dashboard
from tests.support.providers import VARIABLES
from tests.support.stored_reviews import watched


@pytest.fixture(scope="module")
def running_without_keys(browser, tmp_path_factory):
    with Dashboard(tmp_path_factory.mktemp("no-keys")) as running:
        yield running


@pytest.fixture
def without_keys(running_without_keys):
    yield from watched(running_without_keys)


def test_without_a_key_the_page_names_the_variables_and_the_demo_touches_no_real_data(without_keys, open_tab):
    tab = open_tab(without_keys)
    for key_variable, _ in VARIABLES.values():
        assert tab.says(key_variable)
    expect(tab.page.get_by_test_id("stSidebarLogo")).to_be_visible()
    expect(tab.page.get_by_role("button", name="Sync all")).to_be_disabled()
    real = hashlib.sha256(without_keys.database.read_bytes()).digest()

    tab.press("Try the demo")
    assert tab.says("Your own catalogue is not touched")
    tab.sync()
    assert tab.grid("New models").ids()
    assert tab.page.get_by_role("region", name="Archived models").count() == 0
    tab.commit()
    assert tab.says("No pending changes")
    tab.sync()
    for section in ("Updated", "Archived"):
        tab.page.get_by_role("radio", name=section).click()
        assert tab.grid(f"{section} models").ids()
    tab.reload()
    assert tab.says("Your own catalogue is not touched")
    tab.press("Leave the demo")
    assert tab.says("Not synced yet")
    assert hashlib.sha256(without_keys.database.read_bytes()).digest() == real


def test_no_table_is_cut_off_at_1280_pixels(without_keys, open_tab):
    without_keys.run("demo")
    tab = open_tab(without_keys, "?demo=1")
    for section in ("New", "Updated", "Archived"):
        tab.page.get_by_role("radio", name=section).click()
        tab.settle(300)
        assert not tab.grid(f"{section} models").is_cut_off()
    tab.go_to("Catalogue")
    assert not tab.grid("Active models").is_cut_off()


def test_nothing_of_the_demo_is_left_behind_it(without_keys, open_tab):
    tab = open_tab(without_keys)
    tab.press("Try the demo")
    tab.sync()
    tab.commit()
    assert tab.says("added.")
    tab.go_to("Catalogue")
    table = tab.grid("Active models")
    table.click(table.ids()[0], "Enabled")
    assert tab.says("1 unsaved edit")
    tab.press("Leave the demo")
    assert tab.says("Nothing here yet")
    assert tab.page.evaluate("window.onbeforeunload") is None, "there is nothing to ask about"
    tab.go_to("Review")
    assert tab.says("Not synced yet")
    expect(tab.page.get_by_role("button", name="Undo", exact=True)).to_have_count(0)
