"""In the browser: how many rows of a plan are in sight, at each width and in each state; leaves screenshots.

A row is in sight when it lies wholly between the table's header and the bottom bar.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from tests.support.dashboard import Dashboard
from tests.support.providers import anthropic_item, google_item, openai_item
from tests.support.stored_reviews import LISTINGS, watched

ROW = 35
SIZES = {(1280, 800): (320, 11), (1440, 900): (320, 14), (768, 1024): (400, 6), (390, 844): (420, 5)}
"""Width and height: above which y the first row begins, and how many whole rows are in sight at least."""
UNSAFE = SIZES | {(1280, 800): (320, 9)}
MANY = [openai_item(f"gpt-{number // 10}.{number % 10}") for number in range(60, 90)]


def seen(tab):
    """Where the first row of data begins, and how many whole rows are in sight."""
    table = tab.page.get_by_role("region", name="New models", exact=True).bounding_box()
    bar = tab.page.get_by_test_id("stBottom").bounding_box()
    first = table["y"] + ROW
    return first, int((min(table["y"] + table["height"], bar["y"]) - first) // ROW)


def look(tab, sizes, screenshots, state):
    """Every size: the numbers hold, nothing is wider than the window, axe is content."""
    tab.page.mouse.move(5, 5)
    found = {}
    for width, height in sizes:
        tab.page.set_viewport_size({"width": width, "height": height})
        tab.settle(500)
        found[width, height] = seen(tab)
        for scheme in ("light", "dark"):
            tab.page.emulate_media(color_scheme=scheme)
            tab.settle(200)
            tab.page.screenshot(path=screenshots / f"rows-{state}-{scheme}-{width}.png")
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.axe() == []
    print(state, found)
    for size, (top, rows) in sizes.items():
        first, whole = found[size]
        assert (first < top, whole >= rows) == (True, True), (state, size, found[size])


def test_a_plain_plan_shows_its_rows(service, providers, dashboard, open_tab, screenshots):
    providers.set("openai", MANY)
    service.sync_with_providers(LISTINGS, actor=LOCAL)
    look(open_tab(dashboard), SIZES, screenshots, "plain")


@pytest.fixture
def unsafe(stocked, service, providers):
    """New, updated and archived models with findings and warnings; one of them is enabled and goes."""
    service.edit({"claude-opus-5": Edit(enabled=True)}, actor=LOCAL)
    providers.set("anthropic", [anthropic_item("claude-haiku-5")])
    unknown = (openai_item("lumen-1"), openai_item("orbit-2"))
    providers.set("openai", [*MANY, *LISTINGS["openai"][:2], *unknown, MANY[0]])
    providers.set("google", [google_item("gemini-3-pro", displayName="Gemini 3 Pro (new)")])


@pytest.mark.usefixtures("unsafe")
def test_findings_and_warnings_take_one_line(service, dashboard, open_tab, screenshots):
    service.sync_with_providers(LISTINGS, actor=LOCAL)
    tab = open_tab(dashboard)
    assert tab.says("Needs attention")
    assert tab.says("1 enabled goes off")
    look(tab, UNSAFE, screenshots, "unsafe")


@pytest.fixture
def failing(unsafe, service, providers):
    """The same, with a provider that answers 503."""
    service.sync_with_providers(["openai", "anthropic"], actor=LOCAL)
    providers.fail("google", 503, "Service unavailable")


@pytest.mark.usefixtures("failing")
def test_a_failed_provider_takes_no_further_line(dashboard, open_tab, screenshots):
    tab = open_tab(dashboard)
    tab.sync("Sync Google")
    assert tab.says("Sync failed")
    look(tab, UNSAFE, screenshots, "failed")


def test_ten_thousand_models_show_their_rows(service, providers, dashboard, open_tab, screenshots):
    providers.set("openai", [openai_item(f"gpt-6-{number}") for number in range(10_000)])
    service.sync_with_providers(["openai"], actor=LOCAL)
    look(open_tab(dashboard), SIZES, screenshots, "many")


@pytest.mark.usefixtures("stocked")
def test_stale_plans_open_the_line_and_leave_the_rows_in_sight(service, providers, dashboard, open_tab):
    providers.set("openai", [*MANY, *LISTINGS["openai"]])
    providers.set("google", [google_item("gemini-3-pro", displayName="New"), *LISTINGS["google"][1:]])
    providers.set(
        "anthropic", [anthropic_item("claude-opus-5", display_name="New"), *LISTINGS["anthropic"][1:]]
    )
    service.sync_with_providers(LISTINGS, actor=LOCAL)
    service.edit(
        {"gemini-3-pro": Edit(display_name="A"), "claude-opus-5": Edit(display_name="B")}, actor=LOCAL
    )
    tab = open_tab(dashboard)
    tab.page.set_viewport_size({"width": 1280, "height": 800})
    tab.settle(500)
    for name in ("Google", "Anthropic"):
        expect(tab.page.get_by_role("button", name=f"Compare {name} again")).to_be_in_viewport()
    first, whole = seen(tab)
    assert (first < 320, whole >= 9) == (True, True), (first, whole)


@pytest.fixture(scope="module")
def running_demo(browser, tmp_path_factory):
    with Dashboard(tmp_path_factory.mktemp("rows-demo")) as running:
        yield running


@pytest.fixture
def demo(running_demo):
    yield from watched(running_demo)


def test_the_demo_shows_its_rows(demo, open_tab, screenshots):
    tab = open_tab(demo, "?demo=1")
    tab.sync()
    look(tab, SIZES, screenshots, "demo")
