"""An undo that left a row as it was is shown as what it is, on every page that tells of it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from tests.support.catalogue import fill
from tests.support.catalogue_page import open_page, said
from tests.support.checkout import PAGES
from tests.support.models import stored

HISTORY = PAGES / "history.py"


@pytest.fixture
def taken_back(just_started, service):
    """Run 2 enables two models, run 3 renames the first of them, run 4 takes run 2 back as far as it can."""
    fill(service.database, stored("gpt-1"), stored("gpt-2"))
    service.edit({"gpt-1": Edit(enabled=True), "gpt-2": Edit(enabled=True)}, actor=LOCAL)
    service.edit({"gpt-1": Edit(display_name="Later")}, actor=LOCAL)
    undo, left = service.undo("2", actor=LOCAL)
    assert (undo.run_id, left) == ("4", ("gpt-1 changed since",))
    return service


def test_the_history_says_that_a_run_was_undone_in_part(taken_back):
    page = AppTest.from_file(HISTORY, default_timeout=30)
    page.query_params["run"] = "2"
    page.query_params["period"] = "all"
    page.run()
    runs = page.dataframe[1].value
    assert dict(zip(runs["run"], runs["undone"], strict=True)) == {
        "4": "",
        "3": "",
        "2": "in part by run 4",
        "1": "",
    }
    assert page.button(key="undo_run").help == "Undone in part by run 4"


def test_the_history_says_that_a_run_was_undone_as_a_whole(taken_back):
    taken_back.undo("3", actor=LOCAL)
    page = AppTest.from_file(HISTORY, default_timeout=30)
    page.query_params.update({"view": "runs", "period": "all"})
    page.run()
    runs = page.dataframe[0].value
    assert dict(zip(runs["run"], runs["undone"], strict=True))["3"] == "by run 5"


@pytest.mark.parametrize(("id_", "undone"), [("gpt-1", False), ("gpt-2", True)])
def test_a_models_own_history_says_so_only_where_the_undo_reached_it(taken_back, id_, undone):
    page = open_page()
    page.query_params["model"] = id_
    page.run()
    assert ("undone by run 4" in said(page)) is undone


def test_a_run_that_is_not_there_is_said(taken_back):
    page = AppTest.from_file(HISTORY, default_timeout=30)
    page.query_params["run"] = "77"
    page.run()
    assert "There is no run 77." in said(page)
