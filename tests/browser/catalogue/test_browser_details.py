"""One model in full, what others wrote about it, and what retires soon, in a browser."""

from __future__ import annotations

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from tests.support.catalogue import fill
from tests.support.models import retiring, stored
from tests.support.server_process import until

HOSTILE = "[win](http://evil.example) ![x](http://evil.example/x.png) :red[y] $z$ <img src=x onerror=alert(1)> :tada:"


def test_one_model_opens_from_its_row_shows_its_history_and_resets_its_name(
    stocked, service, open_tab, dashboard, screenshots
):
    service.edit({"gpt-07": Edit(display_name="Seven", enabled=False)}, actor=LOCAL, reason="asked for")
    tab = open_tab("catalogue?q=gpt-07")
    tab.grid("Active models").click("gpt-07", "Info")
    drawer = tab.page.get_by_test_id("stDialog")
    drawer.wait_for()
    assert until(lambda: "model=gpt-07" in tab.query())
    for words in (
        "Seven",
        "yours: no sync overwrites it",
        "GPT-07",
        "Reason: asked for",
        "Added to the catalogue",
    ):
        assert tab.says(words), words
    tab.settle(500)
    assert tab.axe() == []
    tab.page.screenshot(path=screenshots / "catalogue-details-light.png")
    drawer.get_by_role("button", name="Reset to the provider's name").click()
    assert tab.says("The name is “GPT-07” again.")
    row = dashboard.models()["gpt-07"]
    assert (row["display_name"], row["display_name_by"]) == ("GPT-07", "provider")
    drawer.get_by_role("button", name="Close").click()
    drawer.wait_for(state="detached")
    assert until(lambda: "model=" not in tab.query())
    assert "q=gpt-07" in tab.query()


def test_the_address_opens_a_model_and_its_run_is_one_click_away(stocked, open_tab, dashboard):
    run = dashboard.rows("SELECT id FROM sync_run")[0]["id"]
    tab = open_tab("catalogue?model=gpt-old")
    drawer = tab.page.get_by_test_id("stDialog")
    drawer.get_by_role("link", name=f"Run {run}").click()
    assert tab.says(f"Run {run} · Commit")
    assert f"history?run={run}" in tab.page.url


def test_a_model_is_selected_opened_and_closed_with_the_keyboard_alone(stocked, open_tab):
    tab = open_tab("catalogue?q=gpt-07")
    tab.grid("Active models").ids()
    keyboard = tab.page.keyboard
    tab.page.get_by_role("searchbox").focus()
    for _ in range(60):
        keyboard.press("Tab")
        if tab.page.evaluate("document.activeElement.tagName") == "CANVAS":
            break
    keyboard.press("ArrowDown")
    keyboard.press("Space")
    tab.settle(400)
    details = tab.page.get_by_role("button", name="Details")
    container = tab.page.locator(".st-key-details")
    assert container.bounding_box()["width"] <= 1  # Info is there for the mouse
    for _ in range(60):
        keyboard.press("Shift+Tab")
        if details.evaluate("button => button === document.activeElement"):
            break
    assert container.bounding_box()["width"] > 50
    keyboard.press("Enter")
    drawer = tab.page.get_by_test_id("stDialog")
    drawer.wait_for()
    keyboard.press("Escape")
    drawer.wait_for(state="detached")


def test_hostile_names_reasons_and_ids_are_shown_as_text(service, open_tab, dashboard):
    nasty = "a:red[b]<i>$c$![d](e)"
    fill(service.database, stored(nasty, display_name=HOSTILE, description=HOSTILE))
    service.edit({nasty: Edit(enabled=True)}, actor=LOCAL, reason=HOSTILE)
    service.edit({nasty: Edit(display_name=f"2 {HOSTILE}")}, actor=LOCAL)
    requests = []
    tab = open_tab()
    tab.page.on("request", lambda request: requests.append(request.url))
    tab.open("catalogue?model=a%3Ared%5Bb%5D%3Ci%3E%24c%24!%5Bd%5D(e)")
    drawer = tab.page.get_by_test_id("stDialog")
    drawer.wait_for()
    tab.settle()
    text = drawer.inner_text().replace("\u2060", "")
    assert text.count(HOSTILE) >= 4
    assert drawer.locator("a[href*=evil], img").count() == 0
    tab.page.keyboard.press("Escape")
    drawer.wait_for(state="detached")
    tab.grid("Active models").click(nasty, "Enabled")
    service.edit({nasty: Edit(enabled=False)}, actor=LOCAL)
    tab.press("Save 1 edit")
    assert tab.says("Somebody changed this since you looked:")
    assert tab.page.locator("a[href*=evil], img[src*=evil]").count() == 0
    assert not [url for url in requests if "evil" in url]


def test_what_retires_soon_is_listed_and_drawn(service, open_tab, screenshots):
    fill(
        service.database,
        stored("gpt-1", lifecycle=retiring(-3, "gpt-2"), enabled=True),
        stored("gpt-2", enabled=True),
        stored("gemini-3", "google", lifecycle=retiring(40, "gpt-none")),
        stored("claude-4", "anthropic", lifecycle=retiring(70)),
    )
    tab = open_tab()
    tab.page.get_by_text("Retiring soon (3) · 1 of them enabled").click()
    assert tab.grid("Models that retire soon").ids() == ["gpt-1", "gemini-3", "claude-4"]
    chart = tab.page.get_by_test_id("stVegaLiteChart")
    chart.wait_for()
    tab.settle(500)
    for scheme in ("dark", "light"):
        tab.page.emulate_media(color_scheme=scheme)
        tab.settle(500)
        tab.page.screenshot(path=screenshots / f"catalogue-retiring-{scheme}.png")
        assert tab.axe() == []
