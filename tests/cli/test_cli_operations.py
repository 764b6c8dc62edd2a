"""`modelsync undo` takes an operation as it takes a run: its runs as JSON, and what was left or refused."""

from __future__ import annotations

import json

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.operations import Approved
from tests.support.cli_commands import sentence
from tests.support.providers import PROVIDERS

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


@pytest.fixture
def operation(server, service, run, providers):
    """A commit of all three providers' models, as Review makes it."""
    for provider in PROVIDERS:
        assert run("plan", provider)[0] == 2
    plans = [Approved(plan.id, "all") for plan in service.latest_plans().values()]
    service.apply_plans(plans, actor=LOCAL)
    return service.history()[0].operation_id


def test_the_history_names_the_operation_and_undo_takes_it(run, rows, operation):
    history = json.loads(run("history", "--format", "json")[1])
    assert [item["operationId"] for item in history] == [operation] * 3
    assert f" in {operation}" in run("history")[1].splitlines()[0]
    code, out, err = run("undo", operation, "--reason", "a mistake")
    assert (code, err) == (0, "")
    undone = json.loads(out)
    assert [(item["kind"], item["counts"]["removed"], item["reason"]) for item in undone] == [
        ("undo", 6, "a mistake")
    ] * 3
    assert rows() == []
    assert "was undone by runs" in sentence(run("undo", operation), 3)


def test_an_undo_in_part_names_what_was_left_and_refused(run, rows, operation):
    run("rename", "o5", "Ours")
    run("undo", "2")
    code, out, err = run("undo", operation)
    assert code == 3
    assert [item["provider"] for item in json.loads(out)] == ["anthropic", "openai"]
    assert "Left: o5 changed since.\n" in err
    assert "Not undone: run 2 of google: Run 2 was undone by run 5." in err
    assert [row["universal_model_id"] for row in rows()] == ["o5"]


def test_an_operation_that_there_is_not_is_one_sentence(run, operation):
    assert "There is no operation 'op-x'" in sentence(run("undo", "op-x"))
