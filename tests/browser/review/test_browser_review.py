"""What an admin does on the Review page in a real browser, on real SQLite, with the three providers over a loopback socket.

Tables are canvases whose text can lag behind, so what counts is in the database, in the page's own words, or in a download.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
from playwright.sync_api import expect

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from tests.support.providers import anthropic_item, google_item
from tests.support.stored_reviews import LISTINGS


def states(dashboard):
    """Provider and state of every plan."""
    return {(row["provider"], row["state"]) for row in dashboard.rows("SELECT * FROM sync_plan")}


def test_sync_correct_and_commit_puts_exactly_the_approved_rows_into_the_database(tab, dashboard, providers):
    providers.fail("google", 500, "Internal error")
    tab.sync()
    assert tab.says("4 of 4 changes approved")
    sentence = tab.page.get_by_test_id("stExpander").locator("summary").inner_text()
    assert re.search(r"Needs attention \(1\).*Google .*500.*\.$", sentence, re.DOTALL)
    assert dashboard.models() == {}

    table = tab.grid("New models")
    assert sorted(table.ids()) == ["claude-haiku-5", "claude-opus-5", "gpt-5.4", "gpt-5.4-mini"]
    table.type("gpt-5.4", "Display name", "Our flagship")
    table.click("claude-opus-5", "Enabled")
    table.click("gpt-5.4-mini", "Approve")
    assert tab.says("3 of 4 changes approved")
    tab.commit()
    assert tab.says("1 added")

    models = dashboard.models()
    flagship, opus = models["gpt-5.4"], models["claude-opus-5"]
    assert (flagship["display_name"], flagship["display_name_by"]) == ("Our flagship", "admin")
    assert (opus["display_name"], opus["display_name_by"]) == ("Claude Opus 5", "provider")
    assert {id_: row["enabled"] for id_, row in models.items()} == {
        "gpt-5.4": 0,
        "claude-opus-5": 1,
        "claude-haiku-5": 0,
    }
    assert {row["status"] for row in models.values()} == {"active"}

    tab.reload()
    tab.go_to("Catalogue")
    tab.reload()
    assert tab.says("3 active, 1 of them enabled · 0 archived")
    catalogue = pd.read_csv(tab.download("Export CSV").path(), index_col="universal_model_id")
    assert catalogue.loc["gpt-5.4", "display_name"] == "Our flagship"


def test_a_second_sync_says_that_nothing_is_pending(stocked, tab, dashboard):
    before = dashboard.rows()
    tab.sync()
    assert tab.says("No pending changes")
    for provider in LISTINGS:
        expect(tab.page.locator(f".st-key-strip_{provider}")).to_contain_text("Up to date · now")
    assert dashboard.rows() == before


def test_one_provider_is_synced_alone_and_what_was_not_approved_is_proposed_again(tab, dashboard):
    tab.press("Sync OpenAI")
    assert tab.says("2 of 2 changes approved")
    tab.grid("New models").click("gpt-5.4", "Approve")
    tab.commit()
    assert tab.says("1 added")
    tab.press("Sync OpenAI")
    assert tab.says("0 of 1 changes approved")
    assert tab.grid("New models").ids() == ["gpt-5.4"]
    assert sorted(dashboard.models()) == ["gpt-5.4-mini"]
    assert states(dashboard) == {("openai", "applied"), ("openai", "waiting")}


def test_discard_drops_the_waiting_plans_and_leaves_the_catalogue(synced, dashboard):
    synced.press("Discard")
    synced.confirm("Cancel")
    assert {state for _, state in states(dashboard)} == {"waiting"}
    synced.press("Discard")
    synced.confirm("Discard")
    assert synced.says("No pending changes")
    assert {state for _, state in states(dashboard)} == {"discarded"}
    assert dashboard.models() == {}


def test_one_provider_is_discarded_alone(synced, dashboard):
    synced.press("Discard")
    dialog = synced.page.get_by_test_id("stDialog")
    for name in ("OpenAI", "Anthropic"):
        dialog.get_by_role("button", name=name).click()
        synced.settle(300)
    synced.confirm("Discard")
    assert synced.says("Google: the pending changes are discarded.")
    assert states(dashboard) == {("google", "discarded"), ("openai", "waiting"), ("anthropic", "waiting")}


def test_both_downloads_open_as_tables_and_run_no_formula(tab, dashboard, providers):
    providers.set("anthropic", [anthropic_item("claude-opus-5", display_name="=HYPERLINK(1)")])
    tab.sync()
    assert tab.says("5 of 5 changes approved")
    tab.grid("New models").type("gpt-5.4", "Display name", "=1+1")
    download = tab.download("Export CSV")
    assert re.fullmatch(
        r"modelsync-diff-openai-google-anthropic-\d{8}T\d{4}Z\.csv", download.suggested_filename
    )
    diff = pd.read_csv(download.path(), dtype=str, keep_default_na=False)
    assert sorted(diff["change"]) == ["excluded", "new", "new", "new", "new", "new"]
    assert diff.set_index("universal_model_id").loc["gpt-5.4", ["approved", "display_name"]].tolist() == [
        "true",
        "'=1+1",
    ]
    packet = tab.download("Packet")
    assert re.fullmatch(
        r"modelsync-packet-openai-google-anthropic-\d{8}T\d{4}Z\.md", packet.suggested_filename
    )
    document = Path(packet.path()).read_text("utf-8")
    assert document.startswith("# Model changes: OpenAI, Google, Anthropic\n")
    assert "| yes | `gpt-5.4` | \\=1+1 |" in document  # with the name that was typed a moment ago
    assert document.count("Checksum of what is approved") == 3
    tab.commit()
    assert tab.says("No pending changes")
    tab.go_to("Catalogue")
    catalogue = pd.read_csv(tab.download("Export CSV").path(), dtype=str, keep_default_na=False)
    assert sorted(catalogue["universal_model_id"]) == sorted(dashboard.models())
    names = dict(zip(catalogue["universal_model_id"], catalogue["display_name"], strict=True))
    assert names["gpt-5.4"] == "'=1+1"
    assert dashboard.models()["gpt-5.4"]["display_name"] == "=1+1"
    for table in (diff, catalogue):
        assert not any(str(cell).startswith(("=", "+", "-", "@")) for cell in table.to_numpy().ravel())


def test_a_plan_that_moved_is_shown_as_such_and_compared_again_without_the_network(
    stocked, service, providers, dashboard, open_tab
):
    providers.set(
        "google",
        [google_item("gemini-3-pro", displayName="Gemini 3 Pro (new)"), *LISTINGS["google"][1:]],
    )
    service.sync_with_providers(["google"], actor=LOCAL)
    tab = open_tab(dashboard)
    assert not tab.says("the catalogue moved", seconds=1)
    tab.press("Commit 1 change")
    service.edit({"gemini-3-pro": Edit(display_name="A colleague's name")}, actor=Actor("ann", "admin"))
    tab.confirm("Commit")
    assert tab.says("The catalogue moved since plan")
    assert tab.says("gemini-3-pro: displayName was")
    expect(tab.page.get_by_role("button", name="Commit 0 changes")).to_be_disabled()
    assert dashboard.models()["gemini-3-pro"]["display_name"] == "A colleague's name"
    asked = len(providers.requests)
    tab.press("Compare Google again")
    assert tab.says("Google is compared again: 0 new, 1 updated, 0 archived")
    assert len(providers.requests) == asked
    tab.commit()
    row = dashboard.models()["gemini-3-pro"]
    assert row["display_name"] == "A colleague's name"
    assert json.loads(row["config"])["providerDisplayName"] == "Gemini 3 Pro (new)"


def test_archiving_an_enabled_model_wants_the_providers_name_and_a_reason(
    stocked, service, providers, dashboard, open_tab
):
    service.edit({"claude-opus-5": Edit(enabled=True)}, actor=LOCAL)
    providers.set("anthropic", LISTINGS["anthropic"][1:])
    service.sync_with_providers(["anthropic"], actor=LOCAL)
    tab = open_tab(dashboard)
    assert tab.says("Anthropic: confirmation required")
    assert tab.says("claude-opus-5 is enabled")
    tab.press(re.compile(r"Commit 1 change"))
    dialog = tab.page.get_by_test_id("stDialog")
    button = dialog.get_by_role("button", name="Commit")
    button.click()
    expect(dialog.get_by_text("Type the provider's name and a reason first.")).to_be_visible()
    assert dashboard.models()["claude-opus-5"]["status"] == "active"
    dialog.get_by_label("Type anthropic to confirm").fill("anthropic")
    dialog.get_by_label("Reason").fill("it is gone for good")
    tab.confirm("Commit")  # one click, which also leaves the field
    row = dashboard.models()["claude-opus-5"]
    assert (row["status"], row["enabled"]) == ("archived", 0)
    assert (
        dashboard.rows("SELECT reason FROM sync_run ORDER BY id DESC")[0]["reason"] == "it is gone for good"
    )


def test_a_run_is_opened_and_taken_back_on_the_history_page(stocked, dashboard, open_tab):
    run = dashboard.rows("SELECT id FROM sync_run WHERE provider = 'google'")[0]["id"]
    tab = open_tab(dashboard, f"history?run={run}")
    assert tab.says(f"Run {run} · Commit")
    table = tab.grid("Runs").element
    expect(table.locator("tr[aria-selected=true]")).to_have_count(1)
    table.click(position={"x": 15, "y": 52})  # the newest run instead
    tab.settle(300)
    assert not tab.says(f"Run {run} · Commit", seconds=1)
    table.click(position={"x": 15, "y": 52})  # and none
    tab.settle(300)
    expect(tab.page.get_by_role("button", name="Undo this run")).to_have_count(0)
    tab.open(f"history?run={run}")
    tab.press("Undo this run")
    tab.confirm("Undo")
    assert tab.says(f"Run {run} is undone by run")
    assert not {"gemini-3-pro", "gemini-3-flash"} & set(dashboard.models())
    assert "claude-opus-5" in dashboard.models()
