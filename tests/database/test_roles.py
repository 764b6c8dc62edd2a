"""Who may change something: the service refuses a viewer at every door, whatever a page or a client forgot."""

import inspect
from datetime import date

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from modelsync.core.facts import Fact, Limits
from modelsync.core.operations import Approved
from modelsync.core.plans import Review
from modelsync.errors import ForbiddenError
from tests.support.providers import openai_item

VIEWER = Actor("eve@example.com", "viewer")
CHANGES = {
    "sync_with_provider": lambda s, plan, run: s.sync_with_provider("openai", actor=VIEWER),
    "sync_with_providers": lambda s, plan, run: s.sync_with_providers(["openai"], actor=VIEWER),
    "compare_again": lambda s, plan, run: s.compare_again(plan, actor=VIEWER),
    "change_review": lambda s, plan, run: s.change_review(
        plan, lambda _: Review(ticks={"gpt-8": False}), actor=VIEWER
    ),
    "discard": lambda s, plan, run: s.discard(plan, actor=VIEWER),
    "apply_sync": lambda s, plan, run: s.apply_sync(plan, "all", actor=VIEWER, force=True, reason="mine"),
    "edit": lambda s, plan, run: s.edit({"gpt-7": Edit(enabled=True)}, actor=VIEWER),
    "reset_name": lambda s, plan, run: s.reset_name("gpt-7", actor=VIEWER),
    "decide": lambda s, plan, run: s.decide("openai", "tts-1", "include", reason="mine", actor=VIEWER),
    "reset_decision": lambda s, plan, run: s.reset_decision("openai", "whisper-1", actor=VIEWER),
    "create_token": lambda s, plan, run: s.create_token("mine", "write", actor=VIEWER),
    "revoke_token": lambda s, plan, run: s.revoke_token("ours", actor=VIEWER),
    "undo": lambda s, plan, run: s.undo(run, actor=VIEWER),
    "apply_plans": lambda s, plan, run: s.apply_plans([Approved(plan, "all")], actor=VIEWER),
    "update_references": lambda s, plan, run: s.update_references("litellm", actor=VIEWER),
    "set_facts": lambda s, plan, run: s.set_facts(
        [
            Fact(
                provider="openai",
                universal_model_id="gpt-7",
                kind="limit",
                value=Limits(context_window=5),
                source="mine",
            )
        ],
        actor=VIEWER,
    ),
    "unset_facts": lambda s, plan, run: s.unset_facts(["limit:openai:gpt-7"], actor=VIEWER),
    "accept": lambda s, plan, run: s.accept("gpt-7", actor=VIEWER),
    "accept_proposals": lambda s, plan, run: s.accept_proposals([], actor=VIEWER),
    "choose_proposals": lambda s, plan, run: s.choose_proposals([], approved=True, actor=VIEWER),
    "reject_proposals": lambda s, plan, run: s.reject_proposals([], actor=VIEWER),
    "unreject_proposals": lambda s, plan, run: s.unreject_proposals([], actor=VIEWER),
    "dismiss_deadline": lambda s, plan, run: s.dismiss_deadline(
        "gpt-7", until=date(2099, 1, 1), reason="mine", actor=VIEWER
    ),
    "recall_deadline": lambda s, plan, run: s.recall_deadline("gpt-7", actor=VIEWER),
    "notify_test": lambda s, plan, run: s.notify_test(actor=VIEWER),
    "ignore_findings": lambda s, plan, run: s.ignore_findings([], actor=VIEWER, reason="mine"),
    "recall_findings": lambda s, plan, run: s.recall_findings([], actor=VIEWER),
    "undo_operation": lambda s, plan, run: s.undo_operation(s.run(run).operation_id or "op-1", actor=VIEWER),
    "adopt_file": lambda s, plan, run: s.adopt_file("models.csv", b"model_id\ngpt-8\n", actor=VIEWER),
    "adopt_table": lambda s, plan, run: s.adopt_table("sqlite:///other.db", actor=VIEWER),
}


def test_every_method_that_takes_an_actor_is_tried_below(service):
    methods = inspect.getmembers(service, inspect.ismethod)
    taking = {name for name, method in methods if "actor" in inspect.signature(method).parameters}
    assert CHANGES.keys() == {name for name in taking if not name.startswith("_")}


@pytest.mark.parametrize("name", CHANGES)
def test_a_viewer_changes_nothing(service, providers, rows, name):
    providers.set("openai", openai_item("gpt-7"))
    run = service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    service.decide("openai", "whisper-1", "exclude", reason="ours", actor=LOCAL)
    service.create_token("ours", "read", actor=LOCAL)
    providers.set("openai", openai_item("gpt-7"), openai_item("gpt-8"))
    plan = service.sync_with_provider("openai", actor=LOCAL).plan_id
    before = list(_everything(rows))
    with pytest.raises(ForbiddenError, match=r"eve@example\.com may look, but change nothing"):
        CHANGES[name](service, plan, run.run_id)
    assert list(_everything(rows)) == before


def _everything(rows):
    for table in (
        "ai_model",
        "sync_plan",
        "sync_run",
        "model_change",
        "filter_decision",
        "api_token",
        "review_choice",
        "amendment",
        "proposal_choice",
    ):
        yield from rows(f"SELECT * FROM {table}")
