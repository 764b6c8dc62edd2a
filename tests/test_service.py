"""The use cases over the real adapters and real SQLite: plan, review, apply, edit, decide; each whole or not at all."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from datetime import timedelta

import pytest
from conftest import Clock, price_file
from provider_server import anthropic_item, google_item, openai_item

from modelsync.actors import LOCAL, Actor
from modelsync.changes import Edit
from modelsync.errors import (
    EditError,
    FetchError,
    ModelSyncError,
    NotFoundError,
    PlanClosedError,
    StalePlanError,
    StoreError,
)
from modelsync.store import Review

OPENAI = ["gpt-5.4", "gpt-5.4-mini", "gpt-5.4-nano", "o4-mini", "o5"]
GOOGLE = ["gemini-3-flash", "gemini-3-pro", "gemini-2.5-pro", "gemma-4-27b", "gemini-2.5-flash"]
CLAUDE = ["claude-a", "claude-b", "claude-c", "claude-d", "claude-e"]


def openai(*ids, **changed):
    """OpenAI items; ``changed`` holds other fields by id, with _ for - and ."""
    return [openai_item(id_, **changed.get(id_.replace("-", "_").replace(".", "_"), {})) for id_ in ids]


@pytest.fixture
def stocked(service, providers):
    """A service with five OpenAI models in the catalogue, all disabled."""
    providers.set("openai", *openai(*OPENAI))
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    return service


def plan(service, provider="openai", actor=LOCAL):
    return service.sync_with_provider(provider, actor=actor)


def models(service, **how):
    return {model.universal_model_id: model for model in service.models(**how)}


# --- a plan ----------------------------------------------------------------------------------------------------------


def test_a_plan_writes_no_model(service, providers, rows):
    providers.set("openai", *openai(*OPENAI))
    diff = plan(service)
    assert len(diff.new_models) == 5
    assert rows() == []
    assert rows("SELECT * FROM sync_run") == rows("SELECT * FROM model_change") == []
    assert service.plan(diff.plan_id).diff == diff


def test_a_plan_is_stored_with_the_whole_listing_it_was_made_from(service, providers, rows):
    items = [google_item(id_) for id_ in (*GOOGLE, "gemini-3-flash-image")]
    providers.set("google", *items)
    diff = plan(service, "google", actor=Actor("ann", "admin"))
    [stored] = rows("SELECT * FROM sync_plan")
    assert json.loads(stored["listing"]) == items
    assert (stored["provider"], stored["actor"], stored["state"]) == ("google", "ann", "waiting")
    assert stored["digest"] == diff.listing_sha256
    assert diff.listed == 6
    assert [(e.universal_model_id, e.rule) for e in diff.excluded] == [("gemini-3-flash-image", "image")]


def test_an_unknown_provider_is_refused_with_the_known_ones(service):
    with pytest.raises(NotFoundError, match="openai, google, anthropic"):
        plan(service, "mistral")


def test_a_sync_works_for_a_caller_whose_event_loop_runs(service, providers):
    providers.set("openai", *openai(*OPENAI))

    async def caller():
        return service.sync_with_provider("openai", actor=LOCAL)

    assert len(asyncio.run(caller()).new_models) == len(OPENAI)


def test_the_second_of_two_syncs_without_a_change_is_empty(service, providers):
    for provider, items in (
        ("openai", openai(*OPENAI)),
        ("google", [google_item(id_) for id_ in GOOGLE]),
        ("anthropic", [anthropic_item(id_) for id_ in CLAUDE]),
    ):
        providers.set(provider, *items)
        service.apply_sync(plan(service, provider).plan_id, "all", actor=LOCAL)
        providers.set(provider, *reversed(items))
        second = plan(service, provider)
        assert second.is_empty
        assert second.warnings == ()
        assert service.apply_sync(second.plan_id, "all", actor=LOCAL) is None


def test_the_digest_of_a_listing_does_not_depend_on_its_order(service, providers):
    providers.set("openai", *openai(*OPENAI))
    first = plan(service)
    providers.set("openai", *openai(*reversed(OPENAI)))
    assert plan(service).listing_sha256 == first.listing_sha256
    providers.set("openai", *openai(*OPENAI, gpt_5_4={"owned_by": "openai"}))
    assert plan(service).listing_sha256 != first.listing_sha256


def test_several_providers_are_synced_side_by_side_and_one_that_fails_stops_no_other(service, providers):
    providers.set("openai", *openai(*OPENAI))
    providers.set("anthropic", *[anthropic_item(id_) for id_ in CLAUDE])
    seen = []
    made = service.sync_with_providers(
        ["openai", "google", "anthropic"], progress=lambda *page: seen.append(page), actor=LOCAL
    )
    assert isinstance(made["google"], FetchError)  # its list is empty
    assert [len(made[name].new_models) for name in ("openai", "anthropic")] == [5, 5]
    assert ("anthropic", 1, 4) in seen
    assert ("anthropic", 2, 5) in seen


def test_a_fetch_that_fails_stores_no_plan(stocked, providers, rows):
    before = rows.path.read_bytes()
    providers.set("openai")
    with pytest.raises(FetchError):
        plan(stocked)
    assert rows.path.read_bytes() == before


def test_a_model_that_is_over_when_first_seen_is_left_out(service, providers):
    over = openai_item("gpt-4", shutdown_date="2026-10-23")
    providers.set("openai", *openai(*OPENAI), over)
    diff = plan(service)
    assert [(e.universal_model_id, e.rule) for e in diff.excluded] == [("gpt-4", "retired")]
    assert "gpt-4" not in diff.ids()
    providers.set(
        "anthropic", *[anthropic_item(id_) for id_ in CLAUDE], anthropic_item("claude-z", lifecycle="retired")
    )
    assert [e.rule for e in plan(service, "anthropic").excluded] == ["retired"]


def test_an_id_that_no_rule_knows_stays_out_with_a_warning(service, providers):
    providers.set("openai", *openai(*OPENAI), openai_item("zeppelin-1"))
    diff = plan(service)
    assert [(e.universal_model_id, e.rule) for e in diff.excluded] == [("zeppelin-1", "unrecognised")]
    assert [(w.code, w.universal_model_id) for w in diff.warnings] == [("unrecognised", "zeppelin-1")]


def test_an_id_that_another_provider_owns_stays_out_with_a_warning(service, providers, rows):
    providers.set("openai", *openai(*OPENAI, "chat-latest"))
    service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    providers.set("google", *[google_item(id_) for id_ in GOOGLE], google_item("chat-latest"))
    diff = plan(service, "google")
    assert [(e.universal_model_id, e.rule) for e in diff.excluded] == [("chat-latest", "foreign-id")]
    assert [(w.code, w.universal_model_id) for w in diff.warnings] == [("foreign-id", "chat-latest")]
    service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert rows.by_id()["chat-latest"]["provider"] == "openai"


def test_a_known_model_whose_entry_cannot_be_read_is_not_archived(service, providers):
    many = [f"gpt-{number}" for number in range(1, 12)]
    providers.set("openai", *openai(*many))
    service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    providers.set("openai", *openai(*many[1:]), openai_item("gpt-1", created="yesterday"))
    diff = plan(service)
    assert diff.is_empty
    assert diff.listed == 11
    assert [(w.code, w.universal_model_id) for w in diff.warnings] == [("unreadable-entry", "gpt-1")]
    assert [(e.universal_model_id, e.rule) for e in diff.excluded] == [("gpt-1", "unreadable")]


def test_an_entry_without_an_id_holds_every_archival_back(service, providers):
    many = [f"gpt-{number}" for number in range(1, 13)]
    providers.set("openai", *openai(*many))
    service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    nameless = openai_item("gpt-0")
    del nameless["id"]
    providers.set("openai", *openai(*many[1:]), nameless)
    diff = plan(service)
    assert diff.archived_models == ()
    assert ("archival-held-back", "gpt-1") in [(w.code, w.universal_model_id) for w in diff.warnings]
    providers.set("openai", *openai(*many[1:]))
    assert [m.universal_model_id for m in plan(service).archived_models] == ["gpt-1"]


def test_an_identical_repeat_is_a_warning(service, providers):
    providers.set("openai", *openai(*OPENAI, "o5"))
    diff = plan(service)
    assert len(diff.new_models) == 5
    assert [w.code for w in diff.warnings] == ["repeated-id"]


def test_the_pricing_file_of_the_day_sets_the_price(stocked, pricing_dir):
    price_file(pricing_dir, "openai", {"id": "o5", "input": "2.50", "output": "10"})
    diff = plan(stocked)
    [update] = diff.updated_models
    assert update.changed_fields[:2] == ("pricing.input", "pricing.output")
    stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert models(stocked)["o5"].to_json()["pricing"]["input"] == "2.50"
    price_file(pricing_dir, "openai", {"id": "o5", "input": "2.5", "output": "10.0"})
    assert plan(stocked).is_empty


def test_a_broken_pricing_file_is_a_warning_and_keeps_every_price(stocked, pricing_dir):
    file = price_file(pricing_dir, "openai", {"id": "o5", "input": "2.50", "output": "10"})
    stocked.apply_sync(plan(stocked).plan_id, "all", actor=LOCAL)
    file.write_text("{", encoding="utf-8")
    diff = plan(stocked)
    assert diff.is_empty
    assert [w.code for w in diff.warnings] == ["pricing-unusable"]


# --- apply -----------------------------------------------------------------------------------------------------------


def test_apply_writes_each_model_as_the_provider_has_it(service, providers, rows, pricing_dir):
    price_file(pricing_dir, "google", {"id": "gemini-3-pro", "input": "1.25", "output": "10"})
    providers.set("google", *[google_item(id_) for id_ in GOOGLE])
    run = service.apply_sync(
        plan(service, "google").plan_id, "all", actor=Actor("ann", "admin"), reason="first"
    )
    assert (run.kind, run.provider, run.actor, run.reason) == ("apply", "google", "ann", "first")
    assert run.counts.model_dump() == {"inserted": 5, "updated": 0, "archived": 0}
    row = rows.by_id()["gemini-3-pro"]
    config = json.loads(row.pop("config"))
    assert row["created_at"].endswith("Z")
    assert row["created_at"] == row["updated_at"]
    assert (row["status"], row["enabled"], row["version"]) == ("active", 0, 1)
    assert (row["display_name"], row["display_name_by"]) == ("Gemini 3 Pro", "provider")
    assert config["universalModelId"] == "gemini-3-pro"
    assert config["limits"] == {"contextWindow": 1_048_576, "maxOutputTokens": 65_536}
    assert (config["pricing"]["input"], config["pricing"]["output"]) == ("1.25", "10")
    assert set(config) == {
        "universalModelId",
        "providerDisplayName",
        "description",
        "releasedAt",
        "limits",
        "pricing",
        "lifecycle",
        "capabilities",
    }


def test_apply_is_three_set_based_steps_each_logged_with_its_count(stocked, providers, caplog):
    gone_and_new = ["gpt-5.4", "gpt-5.4-mini", "gpt-5.4-nano", "o4-mini", "o6", "o7"]
    providers.set("openai", *openai(*gone_and_new, gpt_5_4={"shutdown_date": "2027-01-01"}))
    diff = plan(stocked)
    with caplog.at_level(logging.INFO, "modelsync"):
        run = stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert run.counts.model_dump() == {"inserted": 2, "updated": 1, "archived": 1}
    logged = [record.getMessage() for record in caplog.records]
    for step, count in (("archive", 1), ("update", 1), ("insert", 2)):
        assert any(f"bulk {step}" in line and f"{count}" in line for line in logged)


def test_apply_keeps_the_rows_before_and_after_with_the_run(stocked, providers, rows):
    providers.set("openai", *openai(*OPENAI[:-1], "o6", gpt_5_4={"shutdown_date": "2027-01-01"}))
    run = stocked.apply_sync(plan(stocked).plan_id, "all", actor=LOCAL)
    changes = rows("SELECT * FROM model_change WHERE run_id = ? ORDER BY universal_model_id", int(run.run_id))
    assert [(c["universal_model_id"], c["action"]) for c in changes] == [
        ("gpt-5.4", "update"),
        ("o5", "archive"),
        ("o6", "insert"),
    ]
    before, after = (json.loads(changes[0][side]) for side in ("before", "after"))
    assert before["lifecycle"]["retiresAt"] is None
    assert after["lifecycle"]["retiresAt"] == "2027-01-01"
    assert changes[2]["before"] is None


@pytest.mark.parametrize(
    ("step", "trigger"),
    [
        ("bulk archive", "UPDATE ON ai_model WHEN new.universal_model_id = 'o5'"),
        ("bulk update", "UPDATE ON ai_model WHEN new.universal_model_id = 'gpt-5.4'"),
        ("bulk insert", "INSERT ON ai_model WHEN new.universal_model_id = 'o7'"),
    ],
)
def test_an_error_in_a_step_names_it_and_leaves_nothing_behind(stocked, providers, rows, step, trigger):
    providers.set("openai", *openai(*OPENAI[:-1], "o6", "o7", gpt_5_4={"shutdown_date": "2027-01-01"}))
    diff = plan(stocked)
    rows.run(f"CREATE TRIGGER boom BEFORE {trigger} BEGIN SELECT RAISE(ABORT, 'boom'); END")
    before = rows.path.read_bytes()
    with pytest.raises(StoreError, match=step):
        stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert rows.path.read_bytes() == before
    rows.run("DROP TRIGGER boom")
    assert stocked.apply_sync(diff.plan_id, "all", actor=LOCAL).counts.total == 4


def test_an_error_while_the_history_is_written_leaves_nothing_behind_either(stocked, providers, rows):
    providers.set("openai", *openai(*OPENAI, "o6"))
    diff = plan(stocked)
    rows.run(
        "CREATE TRIGGER boom BEFORE INSERT ON model_change BEGIN SELECT RAISE(ABORT, 'boom'); END",
    )
    before = rows.path.read_bytes()
    with pytest.raises(StoreError):
        stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert rows.path.read_bytes() == before


def test_only_what_is_approved_is_applied(stocked, providers):
    providers.set("openai", *openai(*OPENAI, "o6", "o7"))
    stocked.apply_sync(plan(stocked).plan_id, ["o7"], actor=LOCAL)
    assert "o7" in models(stocked)
    assert "o6" not in models(stocked)
    assert [m.universal_model_id for m in plan(stocked).new_models] == ["o6"]


def test_edits_during_review_are_part_of_the_apply(service, providers):
    providers.set("openai", *openai(*OPENAI))
    edits = {"o5": Edit(display_name="Our o5", enabled=True)}
    service.apply_sync(plan(service).plan_id, "all", edits, actor=LOCAL)
    found = models(service)
    assert (found["o5"].display_name, found["o5"].display_name_by, found["o5"].enabled) == (
        "Our o5",
        "admin",
        True,
    )
    assert [id_ for id_, model in found.items() if model.enabled] == ["o5"]
    assert plan(service).is_empty


def test_new_models_are_disabled_unless_the_setting_turns_that_round(new_service, providers):
    providers.set("openai", *openai(*OPENAI[:4]))
    service = new_service()
    service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    providers.set("openai", *openai(*OPENAI))
    service = new_service(enable_new_models=True)
    service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    assert [id_ for id_, model in models(service).items() if model.enabled] == ["o5"]


@pytest.mark.parametrize("by_flag", [True, False])
def test_enabling_what_the_plan_archives_is_refused(stocked, providers, rows, by_flag):
    rest = openai(*OPENAI[:-1])
    providers.set("openai", *rest, *([openai_item("o5", active=False)] if by_flag else []))
    diff = plan(stocked)
    before = rows.path.read_bytes()
    with pytest.raises(EditError, match="o5 is archived"):
        stocked.apply_sync(diff.plan_id, "all", {"o5": Edit(enabled=True)}, actor=LOCAL)
    assert rows.path.read_bytes() == before


def test_what_the_plan_does_not_hold_cannot_be_approved(stocked, providers):
    providers.set("openai", *openai(*OPENAI, "o6"))
    diff = plan(stocked)
    for approved in (["o6", "o99"], ["o5"], ["O6"]):
        with pytest.raises(NotFoundError, match="has no change"):
            stocked.apply_sync(diff.plan_id, approved, actor=LOCAL)
    with pytest.raises(EditError, match="Nothing is approved"):
        stocked.apply_sync(diff.plan_id, [], actor=LOCAL)
    assert len(models(stocked)) == 5


def test_what_is_not_approved_cannot_be_edited(stocked, providers):
    providers.set("openai", *openai(*OPENAI, "o6"))
    diff = plan(stocked)
    with pytest.raises(ModelSyncError, match=r"gpt-5\.4"):
        stocked.apply_sync(diff.plan_id, "all", {"gpt-5.4": Edit(enabled=True)}, actor=LOCAL)
    assert not models(stocked)["gpt-5.4"].enabled


def test_a_model_that_came_back_is_active_but_not_enabled(stocked, providers):
    providers.set("openai", *openai(*OPENAI[:-1]))
    stocked.apply_sync(plan(stocked).plan_id, "all", actor=LOCAL)
    assert models(stocked)["o5"].status == "archived"
    id_ = models(stocked)["o5"].id
    providers.set("openai", *openai(*OPENAI))
    diff = plan(stocked)
    [update] = diff.updated_models
    assert update.changed_fields == ("status",)
    stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    back = models(stocked)["o5"]
    assert (back.id, back.status, back.enabled) == (id_, "active", False)


def test_a_date_that_passes_is_a_change_without_a_new_list(stocked, providers, clock):
    providers.set("openai", *openai(*OPENAI, o5={"shutdown_date": "2026-11-20"}))
    stocked.apply_sync(plan(stocked).plan_id, "all", actor=LOCAL)
    clock.now += timedelta(days=18)
    assert plan(stocked).is_empty
    clock.now += timedelta(days=1)
    diff = plan(stocked)
    assert [(u.updated.universal_model_id, u.updated.status) for u in diff.updated_models] == [
        ("o5", "archived")
    ]
    stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert plan(stocked).is_empty


def test_the_admins_name_survives_a_rename_by_the_provider_which_is_shown_beside_it(service, providers):
    providers.set("google", *[google_item(id_) for id_ in GOOGLE])
    service.apply_sync(plan(service, "google").plan_id, "all", actor=LOCAL)
    service.edit({"gemini-3-pro": Edit(display_name="Our Gemini")}, actor=LOCAL)
    renamed = [google_item(id_) for id_ in GOOGLE if id_ != "gemini-3-pro"]
    providers.set("google", *renamed, google_item("gemini-3-pro", displayName="Gemini 3 Ultra"))
    diff = plan(service, "google")
    assert [u.changed_fields for u in diff.updated_models] == [("providerDisplayName",)]
    service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    model = models(service)["gemini-3-pro"]
    assert (model.display_name, model.provider_display_name) == ("Our Gemini", "Gemini 3 Ultra")
    service.reset_name("gemini-3-pro", actor=LOCAL)
    model = models(service)["gemini-3-pro"]
    assert (model.display_name, model.display_name_by) == ("Gemini 3 Ultra", "provider")


# --- stale, closed, old ----------------------------------------------------------------------------------------------


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
    rest = openai(*OPENAI[:-1])
    providers.set("openai", *rest, *([openai_item("o5", active=False)] if by_flag else []))
    diff = plan(stocked)
    stocked.edit({"o5": Edit(enabled=True)}, actor=LOCAL)
    with pytest.raises(StalePlanError, match="enabled"):
        stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert (models(stocked)["o5"].status, models(stocked)["o5"].enabled) == ("active", True)


def test_a_conflict_in_what_is_not_approved_stops_nothing(stocked, providers):
    providers.set("openai", *openai(*OPENAI[:-1], "o6"))
    diff = plan(stocked)
    stocked.edit({"o5": Edit(enabled=True)}, actor=LOCAL)
    assert stocked.apply_sync(diff.plan_id, ["o6"], actor=LOCAL).counts.inserted == 1


def test_a_plan_is_applied_once_and_says_by_whom_and_when(stocked, providers):
    providers.set("openai", *openai(*OPENAI, "o6"))
    diff = plan(stocked)
    stocked.apply_sync(diff.plan_id, "all", actor=Actor("ann", "admin"))
    with pytest.raises(PlanClosedError, match=r"applied by ann at 2026-11-01T12:00:\d\dZ"):
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
    providers.set("openai", *openai(*OPENAI, "o6"))
    diff = plan(stocked)
    stocked.discard(diff.plan_id, actor=Actor("ann", "admin"))
    with pytest.raises(PlanClosedError, match="discarded by ann"):
        stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    with pytest.raises(PlanClosedError):
        stocked.discard(diff.plan_id, actor=Actor("ben", "admin"))
    assert len(rows()) == 5


def test_an_old_plan_is_stale(stocked, providers, clock):
    providers.set("openai", *openai(*OPENAI, "o6"))
    diff = plan(stocked)
    clock.now += timedelta(hours=24)
    with pytest.raises(StalePlanError, match="24 hours"):
        stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert "o6" not in models(stocked)


def test_how_old_a_plan_may_be_is_a_setting(new_service, providers, clock):
    providers.set("openai", *openai(*OPENAI))
    diff = plan(new_service())
    clock.now += timedelta(hours=47)
    new_service(plan_max_age=48).apply_sync(diff.plan_id, "all", actor=LOCAL)


def test_an_unknown_plan_is_refused(service):
    for use in (service.plan, lambda id_: service.apply_sync(id_, "all", actor=LOCAL)):
        with pytest.raises(NotFoundError, match="nothing-like-it"):
            use("nothing-like-it")


def test_a_review_survives_a_restart_and_ends_with_its_plan(new_service, providers):
    providers.set("openai", *openai(*OPENAI))
    diff = plan(new_service())
    review = Review(ticks={"o5": False}, edits={"gpt-5.4": Edit(display_name="Ours", enabled=True)})
    new_service().save_review(diff.plan_id, review, actor=Actor("ann", "admin"))
    restarted = new_service()
    kept = restarted.latest_plans()["openai"].review
    assert (kept.ticks, kept.edits, kept.by) == (review.ticks, review.edits, "ann")
    assert kept.at is not None
    restarted.discard(diff.plan_id, actor=Actor("ann", "admin"))
    with pytest.raises(PlanClosedError):
        restarted.save_review(diff.plan_id, review, actor=Actor("ann", "admin"))


def test_old_plans_are_pruned_but_never_the_waiting_one_nor_another_providers(new_service, providers, rows):
    service = new_service(keep_plans=2)
    providers.set("openai", *openai(*OPENAI))
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


# --- edits and decisions ---------------------------------------------------------------------------------------------


def test_an_edit_is_a_run_and_moves_only_its_own_row(stocked, rows):
    before = rows.by_id()
    run = stocked.edit(
        {"o5": Edit(display_name="Ours", enabled=True)}, actor=Actor("ann", "admin"), reason="why not"
    )
    assert (run.kind, run.provider, run.plan_id, run.actor, run.reason) == (
        "edit",
        "openai",
        None,
        "ann",
        "why not",
    )
    assert run.counts.model_dump() == {"inserted": 0, "updated": 1, "archived": 0}
    after = rows.by_id()
    assert [id_ for id_ in after if after[id_] != before[id_]] == ["o5"]
    assert after["o5"]["version"] == 2
    assert after["o5"]["updated_at"] > before["o5"]["updated_at"]


def test_an_edit_that_changes_nothing_is_no_run(stocked, rows):
    before = rows.path.read_bytes()
    assert stocked.edit({"o5": Edit(enabled=False)}, actor=LOCAL) is None
    assert stocked.edit({}, actor=LOCAL) is None
    assert rows.path.read_bytes() == before


def test_edits_are_made_all_or_none(stocked, rows):
    before = rows.path.read_bytes()
    with pytest.raises(NotFoundError, match="o99"):
        stocked.edit({"o5": Edit(enabled=True), "o99": Edit(enabled=True)}, actor=LOCAL)
    assert rows.path.read_bytes() == before


def test_enabling_an_archived_model_is_refused_here_and_by_the_database(stocked, providers, rows):
    providers.set("openai", *openai(*OPENAI[:-1]))
    stocked.apply_sync(plan(stocked).plan_id, "all", actor=LOCAL)
    before = rows.path.read_bytes()
    with pytest.raises(EditError, match="archived"):
        stocked.edit({"gpt-5.4": Edit(enabled=True), "o5": Edit(enabled=True)}, actor=LOCAL)
    with pytest.raises(sqlite3.IntegrityError):
        rows.run("UPDATE ai_model SET enabled = 1 WHERE universal_model_id = 'o5'")
    assert rows.path.read_bytes() == before


def test_an_edit_of_a_row_that_somebody_changed_since_is_refused(stocked):
    seen = {"o5": models(stocked)["o5"].version}
    stocked.edit({"o5": Edit(display_name="Theirs")}, actor=Actor("ben", "admin"))
    with pytest.raises(StalePlanError, match="Theirs"):
        stocked.edit({"o5": Edit(display_name="Ours")}, seen=seen, actor=LOCAL)
    assert models(stocked)["o5"].display_name == "Theirs"


def test_a_decision_lets_in_what_the_filter_leaves_out(stocked, providers):
    providers.set("openai", *openai(*OPENAI), openai_item("gpt-audio"))
    assert plan(stocked).is_empty
    stocked.decide("openai", "gpt-audio", "include", reason="needed", actor=Actor("ann", "admin"))
    diff = plan(stocked)
    assert [m.universal_model_id for m in diff.new_models] == ["gpt-audio"]
    assert diff.excluded == ()


def test_a_decision_keeps_out_what_the_filter_lets_in_and_says_who_and_why(stocked, providers):
    providers.set("openai", *openai(*OPENAI, "o6"))
    stocked.decide("openai", "o6", "exclude", reason="too dear", actor=Actor("ann", "admin"))
    diff = plan(stocked)
    assert diff.is_empty
    [left_out] = diff.excluded
    assert left_out.rule == "decision"
    assert "ann" in left_out.reason
    assert "too dear" in left_out.reason


def test_leaving_out_a_model_of_the_catalogue_proposes_its_archival_with_a_warning(stocked):
    stocked.decide("openai", "o5", "exclude", reason="too dear", actor=LOCAL)
    diff = plan(stocked)
    assert [m.universal_model_id for m in diff.archived_models] == ["o5"]
    assert [(w.code, w.universal_model_id) for w in diff.warnings] == [("left-out-now", "o5")]


def test_a_later_decision_replaces_an_earlier_one_and_a_reset_gives_the_word_back_to_the_filter(
    stocked, providers
):
    providers.set("openai", *openai(*OPENAI), openai_item("gpt-audio"))
    stocked.decide("openai", "gpt-audio", "include", reason="needed", actor=LOCAL)
    stocked.decide("openai", "gpt-audio", "exclude", reason="not any more", actor=LOCAL)
    assert [e.rule for e in plan(stocked).excluded] == ["decision"]
    stocked.reset_decision("openai", "gpt-audio", actor=LOCAL)
    assert [e.rule for e in plan(stocked).excluded] == ["audio-chat"]
    with pytest.raises(NotFoundError, match="gpt-audio"):
        stocked.reset_decision("openai", "gpt-audio", actor=LOCAL)


def test_a_decision_is_for_one_provider_and_needs_a_reason(stocked, providers):
    providers.set("google", *[google_item(id_) for id_ in GOOGLE])
    stocked.decide("openai", "gemini-3-pro", "exclude", reason="not ours", actor=LOCAL)
    assert len(plan(stocked, "google").new_models) == 5
    with pytest.raises(EditError, match="reason"):
        stocked.decide("openai", "o5", "exclude", reason=" ", actor=LOCAL)
    with pytest.raises(NotFoundError):
        stocked.decide("mistral", "o5", "exclude", reason="why", actor=LOCAL)


def test_the_history_is_newest_first(stocked, providers):
    stocked.edit({"o5": Edit(enabled=True)}, actor=Actor("ann", "admin"))
    runs = stocked.history()
    assert [(run.kind, run.actor) for run in runs] == [("edit", "ann"), ("apply", "local")]
    assert runs[0].at > runs[1].at
    assert stocked.history(limit=1) == runs[:1]


def test_the_catalogue_can_be_narrowed(stocked, providers):
    providers.set("google", *[google_item(id_) for id_ in GOOGLE])
    stocked.apply_sync(plan(stocked, "google").plan_id, "all", actor=LOCAL)
    providers.set("openai", *openai(*OPENAI[:-1]))
    stocked.apply_sync(plan(stocked).plan_id, "all", actor=LOCAL)
    stocked.edit({"gemini-3-pro": Edit(enabled=True)}, actor=LOCAL)
    assert set(models(stocked, provider="google")) == set(GOOGLE)
    assert set(models(stocked, status="archived")) == {"o5"}
    assert set(models(stocked, enabled=True)) == {"gemini-3-pro"}
    assert len(models(stocked)) == 10
    with pytest.raises(NotFoundError):
        stocked.models(provider="mistral")


def test_no_key_is_ever_stored(stocked, rows):
    stocked.edit({"o5": Edit(enabled=True)}, actor=LOCAL)
    assert b"made-up" not in rows.path.read_bytes()


def test_a_clock_in_the_tests_never_gives_one_moment_twice():
    clock = Clock()
    assert clock() < clock()
