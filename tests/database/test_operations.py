"""A commit over several providers is one operation: each has its own transaction and run, one undo takes all back."""

from __future__ import annotations

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.core.operations import Approved
from modelsync.core.plans import Review
from modelsync.core.row_changes import image
from modelsync.errors import EditError, NotFoundError, PlanClosedError
from tests.support.providers import anthropic_item, google_item, openai_item

ITEMS = {
    "openai": openai_item("gpt-5"),
    "google": google_item("gemini-3-pro"),
    "anthropic": anthropic_item("claude-opus-5"),
}


@pytest.fixture
def service(new_service, database_url):
    return new_service(database_url=database_url)


@pytest.fixture
def plans(service, providers):
    """The id of a plan of each provider, with one new model."""
    for provider, item in ITEMS.items():
        providers.set(provider, item)
    return [service.sync_with_provider(provider, actor=LOCAL).plan_id for provider in ITEMS]


@pytest.fixture
def operation(service, plans):
    """The id of a commit over all three."""
    service.apply_plans([Approved(plan, "all") for plan in plans], actor=LOCAL, reason="weekly")
    return service.history()[0].operation_id


def ids(service):
    return sorted(model.universal_model_id for model in service.models())


def data(service):
    return {model.universal_model_id: {**image(model), "version": 0} for model in service.models()}


def test_the_runs_of_one_commit_share_an_id_and_each_keeps_its_provider_and_plan(service, plans, operation):
    runs = service.history()
    assert [(run.provider, run.plan_id) for run in reversed(runs)] == list(zip(ITEMS, plans, strict=True))
    assert {run.operation_id for run in runs} == {operation}
    assert operation.startswith("op-")
    assert {(run.kind, run.reason, run.counts.inserted) for run in runs} == {("apply", "weekly", 1)}
    assert service.operation(operation) == runs


def test_a_commit_of_one_plan_an_edit_and_an_undo_are_no_operation(service, plans):
    service.apply_plans([Approved(plans[0], "all")], actor=LOCAL)
    service.apply_sync(plans[1], "all", actor=LOCAL)
    service.edit({"gpt-5": Edit(enabled=True)}, actor=LOCAL)
    service.undo("3", actor=LOCAL)
    assert [run.operation_id for run in service.history()] == [None] * 4


def test_a_plan_that_is_refused_stops_no_other_and_its_error_is_the_result(service, plans):
    service.discard(plans[1], actor=LOCAL)
    seen = Review(ticks={"claude-opus-5": False})
    parts = [Approved(plans[0], "all"), Approved(plans[1], "all"), Approved(plans[2], "all", seen=seen)]
    results = service.apply_plans(parts, actor=LOCAL)
    assert [type(results[plan]) for plan in plans[1:]] == [PlanClosedError, EditError]
    (run,) = service.history()
    assert results[plans[0]] == run
    assert ids(service) == ["gpt-5"]


def test_one_undo_takes_the_whole_commit_back_and_can_be_undone_as_one(service, operation):
    before = data(service)
    undo = service.undo_operation(operation, actor=LOCAL, reason="a mistake")
    assert [run.provider for run in undo.runs] == ["anthropic", "google", "openai"]
    assert (undo.left, undo.refused, ids(service)) == ((), (), [])
    (again,) = {run.operation_id for run in undo.runs}
    assert again not in {None, operation}
    redo = service.undo_operation(again, actor=LOCAL)
    assert (len(redo.runs), redo.left) == (3, ())
    assert data(service) == before
    assert [run.undone_by for run in service.operation(operation)] == [None] * 3


def test_a_run_that_was_undone_alone_is_refused_and_named_and_the_others_go_back(service, operation):
    service.undo("2", actor=LOCAL)
    undo = service.undo_operation(operation, actor=LOCAL)
    assert [run.provider for run in undo.runs] == ["anthropic", "openai"]
    (refused,) = undo.refused
    assert (refused.run_id, refused.provider) == ("2", "google")
    assert refused.error.startswith("Run 2 was undone by run 4.")
    assert ids(service) == []


def test_a_row_that_changed_since_is_left_and_named(service, operation):
    service.edit({"gpt-5": Edit(enabled=True)}, actor=LOCAL)
    undo = service.undo_operation(operation, actor=LOCAL)
    assert (undo.left, undo.refused) == (("gpt-5 changed since",), ())
    assert [run.provider for run in undo.runs] == ["anthropic", "google"]
    assert ids(service) == ["gpt-5"]


def test_an_operation_that_was_undone_is_not_undone_again(service, operation):
    service.undo_operation(operation, actor=LOCAL)
    with pytest.raises(PlanClosedError, match=r"was undone by runs 6, 5, 4\. Undo those instead\."):
        service.undo_operation(operation, actor=LOCAL)
    assert len(service.history()) == 6


@pytest.mark.parametrize("id_", ["op-000000000000", "op-", "1", "", "op-' OR '1'='1"])
def test_an_operation_that_there_is_not_is_not_found(service, operation, id_):
    with pytest.raises(NotFoundError, match="There is no operation"):
        service.undo_operation(id_, actor=LOCAL)
    assert len(service.history()) == 3
