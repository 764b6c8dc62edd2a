"""The Catalogue page's logic without a browser: filters and their address, selection, unsaved edits, one model in full."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event
from stand_ins import price_file
from stock import fill, model
from streamlit.testing.v1 import AppTest

from modelsync import opening
from modelsync.actors import LOCAL, Actor
from modelsync.changes import Edit
from modelsync.ui import stored
from modelsync.ui.catalogue_view import SORTS, View, from_address
from modelsync.ui.text import plain

PAGE = Path(__file__).parents[1] / "pages" / "catalogue.py"
PROVIDERS = ["openai", "google", "anthropic"]


# --- the view and its address ----------------------------------------------------------------------------------------

CATALOGUE = [
    model("gpt-9-mini", enabled=True, input_usd="0.25", context_window=400_000),
    model("gpt-9", input_usd="2.5", context_window=1_000_000),
    model("gemini-9", "google", name="The Mini of Google", input_usd=None, retires_in=20),
    model("claude-9", "anthropic", input_usd="15", status="archived", retires_in=-5),
    model("claude-10", "anthropic", input_usd="5", retires_in=80, enabled=True),
]


def ids(view):
    return [m.universal_model_id for m in view.shown(CATALOGUE, datetime.now(UTC).date())]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (View(), ["claude-10", "claude-9", "gemini-9", "gpt-9", "gpt-9-mini"]),
        (View(provider="openai"), ["gpt-9", "gpt-9-mini"]),
        (View(status="archived"), ["claude-9"]),
        (View(enabled=True), ["claude-10", "gpt-9-mini"]),
        (View(enabled=False, status="active"), ["gemini-9", "gpt-9"]),
        (View(priced=False), ["gemini-9"]),
        (View(retiring=30), ["gemini-9"]),
        (View(retiring=90), ["claude-10", "gemini-9"]),
        (View(words="mini 9"), ["gemini-9", "gpt-9-mini"]),
        (View(words="GOOGLE the"), ["gemini-9"]),
        (View(sort="input"), ["gpt-9-mini", "gpt-9", "claude-10", "claude-9", "gemini-9"]),
        (View(sort="-input"), ["claude-9", "claude-10", "gpt-9", "gpt-9-mini", "gemini-9"]),
        (View(sort="-context"), ["gpt-9", "gpt-9-mini", "claude-10", "claude-9", "gemini-9"]),
        (View(sort="retires", status="active"), ["gemini-9", "claude-10", "gpt-9", "gpt-9-mini"]),
    ],
)
def test_a_view_shows_what_its_filters_say_in_its_order_and_missing_values_last(view, expected):
    assert ids(view) == expected


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_shows_every_model(sort):
    assert sorted(ids(View(sort=sort))) == sorted(ids(View()))


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View("google", "active", enabled=True, priced=False, retiring=60, words="a b", sort="-input"),
        View(enabled=False, priced=True),
        View(words="all"),
    ],
)
def test_an_address_gives_the_view_back(view):
    assert from_address(view.to_address(), PROVIDERS) == (view, ())


def test_what_an_address_asks_for_in_vain_is_named_and_the_rest_holds():
    sent = {"provider": "nobody", "enabled": "maybe", "retiring": "31", "q": " x   y ", "demo": "1"}
    view, unknown = from_address(sent, PROVIDERS)
    assert view == View(words="x y")
    assert unknown == ("provider=nobody", "enabled=maybe", "retiring=31")


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(just_started):
    return AppTest.from_file(PAGE, default_timeout=30)


@pytest.fixture
def stocked(service):
    """Sixty active models of two providers and two archived ones."""
    many = [model(f"gpt-{number}", retires_in=number if number == 9 else None) for number in range(50)]
    more = [model(f"gemini-{number}", "google") for number in range(10)]
    gone = [model("gpt-old", status="archived"), model("gemini-old", "google", status="archived")]
    fill(service.database, *many, *more, *gone)
    return service


def editor(page, name="catalogue_active"):
    return page.session_state["editors"][name]


def shown(page):
    return list(editor(page).frame.index)


def edit(page, id_, **cells):
    """Edit a row as the table would, on top of what it sent before."""
    row = shown(page).index(id_)
    before = editor(page).taken
    key = editor(page).key
    (widget,) = (table.proto.id for table in page.dataframe if table.proto.id.endswith(key))
    states = page._tree.get_widget_states()
    rows = before | {row: before.get(row, {}) | cells}
    states.widgets.add(id=widget, string_value=json.dumps({"edited_rows": rows}))
    return page._run(states)


def said(page):
    kinds = (page.markdown, page.caption, page.error, page.success, page.info, page.warning)
    return " ".join(element.value for kind in kinds for element in kind)


def press(page, key):
    return page.button(key=key).click().run()


def test_a_shared_address_restores_the_view_and_keeps_what_is_not_ours(page, stocked):
    page.query_params["provider"] = "google"
    page.query_params["q"] = "gemini 3"
    page.query_params["other"] = "kept"
    page.run()
    assert not page.exception
    assert shown(page) == ["gemini-3"]
    assert page.segmented_control(key="catalogue_provider").value == "google"
    assert page.query_params["other"] == "kept"


def test_a_filter_is_written_into_the_address_and_cleared_from_it(page, stocked):
    page.run()
    page.selectbox(key="catalogue_enabled").set_value("no").run()
    page.selectbox(key="catalogue_sort").set_value("-input").run()
    assert page.query_params["enabled"] == "no"
    press(page, "clear_filters")
    assert "enabled" not in page.query_params
    assert page.query_params["sort"] == "-input"


def test_an_address_with_nonsense_says_so_and_shows_the_rest(page, stocked):
    page.query_params["enabled"] = "[x](http://evil.example)"
    page.query_params["provider"] = "google"
    page.run()
    assert "which does not exist: it is ignored" in said(page)
    assert "[x](http" not in said(page)
    assert len(shown(page)) == 10


def test_nothing_found_has_a_cure(page, stocked):
    page.query_params["q"] = "nobody has this"
    page.run()
    assert "No active model matches." in said(page)
    press(page, "show_all")
    assert len(shown(page)) == 60


def test_a_selection_is_switched_among_the_unsaved_edits_and_saved_as_one_run(page, stocked, rows):
    page.query_params["provider"] = "openai"
    page.run()
    press(page, "select_all")
    assert page.button(key="bulk_enable").label == "Enable 50"
    press(page, "bulk_enable")
    assert "**50** unsaved edits" in said(page)
    assert not any(row["enabled"] for row in rows())
    assert page.button(key="bulk_enable").disabled
    press(page, "save")
    assert "Saved: 50 models changed." in said(page)
    assert sum(row["enabled"] for row in rows()) == 50
    assert [(r["kind"], r["updated"]) for r in rows("SELECT * FROM sync_run WHERE id > 1")] == [("edit", 50)]


def test_a_selected_model_that_a_filter_hides_is_selected_no_more_and_that_is_said(page, stocked, rows):
    page.run()
    edit(page, "gpt-1", select=True)
    edit(page, "gemini-1", select=True)
    assert page.button(key="bulk_disable").label == "Disable 2"
    page.segmented_control(key="catalogue_provider").set_value("google").run()
    assert page.button(key="bulk_enable").label == "Enable 1"
    assert [toast.value for toast in page.toast] == [
        "1 selected model is not shown any more, and no longer selected."
    ]
    press(page, "bulk_enable")
    press(page, "save")
    assert [row["universal_model_id"] for row in rows() if row["enabled"]] == ["gemini-1"]


def test_looking_at_the_archived_models_drops_the_selection_too(page, stocked, rows):
    page.run()
    press(page, "select_all")
    page.selectbox(key="catalogue_status").set_value("archived").run()
    assert [toast.value for toast in page.toast] == [
        "60 selected models are not shown any more, and no longer selected."
    ]
    page.selectbox(key="catalogue_status").set_value("all").run()
    assert page.button(key="bulk_enable").disabled
    assert not page.toast


def test_an_archived_model_cannot_be_selected(page, stocked, rows):
    page.run()
    press(page, "select_all")
    press(page, "bulk_enable")
    press(page, "save")
    assert not any(row["enabled"] for row in rows() if row["status"] == "archived")
    assert sum(row["enabled"] for row in rows()) == 60


def test_a_thousand_models_are_switched_in_one_run(page, service, rows):
    fill(service.database, *(model(f"gpt-{number}", enabled=True) for number in range(1000)))
    page.run()
    press(page, "select_all")
    press(page, "bulk_disable")
    press(page, "save")
    assert "Saved: 1,000 models changed." in said(page)
    assert not any(row["enabled"] for row in rows())
    assert len(rows("SELECT id FROM sync_run")) == 2


def test_only_unsaved_shows_what_would_be_saved(page, stocked):
    page.run()
    edit(page, "gpt-1", enabled=True)
    edit(page, "gpt-2", display_name="Two")
    page.toggle(key="catalogue_only_unsaved").set_value(True).run()
    assert shown(page) == ["gpt-1", "gpt-2"]
    changes = next(t.value for t in page.dataframe if list(t.value) == ["id", "field", "before", "after"])
    assert changes.to_numpy().tolist() == [
        ["gpt-1", "Enabled", "disabled", "enabled"],
        ["gpt-2", "Display name", "GPT-2", "Two"],
    ]
    press(page, "undo_edits")
    assert len(shown(page)) == 60
    assert "No unsaved edits" in said(page)


def test_a_conflict_is_told_row_by_row_and_the_other_edits_stay(page, stocked, rows):
    page.run()
    for id_ in ("gpt-1", "gpt-2", "gpt-3"):
        edit(page, id_, enabled=True)
    colleague = Actor("local:bob", "admin")
    stocked.edit({"gpt-1": Edit(display_name="One"), "gpt-2": Edit(display_name="Two")}, actor=colleague)
    press(page, "save")
    (error,) = page.error
    assert error.value.startswith("Somebody changed 2 models since you looked. Nothing was saved.")
    assert "Your other edit is still here." in error.value
    assert "- gpt-1 is now “One”, disabled, active; you wanted enabled" in error.value
    assert not any(row["enabled"] for row in rows())
    press(page, "save")
    assert [row["universal_model_id"] for row in rows() if row["enabled"]] == ["gpt-3"]


def test_the_catalogue_is_read_once_until_somebody_commits(page, stocked):
    page.run()
    service = opening.shared_service()
    first = stored.models(service)
    assert stored.models(service) is first
    stocked.edit({"gpt-1": Edit(enabled=True)}, actor=Actor("local:bob", "admin"))
    assert next(m for m in stored.models(service) if m.universal_model_id == "gpt-1").enabled


def test_a_run_of_the_page_asks_the_database_no_more_for_many_models_than_for_few(page, service):
    fill(service.database, *(model(f"gpt-{number}", retires_in=5) for number in range(300)))
    page.query_params["model"] = "gpt-7"
    page.run()
    asked = []
    engine = opening.shared_service().database.engine
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    page.run()
    assert len([sql for sql in asked if sql.startswith("SELECT")]) == 3


# --- one model -------------------------------------------------------------------------------------------------------


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
        "Above 200,000 input tokens</td><td>$2.50</td><td>—</td><td>$20.00",
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
    fill(service.database, model("gpt-1"), model("gpt-2"))
    service.edit({"gpt-1": Edit(enabled=True)}, actor=LOCAL, reason="because")
    first, second = service.model_history("gpt-1")
    assert (first.run.kind, first.run.reason, first.change.action) == ("edit", "because", "update")
    assert (first.change.before["enabled"], first.change.after["enabled"]) == (False, True)
    assert (second.run.actor, second.change.before) == ("local:ada", None)
    assert len(service.model_history("gpt-1", limit=1)) == 1
    assert service.model_history("nobody") == []


# --- retirements -----------------------------------------------------------------------------------------------------


def test_nothing_is_said_of_retirements_when_there_is_none(page, service):
    fill(service.database, model("gpt-1"), model("gpt-2", retires_in=91))
    page.run()
    assert not [e for e in page.expander if "Retiring" in e.label]


def test_what_retires_soon_is_counted_listed_with_its_replacement_and_drawn(page, service):
    fill(
        service.database,
        model("gpt-1", retires_in=-3, replacement="gpt-2", enabled=True),
        model("gpt-2", enabled=True),
        model("gpt-3", retires_in=40, replacement="gpt-none"),
        model("gpt-4", retires_in=70),
        model("gpt-5", status="archived", retires_in=-100),
    )
    page.session_state["retiring_soon"] = True
    page.run()
    assert not page.exception
    (panel,) = (e for e in page.expander if "Retiring" in e.label)
    assert panel.label == "Retiring soon (3) · 1 of them enabled"
    assert "**1** overdue · **1** within 60 days · **2** within 90 days" in said(page)
    table = next(t.value for t in page.dataframe if "left" in t.value)
    assert list(table["id"]) == ["gpt-1", "gpt-3", "gpt-4"]
    assert list(table["state"]) == ["yes, enabled", "not in the catalogue", "none named"]
    spec = json.loads(page.get("vega_lite_chart")[0].proto.spec)
    marks = [layer["mark"]["type"] for layer in spec["layer"]]
    assert marks == ["rule", "text", "rule", "point"]
    assert spec["layer"][3]["encoding"]["color"]["field"] == "provider"


# --- text that others wrote ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence", ["gpt-5.4 is now “First”, enabled", "Saved: 2 models changed.", "a (b) c+d"]
)
def test_a_plain_sentence_stays_as_it_is(sentence):
    assert plain(sentence) == sentence
