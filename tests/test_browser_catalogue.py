"""The Catalogue and the Status page in a real browser: filters in the address, bulk, one model in full, hostile text, widths, axe."""

import os
import re
import time
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import ROOT, Dashboard, Tab, chromium, until
from provider_server import KEYS, VARIABLES
from stock import fill, model

from modelsync.actors import LOCAL
from modelsync.changes import Edit
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings

STREAMLITS_OWN = {"list", "listitem"}
"""Findings about Streamlit's navigation, which nobody but Streamlit can cure."""
HOSTILE = "[win](http://evil.example) ![x](http://evil.example/x.png) :red[y] $z$ <img src=x onerror=alert(1)> :tada:"


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def running_dashboard(browser, tmp_path_factory):
    keys = {VARIABLES[provider][0]: key for provider, key in KEYS.items()}
    folder = tmp_path_factory.mktemp("catalogue")
    with Dashboard(folder, **keys, MODELSYNC_PRICING_DIR=str(ROOT / "pricing")) as running:
        yield running


@pytest.fixture
def dashboard(running_dashboard):
    """The dashboard with an empty database; afterwards it must not have logged an error, or a key."""
    running_dashboard.empty()
    before = len(running_dashboard.log())
    yield running_dashboard
    assert "Traceback" not in running_dashboard.log()[before:]
    assert not any(key in running_dashboard.log() for key in KEYS.values())


@pytest.fixture
def service(environment, dashboard):
    """A service on the dashboard's database, as a colleague's process would be."""
    settings = Settings.read(database_url=f"sqlite:///{dashboard.database}", pricing_dir=ROOT / "pricing")
    service = AiModelSyncService(settings)
    yield service
    service.database.engine.dispose()


@pytest.fixture
def stocked(service):
    """Fifty models of OpenAI, five of Google, one archived."""
    fill(
        service.database,
        *(model(f"gpt-{number:02}", enabled=True) for number in range(50)),
        *(model(f"gemini-{number}", "google", name=f"Gemini {number}") for number in range(5)),
        model("gpt-old", status="archived"),
    )


@pytest.fixture
def open_tab(browser, dashboard):
    tabs = []

    def open_at(path="catalogue", width=1280, height=1100):
        tabs.append(Tab(browser, dashboard))
        tabs[-1].page.set_viewport_size({"width": width, "height": height})
        return tabs[-1].open(path)

    yield open_at
    for tab in tabs:
        tab.page.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    named = os.environ.get("MODELSYNC_SCREENSHOTS")
    made = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    made.mkdir(parents=True, exist_ok=True)
    return made


def axe(tab):
    """What axe finds, but for what is Streamlit's own."""
    found = Axe().run(tab.page).response["violations"]
    return [
        (finding["id"], node["html"][:200], node["failureSummary"])
        for finding in found
        if finding["id"] not in STREAMLITS_OWN
        for node in finding["nodes"]
    ]


def pick(tab, label, option):
    """Choose an option of a select box."""
    tab.page.get_by_role("combobox", name=re.compile(label)).click()
    tab.page.get_by_role("option", name=option, exact=True).click()
    tab.settle(300)


def search(tab, words):
    tab.page.get_by_role("searchbox").fill(words)
    tab.settle(500)


def count(tab):
    """How many active models the page says that it shows."""
    rows = tab.page.get_by_test_id("stHorizontalBlock")
    row = rows.filter(has=tab.page.get_by_role("heading", name="Active")).inner_text()
    return re.search(r"check\s+([\d,]+(?: of [\d,]+)?)", row)[1]


def address(tab):
    return tab.page.evaluate("location.search")


# --- filters and the address -----------------------------------------------------------------------------------------


