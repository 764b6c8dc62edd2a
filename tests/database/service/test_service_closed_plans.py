"""Plans that no longer fit: stale, closed, old, superseded, pruned; and reviews that outlive a restart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from modelsync.core.plans import Review
from modelsync.errors import (
    NotFoundError,
    PlanClosedError,
    StalePlanError,
)
from tests.support.model_ids import GOOGLE, OPENAI
from tests.support.pricing_files import price_file
from tests.support.providers import google_item, openai_item, openai_items
from tests.support.service_calls import models, plan


def test_a_rename_since_the_plan_stops_a_plan_that_changes_that_name(service, providers, rows):
    providers.set("google", *[google_item(id_) for id_ in GOOGLE])
    service.apply_sync(plan(service, "google").plan_id, "all", actor=LOCAL)
    rest = [google_item(id_) for id_ in GOOGLE[1:]]
    providers.set("google", google_item(GOOGLE[0], displayName="Other"), *rest)
    diff = plan(service, "google")
    service.edit({GOOGLE[0]: Edit(display_name="Ours")}, actor=Actor("ben", "admin"))
    before = rows()
    with pytest.raises(StalePlanError) as raised:
        service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    [conflict] = raised.value.conflicts
    assert GOOGLE[0] in conflict
    assert "displayName" in conflict
    assert "Ours" in conflict
    assert rows() == before
    assert service.plan(diff.plan_id).state == "waiting"
    assert service.apply_sync(plan(service, "google").plan_id, "all", actor=LOCAL).counts.updated == 1
    assert models(service)[GOOGLE[0]].display_name == "Ours"


def test_a_toggle_since_the_plan_does_not_stop_a_new_price(stocked, pricing_dir):
    price_file(pricing_dir, "openai", {"id": "o5", "input": "2.50", "output": "10"})
    diff = plan(stocked)
    stocked.edit({"o5": Edit(enabled=True), "gpt-5.4": Edit(display_name="Ours")}, actor=LOCAL)
    stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert (models(stocked)["o5"].enabled, str(models(stocked)["o5"].pricing.input)) == (True, "2.50")


@pytest.mark.parametrize("by_flag", [True, False])
def test_enabling_since_the_plan_stops_an_archival(stocked, providers, by_flag):
    rest = openai_items(*OPENAI[:-1])
    providers.set("openai", *rest, *([openai_item("o5", active=False)] if by_flag else []))
    diff = plan(stocked)
    stocked.edit({"o5": Edit(enabled=True)}, actor=LOCAL)
    with pytest.raises(StalePlanError, match="enabled"):
        stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert (models(stocked)["o5"].status, models(stocked)["o5"].enabled) == ("active", True)


def test_a_conflict_in_what_is_not_approved_stops_nothing(stocked, providers):
    providers.set("openai", *openai_items(*OPENAI[:-1], "o6"))
    diff = plan(stocked)
    stocked.edit({"o5": Edit(enabled=True)}, actor=LOCAL)
    assert stocked.apply_sync(diff.plan_id, ["o6"], actor=LOCAL).counts.inserted == 1


def test_a_plan_is_applied_once_and_says_by_whom_and_when(stocked, providers):
    providers.set("openai", *openai_items(*OPENAI, "o6"))
    diff = plan(stocked)
    stocked.apply_sync(diff.plan_id, "all", actor=Actor("ann", "admin"))
    with pytest.raises(PlanClosedError, match=r"applied by ann at 2026-11-01 12:00 UTC"):
        stocked.apply_sync(diff.plan_id, "all", actor=Actor("ben", "admin"))
    assert len(stocked.history()) == 2


def test_a_new_plan_supersedes_the_waiting_one_of_its_provider_only(stocked, providers):
    providers.set("google", *[google_item(id_) for id_ in GOOGLE])
    other = plan(stocked, "google")
    first, second = plan(stocked, actor=Actor("ann", "admin")), plan(stocked, actor=Actor("ben", "admin"))
    with pytest.raises(PlanClosedError, match="superseded by ben"):
        stocked.apply_sync(first.plan_id, "all", actor=LOCAL)
    assert stocked.latest_plans()["openai"].id == second.plan_id
    assert stocked.plan(other.plan_id).state == "waiting"


def test_a_discarded_plan_cannot_be_applied(stocked, providers, rows):
    providers.set("openai", *openai_items(*OPENAI, "o6"))
    diff = plan(stocked)
    stocked.discard(diff.plan_id, actor=Actor("ann", "admin"))
    with pytest.raises(PlanClosedError, match="discarded by ann"):
        stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    with pytest.raises(PlanClosedError):
        stocked.discard(diff.plan_id, actor=Actor("ben", "admin"))
    assert len(rows()) == 5


def test_an_old_plan_is_stale(stocked, providers, clock):
    providers.set("openai", *openai_items(*OPENAI, "o6"))
    diff = plan(stocked)
    clock.now += timedelta(hours=24)
    with pytest.raises(StalePlanError, match="24 hours"):
        stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert "o6" not in models(stocked)


def test_how_old_a_plan_may_be_is_a_setting(new_service, providers, clock):
    providers.set("openai", *openai_items(*OPENAI))
    diff = plan(new_service())
    clock.now += timedelta(hours=47)
    new_service(plan_max_age=48).apply_sync(diff.plan_id, "all", actor=LOCAL)


def test_an_unknown_plan_is_refused(service):
    for use in (service.plan, lambda id_: service.apply_sync(id_, "all", actor=LOCAL)):
        with pytest.raises(NotFoundError, match="nothing-like-it"):
            use("nothing-like-it")


def test_a_review_survives_a_restart_and_ends_with_its_plan(new_service, providers):
    providers.set("openai", *openai_items(*OPENAI))
    diff = plan(new_service())
    review = Review(ticks={"o5": False}, edits={"gpt-5.4": Edit(display_name="Ours", enabled=True)})
    new_service().change_review(diff.plan_id, lambda _: review, actor=Actor("ann", "admin"))
    restarted = new_service()
    kept = restarted.latest_plans()["openai"].review
    assert (kept.ticks, kept.edits, kept.by) == (review.ticks, review.edits, "ann")
    assert kept.at is not None
    restarted.discard(diff.plan_id, actor=Actor("ann", "admin"))
    with pytest.raises(PlanClosedError):
        restarted.change_review(diff.plan_id, lambda _: review, actor=Actor("ann", "admin"))


def test_old_plans_are_pruned_but_never_the_waiting_one_nor_another_providers(new_service, providers, rows):
    service = new_service(keep_plans=2)
    providers.set("openai", *openai_items(*OPENAI))
    providers.set("google", *[google_item(id_) for id_ in GOOGLE])
    google = plan(service, "google")
    made = [plan(service).plan_id for _ in range(6)]
    left = rows("SELECT id, state FROM sync_plan WHERE provider = 'openai' ORDER BY fetched_at")
    assert [(p["id"], p["state"]) for p in left] == [
        (made[3], "superseded"),
        (made[4], "superseded"),
        (made[5], "waiting"),
    ]
    assert service.plan(google.plan_id).state == "waiting"
    with pytest.raises(NotFoundError, match="pruned"):
        service.plan(made[0])


def test_an_archiving_by_a_decision_that_was_taken_back_is_refused(stocked, rows):
    stocked.decide("openai", OPENAI[0], "exclude", reason="too dear", actor=LOCAL)
    diff = plan(stocked)
    assert [model.universal_model_id for model in diff.archived_models] == [OPENAI[0]]
    stocked.reset_decision("openai", OPENAI[0], actor=LOCAL)
    with pytest.raises(StalePlanError, match="the decision that excluded it was taken back"):
        stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert {row["status"] for row in rows()} == {"active"}


def test_a_decision_that_changed_nothing_may_be_taken_back(stocked, providers):
    providers.set("openai", *openai_items(*OPENAI, "gpt-77"))
    stocked.decide("openai", "gpt-77", "include", reason="wanted", actor=LOCAL)
    diff = plan(stocked)
    stocked.reset_decision("openai", "gpt-77", actor=LOCAL)
    assert stocked.apply_sync(diff.plan_id, "all", actor=LOCAL).counts.inserted == 1


def test_an_inclusion_that_was_taken_back_is_told_as_such(stocked, providers):
    providers.set("openai", *openai_items(*OPENAI, "tts-1"))
    stocked.decide("openai", "tts-1", "include", reason="wanted", actor=LOCAL)
    diff = plan(stocked)
    stocked.reset_decision("openai", "tts-1", actor=LOCAL)
    assert stocked.moved(stocked.plan(diff.plan_id), ["tts-1"]) == (
        "tts-1: the decision that let it in was taken back",
    )


def test_a_plan_that_is_too_old_is_told_before_it_is_refused(stocked, providers, clock):
    providers.set("openai", *openai_items(*OPENAI, "gpt-77"))
    diff = plan(stocked)
    assert stocked.moved(stocked.plan(diff.plan_id), ["gpt-77"]) == ()
    clock.now += timedelta(hours=25)
    [moved] = stocked.moved(stocked.plan(diff.plan_id), ["gpt-77"])
    assert "more than 24 hours ago" in moved


def test_a_name_given_back_to_the_provider_since_the_plan_takes_the_plans_new_name(service, providers):
    providers.set("google", google_item("gemini-9-pro", displayName="A"))
    service.apply_sync(plan(service, "google").plan_id, "all", actor=LOCAL)
    service.edit({"gemini-9-pro": Edit(display_name="Mine")}, actor=LOCAL)
    providers.set("google", google_item("gemini-9-pro", displayName="B"))
    diff = plan(service, "google")
    service.reset_name("gemini-9-pro", actor=LOCAL)
    service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    model = models(service)["gemini-9-pro"]
    assert (model.display_name, model.display_name_by, model.provider_display_name) == ("B", "provider", "B")


REVIEW = Review(
    ticks={"o5": False}, edits={"o5": Edit(display_name="Ours"), "gpt-5.4": Edit(display_name="Flagship")}
)


def reviewed_plan(service, providers, *ids):
    providers.set("openai", *openai_items(*ids))
    diff = plan(service)
    service.change_review(diff.plan_id, lambda _: REVIEW, actor=Actor("ann", "admin"))
    return diff


def test_syncing_again_keeps_what_still_fits_of_the_review(service, providers):
    reviewed_plan(service, providers, *OPENAI)
    again = service.plan(plan(service, actor=Actor("ben", "admin")).plan_id).review
    assert (again.ticks, again.edits, again.by) == (REVIEW.ticks, REVIEW.edits, "ann")
    providers.set("openai", *openai_items(*[id_ for id_ in OPENAI if id_ != "o5"]))
    less = service.plan(plan(service).plan_id).review
    assert (less.ticks, less.edits) == ({}, {"gpt-5.4": REVIEW.edits["gpt-5.4"]})


def test_what_was_not_approved_comes_back_as_it_was_left(service, providers):
    diff = reviewed_plan(service, providers, *OPENAI)
    ids = set(OPENAI) - {"o5"}
    service.apply_sync(diff.plan_id, ids, {"gpt-5.4": REVIEW.edits["gpt-5.4"]}, actor=LOCAL)
    again = service.plan(plan(service).plan_id)
    assert list(again.diff.ids()) == ["o5"]
    assert (again.review.ticks, again.review.edits) == ({"o5": False}, {"o5": REVIEW.edits["o5"]})


def test_a_discarded_plan_drops_names_and_switches_and_keeps_what_was_rejected(service, providers):
    diff = reviewed_plan(service, providers, *OPENAI)
    service.discard(diff.plan_id, actor=LOCAL)
    again = service.plan(plan(service).plan_id)
    assert (again.review.ticks, again.review.edits) == ({"o5": False}, {})
    assert again.approved == set(OPENAI) - {"o5"}


def test_the_switches_of_a_run_that_was_undone_do_not_come_back(service, providers):
    diff = reviewed_plan(service, providers, *OPENAI)
    run = service.apply_sync(diff.plan_id, OPENAI, dict(REVIEW.edits), actor=LOCAL)
    service.undo(run.run_id, actor=LOCAL)
    again = service.plan(plan(service).plan_id)
    assert set(again.diff.ids()) == set(OPENAI)
    assert again.review == Review()


def test_what_was_rejected_stays_so_when_the_run_beside_it_is_undone(service, providers):
    diff = reviewed_plan(service, providers, *OPENAI)
    run = service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    service.undo(run.run_id, actor=LOCAL)
    assert service.plan(plan(service).plan_id).approved == set(OPENAI) - {"o5"}
