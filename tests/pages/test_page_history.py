"""The History page without a browser: changes by model and field, runs, filters, and what the address asks for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from modelsync.ui.history.view import View, from_address
from tests.support.app_pages import everything
from tests.support.catalogue import fill
from tests.support.checkout import PAGES
from tests.support.models import stored

ANN = Actor("ann", "admin")


@pytest.fixture
def lived(just_started, service):
    """Run 1 adds three models, 2 enables two of them, 3 renames one, 4 takes 3 back."""
    fill(service.database, stored("gpt-1"), stored("gpt-2"), stored("gemini-1", "google", enabled=True))
    service.edit({"gpt-1": Edit(enabled=True), "gpt-2": Edit(enabled=True)}, actor=ANN, reason="for the shop")
    service.edit({"gpt-1": Edit(display_name="Ours")}, actor=LOCAL)
    service.undo("3", actor=LOCAL, reason="wrong")
    return service


def opened(**asked):
    page = AppTest.from_file(PAGES / "history.py", default_timeout=30)
    page.query_params.update({"period": "all"} | asked)
    page.run()
    assert not page.exception
    return page


def address(page, name):
    """What the page's address says; Streamlit's test gives a list or the text."""
    value = page.query_params[name]
    return value if isinstance(value, str) else value[0]


def rows(page, *columns):
    """The cells of the page's last table, which is the list."""
    frame = page.dataframe[-1].value
    return list(zip(*(frame[column] for column in columns), strict=True))


def test_there_is_one_row_for_each_model_and_field_newest_first(lived):
    assert rows(opened(), "model", "field", "before", "after", "reason") == [
        ("gpt-1", "name", "Ours", "GPT-1", "wrong"),
        ("gpt-1", "name", "GPT-1", "Ours", ""),
        ("gpt-2", "enabled", "no", "yes", "for the shop"),
        ("gpt-1", "enabled", "no", "yes", "for the shop"),
        ("gemini-1", "added", "—", "GEMINI-1 · enabled · $1.2…", ""),
        ("gpt-2", "added", "—", "GPT-2 · active · $1.25 in,…", ""),
        ("gpt-1", "added", "—", "GPT-1 · active · $1.25 in,…", ""),
    ]


@pytest.mark.parametrize(
    ("asked", "models"),
    [
        ({"actor": "ann"}, ["gpt-2", "gpt-1"]),
        ({"provider": "google"}, ["gemini-1"]),
        ({"q": "2"}, ["gpt-2", "gpt-2"]),
        ({"field": "displayName"}, ["gpt-1", "gpt-1"]),
        ({"field": "displayNameBy"}, ["gpt-1", "gpt-1"]),
        ({"kind": "undo"}, ["gpt-1"]),
        ({"period": "dates", "until": "2026-11-01", "field": "enabled"}, ["gpt-2", "gpt-1"]),
    ],
)
def test_the_address_filters(lived, asked, models):
    page = opened(**asked)
    assert [model for (model,) in rows(page, "model")] == models
    assert f"{len(models)} of 7 changes" in everything(page)
    assert {name: address(page, name) for name in asked} == asked


def test_a_widget_filters_and_sets_the_address(lived):
    page = opened()
    page.selectbox(key="history_actor").select("ann").run()
    assert address(page, "actor") == "ann"
    assert len(rows(page, "model")) == 2
    page.button(key="history_clear").click().run()
    assert "actor" not in page.query_params


def test_what_is_outside_the_period_is_one_click_away(lived):
    page = opened(period="dates", since="2020-01-01", until="2020-01-31")
    assert "Nothing changed in this time" in everything(page)
    page.button(key="history_all").click().run()
    assert len(rows(page, "model")) == 7


def test_runs_say_the_model_of_one_and_what_was_switched_in_many(lived):
    page = opened(view="runs")
    assert rows(page, "run", "kind", "what", "undone") == [
        ("4", "Undo", "gpt-1 · renamed", ""),
        ("3", "Edit", "gpt-1 · renamed", "by run 4"),
        ("2", "Edit", "2 enabled", ""),
        ("1", "Commit", "3 added · 1 enabled", ""),
    ]


def test_filters_narrow_the_runs_to_those_that_made_such_a_change(lived):
    assert [run for (run,) in rows(opened(view="runs", q="gpt-2"), "run")] == ["2", "1"]


def test_a_change_opens_above_the_table_with_its_run(lived):
    page = opened(change="2:enabled:gpt-1")
    assert "gpt-1 · enabled" in everything(page)
    assert "by ann · Edit, 2 updated · Reason: for the shop" in everything(page)
    page.button(key="show_run").click().run()
    assert "Run 2 · Edit" in everything(page)
    assert address(page, "run") == "2"
    assert "change" not in page.query_params
    page.button(key="history_close").click().run()
    assert "run" not in page.query_params
    assert "Run 2 · Edit" not in everything(page)


def test_a_run_opens_whatever_the_filters_hide(lived):
    page = opened(run="2", period="dates", since="2020-01-01", until="2020-01-31")
    assert "Run 2 · Edit" in everything(page)
    assert len(page.dataframe[0].value) == 2


@pytest.mark.parametrize(
    "asked", [{"run": "77"}, {"change": "77:enabled:gpt-1"}, {"change": "x"}, {"run": "-1"}]
)
def test_what_is_not_there_is_said(lived, asked):
    assert "There is no run" in everything(opened(**asked))


@pytest.mark.parametrize(
    "asked",
    [{"period": "soon"}, {"since": "yesterday"}, {"view": "all"}, {"period": "7", "since": "2020-01-01"}],
)
def test_an_address_that_makes_no_sense_is_the_usual_view_or_the_rest_of_it(asked):
    assert from_address(asked) == View(period=asked["period"] if asked.get("period") == "7" else "30")


def test_a_view_goes_through_the_address_and_back():
    view = View(
        shows="runs",
        period="dates",
        since=datetime(2026, 1, 2, tzinfo=UTC).date(),
        words="a b",
        actor="ann",
        run="3",
    )
    assert from_address(view.to_address()) == view
    assert from_address(View(shows="runs").to_address()) == View(shows="runs")
    assert from_address(View(change="3:enabled:x:y").to_address()) == View(change="3:enabled:x:y")


def test_an_empty_history_says_so(just_started, service):
    service.database.upgrade()
    assert "Nothing changed the catalogue yet." in everything(opened())