def test_filters_go_into_the_address_and_a_shared_address_shows_the_same(stocked, open_tab):
    tab = open_tab("catalogue?other=kept")
    tab.choose("OpenAI")
    pick(tab, "Enabled", "Enabled")
    pick(tab, "Sort by", "Input price, high first")
    search(tab, "4 gpt")
    table = tab.grid("Active models")
    assert until(lambda: len(table.ids()) == 14)
    assert until(lambda: "q=4+gpt" in address(tab))
    for part in ("provider=openai", "enabled=yes", "sort=-input", "other=kept"):
        assert part in address(tab)
    colleague = open_tab("catalogue" + address(tab))
    assert sorted(colleague.grid("Active models").ids()) == sorted(table.ids())
    assert colleague.says("14 of 55")
    colleague.press("Clear filters")
    assert colleague.says("Active")
    assert until(lambda: "q=" not in address(colleague) and "other=kept" in address(colleague))
    assert count(colleague) == "55"


def test_an_address_that_asks_in_vain_says_so_harmlessly(stocked, open_tab):
    tab = open_tab("catalogue?provider=google&enabled=%5Bx%5D(http://evil.example)")
    assert tab.says("enabled=[x](http:")
    assert tab.says("which does not exist: it is ignored.")
    assert tab.page.locator("a[href*=evil]").count() == 0
    assert len(tab.grid("Active models").ids()) == 5


def test_the_view_that_was_left_is_there_again_after_another_page(stocked, open_tab):
    tab = open_tab()
    tab.choose("Google")
    tab.go_to("History")
    tab.go_to("Catalogue")
    assert len(tab.grid("Active models").ids()) == 5
    assert until(lambda: "provider=google" in address(tab))


def test_fast_typing_is_not_lost_to_the_address_of_a_moment_ago(stocked, open_tab):
    tab = open_tab()
    field = tab.page.get_by_role("searchbox")
    field.click()
    field.press_sequentially("gpt-1", delay=300)
    tab.settle(600)
    assert field.input_value() == "gpt-1"
    assert until(lambda: len(tab.grid("Active models").ids()) == 10)
    field.fill("")
    tab.settle(500)
    assert field.input_value() == ""
    assert until(lambda: count(tab) == "55")


def test_nothing_found_is_a_sentence_with_its_cure(stocked, open_tab):
    tab = open_tab("catalogue?q=nobody&status=archived")
    assert tab.says("No archived model matches.")
    tab.press("Show all models")
    assert count(tab) == "55"


# --- bulk ------------------------------------------------------------------------------------------------------------


def test_fifty_models_are_disabled_at_once_after_a_look_at_what_will_be_saved(stocked, open_tab, dashboard):
    tab = open_tab("catalogue?provider=openai")
    tab.press("Select all shown")
    tab.press("Disable 50")
    assert tab.says("50 unsaved edits")
    assert sum(row["enabled"] for row in dashboard.rows()) == 50
    tab.press("Show them")
    assert tab.page.get_by_role("region", name="Unsaved edits").is_visible()
    tab.page.keyboard.press("Escape")
    tab.choose("Google")
    assert tab.says("50 unsaved edits")
    tab.press("Save 50 edits")
    assert tab.says("Saved: 50 models changed.")
    assert not any(row["enabled"] for row in dashboard.rows())
    runs = dashboard.rows("SELECT kind, updated FROM sync_run ORDER BY id DESC")
    assert [tuple(run.values()) for run in runs][:1] == [("edit", 50)]
    assert len(runs) == 2


def test_a_few_are_selected_by_hand_and_only_they_are_enabled(stocked, open_tab, dashboard):
    tab = open_tab("catalogue?provider=google")
    table = tab.grid("Active models")
    for id_ in ("gemini-1", "gemini-3"):
        table.click(id_, "Select")
    tab.press("Enable 2")
    table.click("gemini-1", "Select")
    table.click("gemini-1", "Select")
    tab.press("Save 2 edits")
    assert tab.says("Saved: 2 models changed.")
    on = [
        row["universal_model_id"]
        for row in dashboard.rows()
        if row["enabled"] and row["provider"] == "google"
    ]
    assert sorted(on) == ["gemini-1", "gemini-3"]


