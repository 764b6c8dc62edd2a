"""The Status page in a browser: readable, without a key, and open while the database is away."""

from __future__ import annotations

from tests.support.dashboard import Dashboard, Tab
from tests.support.providers import KEYS


def test_the_status_page_is_readable_and_holds_no_key(stocked, open_tab, screenshots):
    tab = open_tab("status")
    assert tab.says("Everything works.")
    assert tab.says("56 models · 0 plans · 1 run")
    content = tab.page.content()
    assert not any(key in content for key in KEYS.values())
    assert tab.axe() == []


def test_the_status_page_opens_while_the_database_is_away(browser, tmp_path, screenshots):
    with Dashboard(tmp_path, DATABASE_URL="postgresql://ada:wachtwoord@127.0.0.1:1/catalogue") as running:
        tab = Tab(browser, running)
        tab.page.set_viewport_size({"width": 1280, "height": 1000})
        tab.open("status")
        assert tab.says("cannot be reached. Check that it runs and that DATABASE_URL is right.")
        assert tab.says("Not usable")
        assert "wachtwoord" not in tab.page.content()
        assert tab.axe() == []
        tab.page.screenshot(path=screenshots / "status-away-light.png")
        tab.page.close()
        assert "Traceback" not in running.log()
        assert not list(tmp_path.glob("*.db"))


def test_looking_at_the_status_makes_no_database(browser, tmp_path):
    with Dashboard(tmp_path) as running:
        tab = Tab(browser, running).open("status")
        assert tab.says("Not made yet")
        assert not running.database.exists()
        tab.page.close()
