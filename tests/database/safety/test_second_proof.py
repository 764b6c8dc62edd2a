"""A model that a list lacks is asked for alone: gone, still answering, unproven."""

from __future__ import annotations

import json
import re
import time

import pytest

from modelsync.core.actors import LOCAL
from tests.support.command_process import modelsync
from tests.support.model_ids import MANY
from tests.support.providers import ITEM, google_item, openai_item


@pytest.fixture
def stocked(service, providers, provider):
    return stock(service, providers, provider)


def stock(service, providers, name):
    """Twenty models in the catalogue; then the list lacks the first one."""
    make = ITEM[name]
    providers.set(name, *[make(id_) for id_ in MANY[name][:20]])
    service.apply_sync(service.sync_with_provider(name, actor=LOCAL).plan_id, "all", actor=LOCAL)
    providers.set(name, *[make(id_) for id_ in MANY[name][1:20]])
    return service


@pytest.mark.parametrize(
    ("answer", "proof"),
    [
        (404, "gone"),
        (500, "unproven"),
        (429, "unproven"),
        (401, "unproven"),
        (403, "unproven"),
        (301, "unproven"),
        ({"surprise": 1}, "unproven"),
        ([], "unproven"),
        ("refuse", "unproven"),
    ],
    ids=str,
)
def test_a_model_that_does_not_answer_is_ticked_and_its_proof_is_shown(
    stocked, providers, provider, answer, proof
):
    [gone] = MANY[provider][:1]
    providers.alone[gone] = answer
    plan = stocked.plan(stocked.sync_with_provider(provider, actor=LOCAL).plan_id)
    assert plan.context.proofs == {gone: proof}
    assert [m.universal_model_id for m in plan.diff.archived_models] == [gone]
    assert plan.ticked_by_default == {gone}
    assert plan.diff.warnings == ()
    assert stocked.apply_sync(plan.id, "all", actor=LOCAL).counts.archived == 1


NO_SUCH_MODEL = {
    "openai": lambda id_: {"message": f"The model '{id_}' does not exist", "code": "model_not_found"},
    "google": lambda id_: {
        "code": 404,
        "message": f"Model is not found: models/{id_}",
        "status": "NOT_FOUND",
    },
    "anthropic": lambda id_: {"type": "not_found_error", "message": f"model: {id_}"},
}


@pytest.mark.parametrize(
    "elsewhere", [{"detail": "Not Found"}, "<html><h1>404 Not Found</h1></html>", {}, ""], ids=str
)
def test_a_server_without_a_path_for_one_model_proves_nothing(stocked, providers, provider, elsewhere):
    for id_ in MANY[provider][:20]:
        providers.alone[id_] = (404, elsewhere)
    plan = stocked.plan(stocked.sync_with_provider(provider, actor=LOCAL).plan_id)
    assert plan.context.proofs == {MANY[provider][0]: "unproven"}
    providers.alone[MANY[provider][0]] = (404, {"error": NO_SUCH_MODEL[provider](MANY[provider][0])})
    plan = stocked.plan(stocked.sync_with_provider(provider, actor=LOCAL).plan_id)
    assert plan.context.proofs == {MANY[provider][0]: "gone"}


def test_another_404_counts_where_a_listed_id_of_the_same_form_answers(service, providers):
    """Ids with a dot are answered here, others are not: a route may treat them apart."""
    ids = ["gpt-1.5", "gpt-2.5", "gpt-3", "gpt-4", *(f"o{n}" for n in range(5, 16))]
    providers.set("openai", *map(openai_item, ids))
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    providers.set("openai", *map(openai_item, ids[1:2] + ids[3:]))
    providers.alone = {id_: (404, {"detail": "Not Found"}) for id_ in ids} | {
        "gpt-2.5": openai_item("gpt-2.5")
    }
    plan = service.plan(service.sync_with_provider("openai", actor=LOCAL).plan_id)
    assert plan.context.proofs == {"gpt-1.5": "gone", "gpt-3": "unproven"}


def test_a_model_that_still_answers_is_shown_and_not_ticked(stocked, providers, provider):
    [there] = MANY[provider][:1]
    providers.alone[there] = ITEM[provider](there)
    plan = stocked.plan(stocked.sync_with_provider(provider, actor=LOCAL).plan_id)
    assert plan.context.proofs == {there: "answers"}
    assert [m.universal_model_id for m in plan.diff.archived_models] == [there]
    assert plan.ticked_by_default == frozenset()
    assert [(w.code, w.universal_model_id) for w in plan.diff.warnings] == [("still-answers", there)]
    assert stocked.apply_sync(plan.id, "all", actor=LOCAL) is None
    assert stocked.plan(plan.id).state == "waiting"
    again = stocked.plan(stocked.compare_again(plan.id, actor=LOCAL).plan_id)
    assert (again.context.proofs, again.ticked_by_default) == ({there: "answers"}, frozenset())
    assert stocked.apply_sync(again.id, [there], actor=LOCAL).counts.archived == 1


def test_an_alias_that_leads_to_another_model_still_answers(service, providers):
    stock(service, providers, "anthropic")
    [alias] = MANY["anthropic"][:1]
    providers.alone[alias] = ITEM["anthropic"](f"{alias}-20270101")
    plan = service.plan(service.sync_with_provider("anthropic", actor=LOCAL).plan_id)
    assert plan.context.proofs == {alias: "answers"}
    assert plan.ticked_by_default == frozenset()


def test_the_command_line_says_what_the_second_proof_found(server, provider):
    make, ids = ITEM[provider], MANY[provider]
    server.set(provider, [make(id_) for id_ in ids[1:]], unlisted=[make(ids[0])])
    still = modelsync("plan", provider)
    assert still.code == 0  # nothing is ticked
    assert re.search(rf"- {ids[0]}  not listed, but still answers", still.out)
    assert "Nothing is approved." in still.out
    assert "--all" not in still.out
    assert modelsync("apply", "--latest", provider, "--all").code == 0
    server.set(provider, [make(id_) for id_ in ids[2:]], unlisted=[make(ids[0])])
    both = modelsync("plan", provider)
    assert both.code == 2
    assert re.search(rf"- {ids[0]}  not listed, but still answers", both.out)
    assert re.search(rf"- {ids[1]}  removed by the provider", both.out)
    done = modelsync("apply", "--latest", provider, "--all")
    assert json.loads(done.out)["counts"]["archived"] == 1


def test_probes_that_hang_delay_a_plan_only_so_long(new_service, providers):
    service = stock(new_service(fetch_timeout=1.5), providers, "google")
    providers.set("google", google_item(MANY["google"][19]))
    providers.alone = dict.fromkeys(MANY["google"][1:19], "hang") | {MANY["google"][0]: 404}
    started = time.monotonic()
    plan = service.plan(service.sync_with_provider("google", actor=LOCAL).plan_id)
    assert time.monotonic() - started < 20
    assert len(plan.diff.archived_models) == 19
    assert set(plan.context.proofs) == set(MANY["google"][:19])
    assert set(plan.context.proofs.values()) <= {"gone", "unproven"}


def test_only_so_many_are_asked_for_and_the_rest_is_unproven(service, providers):
    providers.set("openai", *[openai_item(id_) for id_ in MANY["openai"]])
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    providers.set("openai", openai_item("gpt-1"))
    plan = service.plan(service.sync_with_provider("openai", actor=LOCAL).plan_id)
    assert sorted(plan.context.proofs.values()) == ["gone"] * 50 + ["unproven"] * 79