def test_a_crafted_selection_reaches_no_archived_model(stocked, open_tab, dashboard):
    tab = open_tab()
    tab.send_edits("catalogue_active", {"edited_rows": {"55": {"select": True}, "0": {"select": True}}})
    tab.press("Enable 1")
    tab.press("Save 1 edit")
    assert tab.says("Saved: 1 model changed.")
    assert dashboard.models()["gpt-old"]["enabled"] == 0


def test_the_archived_table_opens_the_model_of_its_row_also_after_a_filter(service, open_tab):
    fill(service.database, *(model(f"gpt-old-{number}", status="archived") for number in range(5)))
    tab = open_tab("catalogue?status=archived")
    table = tab.grid("Archived models")
    assert len(table.ids()) == 5
    search(tab, "old-3")
    assert until(lambda: table.ids() == ["gpt-old-3"])
    table.click("gpt-old-3", "Info")
    tab.page.get_by_test_id("stDialog").wait_for()
    assert until(lambda: "model=gpt-old-3" in address(tab))
    assert "status=archived" in address(tab)


# --- one model -------------------------------------------------------------------------------------------------------


def test_one_model_opens_from_its_row_shows_its_history_and_resets_its_name(
    stocked, service, open_tab, dashboard, folder
):
    service.edit({"gpt-07": Edit(display_name="Seven", enabled=False)}, actor=LOCAL, reason="asked for")
    tab = open_tab("catalogue?q=gpt-07")
    tab.grid("Active models").click("gpt-07", "Info")
    drawer = tab.page.get_by_test_id("stDialog")
    drawer.wait_for()
    assert until(lambda: "model=gpt-07" in address(tab))
    for words in (
        "Seven",
        "yours: no sync overwrites it",
        "GPT-07",
        "Reason: asked for",
        "Added to the catalogue",
    ):
        assert tab.says(words), words
    tab.settle(500)
    assert axe(tab) == []
    tab.page.screenshot(path=folder / "catalogue-details-light.png")
    drawer.get_by_role("button", name="Reset to the provider's name").click()
    assert tab.says("The name is “GPT-07” again.")
    row = dashboard.models()["gpt-07"]
    assert (row["display_name"], row["display_name_by"]) == ("GPT-07", "provider")
    drawer.get_by_role("button", name="Close").click()
    drawer.wait_for(state="detached")
    assert until(lambda: "model=" not in address(tab))
    assert "q=gpt-07" in address(tab)


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
    for _ in range(60):
        keyboard.press("Shift+Tab")
        if details.evaluate("button => button === document.activeElement"):
            break
    keyboard.press("Enter")
    drawer = tab.page.get_by_test_id("stDialog")
    drawer.wait_for()
    keyboard.press("Escape")
    drawer.wait_for(state="detached")


# --- text that others wrote ------------------------------------------------------------------------------------------


def test_hostile_names_reasons_and_ids_are_shown_as_text(service, open_tab, dashboard):
    nasty = "a:red[b]<i>$c$![d](e)"
    fill(service.database, model(nasty, name=HOSTILE, provider_name=HOSTILE, description=HOSTILE))
    service.edit({nasty: Edit(enabled=True)}, actor=LOCAL, reason=HOSTILE)
    service.edit({nasty: Edit(display_name=f"2 {HOSTILE}")}, actor=LOCAL)
    requests = []
    tab = open_tab()
    tab.page.on("request", lambda request: requests.append(request.url))
    tab.open("catalogue?model=a%3Ared%5Bb%5D%3Ci%3E%24c%24!%5Bd%5D(e)")
    drawer = tab.page.get_by_test_id("stDialog")
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


# --- retirements -----------------------------------------------------------------------------------------------------


