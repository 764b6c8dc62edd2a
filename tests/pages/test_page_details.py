"""One model in full with its history, and what retires soon, on the Catalogue page without a browser."""

from __future__ import annotations

import json

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from tests.support.catalogue import fill
from tests.support.catalogue_page import edit, filled, open_page, press, said
from tests.support.models import retiring, stored
from tests.support.pricing_files import price_file


@pytest.fixture
def page(just_started):
    return open_page()


@pytest.fixture
def stocked(service):
    return filled(service)


def drawer(page):
    """What the drawer says, HTML included."""
    return said(page) + " ".join(html.proto.body for html in page.get("html"))


def test_one_model_is_shown_in_full_with_units_tiers_and_its_history(page, stocked, pricing_dir):
    tier = {"above_input_tokens": 200000, "input_usd_per_mtok": "2.5", "output_usd_per_mtok": "20"}
    path = price_file(pricing_dir, "openai", {"id": "gpt-9", "input": "1.25", "output": "10"})
    data = json.loads(path.read_text())
    data["models"][0]["prices"][0] |= {"from": "2026-01-01", "tiers": [tier]}
    path.write_text(json.dumps(data))
    stocked.edit({"gpt-9": Edit(display_name="Nine", enabled=True)}, actor=LOCAL, reason="wanted")
    page.query_params["model"] = "gpt-9"
    page.run()
    assert not page.exception
    text = drawer(page)
    assert page.code[0].value == "gpt-9"
    for words in (
        "yours: no sync overwrites it",
        "Above 200,000 input tokens</td><td>$2.50</td><td>—</td><td>$20",
        "in 9 days",
        "version 2",
        "name GPT-9 → Nine · enabled no → yes · name is the admin's now",
        "Reason: wanted",
        "Added to the catalogue",
    ):
        assert words in text, words


def test_a_name_is_reset_from_there_and_the_switch_that_waits_stays(page, stocked, rows):
    stocked.edit({"gpt-1": Edit(display_name="Mine")}, actor=LOCAL)
    page.query_params["model"] = "gpt-1"
    page.run()
    edit(page, "gpt-1", enabled=True)
    press(page, "reset_name")
    row = rows.by_id()["gpt-1"]
    assert (row["display_name"], row["display_name_by"]) == ("GPT-1", "provider")
    press(page, "save")
    assert rows.by_id()["gpt-1"]["enabled"] == 1
    assert not page.error


def test_an_id_that_is_not_there_is_said_and_not_opened(page, stocked):
    page.query_params["model"] = "gpt-none"
    page.run()
    assert "The catalogue has no model gpt-none." in said(page)
    assert "model" not in page.query_params


def test_the_history_of_a_model_is_newest_first_with_its_runs(service):
    fill(service.database, stored("gpt-1"), stored("gpt-2"))
    service.edit({"gpt-1": Edit(enabled=True)}, actor=LOCAL, reason="because")
    first, second = service.model_history("gpt-1")
    assert (first.run.kind, first.run.reason, first.change.action) == ("edit", "because", "update")
    assert (first.change.before["enabled"], first.change.after["enabled"]) == (False, True)
    assert (second.run.actor, second.change.before) == ("local:ada", None)
    assert len(service.model_history("gpt-1", limit=1)) == 1
    assert service.model_history("nobody") == []


# --- retirements -----------------------------------------------------------------------------------------------------


def test_nothing_is_said_of_retirements_when_there_is_none(page, service):
    fill(service.database, stored("gpt-1"), stored("gpt-2", lifecycle=retiring(91)))
    page.run()
    assert not [e for e in page.expander if "Retiring" in e.label]


def test_what_retires_soon_is_counted_listed_with_its_replacement_and_drawn(page, service):
    fill(
        service.database,
        stored("gpt-1", lifecycle=retiring(-3, "gpt-2"), enabled=True),
        stored("gpt-2", enabled=True),
        stored("gpt-3", lifecycle=retiring(40, "gpt-none")),
        stored("gpt-4", lifecycle=retiring(70)),
        stored("gpt-5", status="archived", lifecycle=retiring(-100)),
    )
    page.session_state["retiring_soon"] = True
    page.run()
    assert not page.exception
    (panel,) = (e for e in page.expander if "Retiring" in e.label)
    assert panel.label == "Retiring soon (3) · 1 of them enabled"
    assert "**1** overdue · **1** within 60 days · **2** within 90 days" in said(page)
    table = next(t.value for t in page.dataframe if "left" in t.value)
    assert list(table["id"]) == ["gpt-1", "gpt-3", "gpt-4"]
    assert list(table["replacement"]) == ["gpt-2 · enabled", "gpt-none · not in the catalogue", "none named"]
    assert "its successor gpt-2 is enabled" in said(page)


def test_the_successor_is_enabled_and_the_retiring_model_disabled_in_one_run(page, service, rows):
    fill(
        service.database,
        stored("gpt-1", lifecycle=retiring(9, "gpt-2"), enabled=True),
        stored("gpt-2"),
        stored("gpt-3", lifecycle=retiring(9, "gpt-none"), enabled=True),
        stored("gpt-4", lifecycle=retiring(9, "gpt-old"), enabled=True),
        stored("gpt-5", lifecycle=retiring(9), enabled=True),
        stored("gpt-6", lifecycle=retiring(9, "gpt-2")),
        stored("gpt-old", status="archived"),
    )
    page.session_state["retiring_soon"] = True
    page.run()
    assert [b.key for b in page.button if b.key.startswith("successor_")] == ["successor_gpt-1"]
    for why in (
        "its successor gpt-none is not in the catalogue",
        "its successor gpt-old is archived",
        "no successor is named",
    ):
        assert why in said(page)
    press(page, "successor_gpt-1")
    assert "gpt-2 is enabled, gpt-1 is disabled." in said(page)
    enabled = {id_: row["enabled"] for id_, row in rows.by_id().items()}
    assert (enabled["gpt-1"], enabled["gpt-2"]) == (0, 1)
    run = service.history()[0]
    assert (run.kind, run.counts.updated) == ("edit", 2)
    assert not page.exception


def test_a_successor_with_an_unsaved_edit_is_locked(page, service):
    fill(service.database, stored("gpt-1", lifecycle=retiring(9, "gpt-2"), enabled=True), stored("gpt-2"))
    page.session_state["retiring_soon"] = True
    page.run()
    edit(page, "gpt-2", display_name="Mine")
    assert page.button(key="successor_gpt-1").disabled


def test_a_successor_that_changed_since_it_was_drawn_is_refused(page, service, rows):
    fill(service.database, stored("gpt-1", lifecycle=retiring(9, "gpt-2"), enabled=True), stored("gpt-2"))
    page.session_state["retiring_soon"] = True
    page.run()
    service.edit({"gpt-2": Edit(display_name="Theirs")}, actor=LOCAL)
    press(page, "successor_gpt-1")
    assert "Somebody changed this since you looked" in said(page)
    assert rows.by_id()["gpt-1"]["enabled"] == 1
    spec = json.loads(page.get("vega_lite_chart")[0].proto.spec)
    marks = [layer["mark"]["type"] for layer in spec["layer"]]
    assert marks == ["rule", "text", "rule", "point"]
    assert spec["layer"][3]["encoding"]["color"]["field"] == "provider"
