"""The Catalogue page's logic without a browser: filters and their address, selection, unsaved edits."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import event

from modelsync.core.actors import Actor
from modelsync.core.edits import Edit
from modelsync.server import shared
from modelsync.ui.shell import cached_models, cell_text
from tests.support.catalogue import fill
from tests.support.catalogue_page import edit, filled, open_page, press, said, shown
from tests.support.models import retiring, stored


@pytest.fixture
def page(just_started):
    return open_page()


@pytest.fixture
def stocked(service):
    return filled(service)


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


def test_what_is_shown_or_a_whole_family_is_enabled_at_once(page, service, rows):
    family = ("gpt-9", "gpt-9-2026-05-01", "gpt-9-latest")
    fill(service.database, *(stored(id_) for id_ in (*family, "gpt-9-mini", "gpt-8")))
    page.run()
    edit(page, "gpt-9-2026-05-01", select=True)
    press(page, "enable_family")
    press(page, "save")
    assert sorted(row["universal_model_id"] for row in rows() if row["enabled"]) == sorted(family)
    page.text_input(key="catalogue_q").set_value("mini").run()
    press(page, "enable_shown")
    press(page, "save")
    assert sorted(row["universal_model_id"] for row in rows() if row["enabled"]) == sorted(
        [*family, "gpt-9-mini"]
    )
    assert page.button(key="enable_shown").disabled


def test_a_long_label_of_a_provider_is_whole(page, service):
    fill(service.database, stored("gpt-9"), stored("x-1", "a-provider-with-a-long-name"))
    page.run()
    (table,) = (table for table in page.dataframe if "catalogue_active" in table.proto.id)
    config = json.loads(table.proto.columns)
    assert "a-provider-with-a-long-name" in list(table.value["provider"])
    assert config["provider"]["width"] >= cell_text.width("a-provider-with-a-long-name")


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
    fill(service.database, *(stored(f"gpt-{number}", enabled=True) for number in range(1000)))
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
    assert "All **2** unsaved edits of this window are taken back" in said(page)
    page.session_state["catalogue_drop_asked"] = True  # AppTest runs the page, not the dialog alone
    press(page, "drop_confirm")
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
    service = shared.shared_service()
    first = cached_models.models(service)
    assert cached_models.models(service) is first
    stocked.edit({"gpt-1": Edit(enabled=True)}, actor=Actor("local:bob", "admin"))
    assert next(m for m in cached_models.models(service) if m.universal_model_id == "gpt-1").enabled


def test_a_run_of_the_page_asks_the_database_no_more_for_many_models_than_for_few(page, service):
    fill(service.database, *(stored(f"gpt-{number}", lifecycle=retiring(5)) for number in range(300)))
    page.query_params["model"] = "gpt-7"
    page.run()
    asked = []
    engine = shared.shared_service().database.engine
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    page.run()
    assert len([sql for sql in asked if sql.startswith("SELECT")]) == 7
