"""How every page looks: in light and dark, at 1280 and 768 pixels, to eyes and to screen readers; leaves screenshots.

`MODELSYNC_TEST_SCREENSHOTS=tests/screenshots uv run pytest tests/browser/test_browser_look.py -k readme` makes those of the README anew.
"""

import pytest
from playwright.sync_api import expect

from tests.support.checkout import ROOT
from tests.support.dashboard import Dashboard, Tab

PAGES = {
    "review": "Review",
    "catalogue": "Catalogue",
    "pricing": "Pricing",
    "history": "History",
    "status": "Status",
}


@pytest.fixture(scope="module")
def dashboard(browser, tmp_path_factory):
    """The demo after its first commit, with the second listings waiting."""
    with Dashboard(tmp_path_factory.mktemp("look")) as running:
        running.run("demo")
        yield running
        assert "Traceback" not in running.log()


@pytest.fixture
def tab(browser, dashboard):
    opened = Tab(browser, dashboard)
    yield opened
    opened.page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_readable_for_all(tab, screenshots, path, scheme):
    tab.page.emulate_media(color_scheme=scheme)
    for width, height in ((1280, 1000), (768, 1000)):
        tab.page.set_viewport_size({"width": width, "height": height})
        tab.open(f"{path}?demo=1")
        assert tab.page.get_by_role("heading", name=PAGES[path], level=1).is_visible()
        assert not tab.says("Page not found", seconds=1)
        tab.settle(700)
        tab.page.screenshot(path=screenshots / f"{path}-{scheme}-{width}.png")
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.axe() == []


@pytest.fixture(scope="module")
def nothing_yet(browser, tmp_path_factory):
    """The dashboard as a new user finds it: no key, no model."""
    with Dashboard(tmp_path_factory.mktemp("nothing")) as running:
        yield running
        assert "Traceback" not in running.log()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_without_anything_to_show_is_readable_too(browser, nothing_yet, screenshots, path):
    tab = Tab(browser, nothing_yet)
    tab.page.set_viewport_size({"width": 1280, "height": 1000})
    tab.open(path)
    tab.settle(500)
    tab.page.screenshot(path=screenshots / f"{path}-nothing.png")
    assert tab.axe() == []
    tab.page.close()


def test_the_empty_catalogue_leads_to_the_review(browser, nothing_yet):
    tab = Tab(browser, nothing_yet).open("catalogue")
    tab.page.get_by_role("link", name="Go to Review").click()
    expect(tab.page.get_by_role("heading", name="Review", level=1)).to_be_visible()
    assert not tab.says("Page not found", seconds=1)
    tab.page.close()


def test_the_screenshots_of_the_readme_are_there_and_current_in_kind(tab, screenshots):
    tab.page.emulate_media(color_scheme="light")
    tab.page.set_viewport_size({"width": 1280, "height": 960})
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in ("review", "catalogue"):
        tab.open(f"{path}?demo=1")
        tab.settle(700)
        tab.page.mouse.move(1270, 10)
        assert not tab.says("Page not found", seconds=1)
        picture = screenshots / f"{path}.png"
        tab.page.screenshot(path=picture)
        shown = ROOT / "tests" / "screenshots" / picture.name
        assert f"tests/screenshots/{picture.name}" in readme
        assert _size(shown) == _size(picture) == (1280, 960)


def _size(picture):
    """Width and height from the head of a PNG file."""
    head = picture.read_bytes()[16:24]
    return int.from_bytes(head[:4]), int.from_bytes(head[4:])