def test_what_retires_soon_is_listed_and_drawn(service, open_tab, folder):
    fill(
        service.database,
        model("gpt-1", retires_in=-3, replacement="gpt-2", enabled=True),
        model("gpt-2", enabled=True),
        model("gemini-3", "google", retires_in=40, replacement="gpt-none"),
        model("claude-4", "anthropic", retires_in=70),
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
        tab.page.screenshot(path=folder / f"catalogue-retiring-{scheme}.png")
        assert axe(tab) == []


# --- export ----------------------------------------------------------------------------------------------------------


def test_the_export_holds_what_is_shown_and_its_name_says_the_provider(stocked, open_tab):
    tab = open_tab("catalogue?provider=google&sort=-input")
    download = tab.download("Export CSV")
    assert re.fullmatch(r"modelsync-catalogue-google-\d{8}T\d{4}Z\.csv", download.suggested_filename)
    assert sorted(pd.read_csv(download.path())["universal_model_id"]) == [f"gemini-{n}" for n in range(5)]
    tab.choose("All")
    assert re.fullmatch(
        r"modelsync-catalogue-all-\d{8}T\d{4}Z\.csv", tab.download("Export CSV").suggested_filename
    )


# --- look, and speed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edits_and_selection_are_readable_at_both_widths(stocked, open_tab, folder, scheme):
    tab = open_tab()
    tab.page.emulate_media(color_scheme=scheme)
    table = tab.grid("Active models")
    assert not table.is_cut_off()
    table.click("gemini-1", "Enabled")
    table.click("gemini-2", "Select")
    for width in (1280, 768):
        tab.page.set_viewport_size({"width": width, "height": 1000})
        tab.settle(500)
        tab.page.screenshot(path=folder / f"catalogue-edited-{scheme}-{width}.png")
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
        assert axe(tab) == []


def test_ten_thousand_models_stay_usable(service, open_tab, folder, capsys):
    fill(service.database, *(model(f"gpt-{n}", ("openai", "google")[n % 2]) for n in range(10_000)))
    tab = open_tab()
    tab.grid("Active models").element.locator("td").first.wait_for(state="attached")
    begin = time.monotonic()
    tab.open("catalogue")
    tab.grid("Active models").element.locator("td").first.wait_for(state="attached")
    table = time.monotonic() - begin
    begin = time.monotonic()
    tab.page.get_by_role("searchbox").fill("gpt-7777")
    tab.page.wait_for_function("document.body.innerText.includes('1 of 10,000')")
    found = time.monotonic() - begin
    with capsys.disabled():
        print(f"\n10,000 models: table {table:.2f} s, search {found:.2f} s")
    tab.page.screenshot(path=folder / "catalogue-10000.png")
    assert table < 15
    assert found < 10


# --- the Status page -------------------------------------------------------------------------------------------------


def test_the_status_page_is_readable_and_holds_no_key(stocked, open_tab, folder):
    tab = open_tab("status")
    assert tab.says("Everything works.")
    assert tab.says("56 models · 0 plans · 1 run")
    content = tab.page.content()
    assert not any(key in content for key in KEYS.values())
    assert axe(tab) == []


def test_the_status_page_opens_while_the_database_is_away(browser, tmp_path, folder):
    with Dashboard(tmp_path, DATABASE_URL="postgresql://ada:wachtwoord@127.0.0.1:1/catalogue") as running:
        tab = Tab(browser, running)
        tab.page.set_viewport_size({"width": 1280, "height": 1000})
        tab.open("status")
        assert tab.says("cannot be reached. Check that it runs and that DATABASE_URL is right.")
        assert tab.says("Not usable")
        assert "wachtwoord" not in tab.page.content()
        assert axe(tab) == []
        tab.page.screenshot(path=folder / "status-away-light.png")
        tab.page.close()
        assert "Traceback" not in running.log()
        assert not list(tmp_path.glob("*.db"))


def test_looking_at_the_status_makes_no_database(browser, tmp_path):
    with Dashboard(tmp_path) as running:
        tab = Tab(browser, running).open("status")
        assert tab.says("Not made yet")
        assert not running.database.exists()
        tab.page.close()
