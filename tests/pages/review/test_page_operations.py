"""A commit over three providers is one message with one undo on Review, and one row on History."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from modelsync.core.actors import LOCAL
from modelsync.core.operations import Approved
from tests.support.app_pages import button, confirm_commit, everything, opened, texts
from tests.support.checkout import PAGES


@pytest.fixture
def committed(service):
    """The id of a commit over three providers."""
    diffs = service.sync_with_providers(["openai", "google", "anthropic"], actor=LOCAL).values()
    service.apply_plans([Approved(diff.plan_id, "all") for diff in diffs], actor=LOCAL)
    return service.history()[0].operation_id


def history(**asked):
    page = AppTest.from_file(PAGES / "history.py", default_timeout=30)
    page.query_params.update({"period": "all"} | asked)
    page.run()
    assert not page.exception
    return page


def confirm_undo(page, asked):
    """Press Undo in the open question; AppTest runs the page and not the dialog alone, which would close it."""
    page.session_state["undo_asked"] = asked
    return page.button(key="undo_confirm").click().run()


def test_the_message_after_a_commit_over_three_providers_has_one_undo(service, rows):
    page = opened("review")
    button(page, "Sync all").click().run()
    page.button(key="commit").click().run()
    confirm_commit(page, service)
    assert [texts(one) for one in page.success] == ["OpenAI: 2 added. Google: 1 added. Anthropic: 2 added."]
    (undo,) = (b for b in page.button if b.label == "Undo")
    operation = service.history()[0].operation_id
    undo.click().run()
    assert (
        "Runs 1, 2, 3 (5 added) are taken back, each as a new run: OpenAI, Google, Anthropic"
        in everything(page)
    )
    confirm_undo(page, operation)
    assert [texts(one) for one in page.success] == [
        "The commit is undone: 5 removed. The next sync proposes its changes again."
    ]
    assert rows() == []
    assert not page.exception


def test_an_undo_in_part_says_what_was_left_and_refused(service, committed):
    service.undo("2", actor=LOCAL)
    service.reset_name("gpt-5.4", actor=LOCAL)
    page = history(run=committed)
    page.button(key="undo_run").click().run()
    confirm_undo(page, committed)
    assert "The commit is undone in part: 4 removed" in texts(*page.success)
    assert "Google: Run 2 was undone by run 4." in texts(*page.error)


def test_history_shows_the_operation_as_one_row_with_its_changes_and_its_undo(service, committed):
    page = history(view="runs")
    frame = page.dataframe[-1].value
    assert frame[["run", "provider", "what"]].values.tolist() == [["1–3", "3 providers", "5 added"]]
    page = history(run=committed)
    assert "Runs 1, 2, 3 · Commit" in everything(page)
    assert len(page.dataframe[0].value) == 5
    assert page.button(key="undo_run").label == "Undo this commit"
    service.undo_operation(committed, actor=LOCAL)
    page = history(run=committed)
    assert page.button(key="undo_run").disabled
    assert page.button(key="undo_run").help == "Undone by runs 4, 5, 6"
    assert page.dataframe[-1].value["run"].tolist() == ["4–6", "1–3"]


def test_one_run_of_an_operation_opens_alone_and_leads_to_the_whole(committed):
    page = history(run="2")
    assert "Run 2 · Commit" in everything(page)
    assert len(page.dataframe[0].value) == 1
    page.button(key="show_operation").click().run()
    assert "Runs 1, 2, 3 · Commit" in everything(page)
