"""Apply: what is written, in which steps, and that it is all or nothing."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from modelsync.errors import (
    EditError,
    ModelSyncError,
    NotFoundError,
    StoreError,
)
from tests.support.model_ids import GOOGLE, OPENAI
from tests.support.pricing_files import price_file
from tests.support.providers import google_item, openai_item, openai_items
from tests.support.service_calls import models, plan


def test_apply_writes_each_model_as_the_provider_has_it(service, providers, rows, pricing_dir):
    price_file(pricing_dir, "google", {"id": "gemini-3-pro", "input": "1.25", "output": "10"})
    providers.set("google", *[google_item(id_) for id_ in GOOGLE])
    run = service.apply_sync(
        plan(service, "google").plan_id, "all", actor=Actor("ann", "admin"), reason="first"
    )
    assert (run.kind, run.provider, run.actor, run.reason) == ("apply", "google", "ann", "first")
    assert run.counts.model_dump() == {"inserted": 5, "updated": 0, "archived": 0, "removed": 0}
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
        "providerModelId",
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
    providers.set("openai", *openai_items(*gone_and_new, gpt_5_4={"shutdown_date": "2027-01-01"}))
    diff = plan(stocked)
    with caplog.at_level(logging.INFO, "modelsync"):
        run = stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert run.counts.model_dump() == {"inserted": 2, "updated": 1, "archived": 1, "removed": 0}
    logged = [record.getMessage() for record in caplog.records]
    for step, count in (("archive", 1), ("update", 1), ("insert", 2)):
        assert any(f"bulk {step}" in line and f"{count}" in line for line in logged)


def test_apply_keeps_the_rows_before_and_after_with_the_run(stocked, providers, rows):
    providers.set("openai", *openai_items(*OPENAI[:-1], "o6", gpt_5_4={"shutdown_date": "2027-01-01"}))
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
    providers.set("openai", *openai_items(*OPENAI[:-1], "o6", "o7", gpt_5_4={"shutdown_date": "2027-01-01"}))
    diff = plan(stocked)
    rows.run(f"CREATE TRIGGER boom BEFORE {trigger} BEGIN SELECT RAISE(ABORT, 'boom'); END")
    before = rows.path.read_bytes()
    with pytest.raises(StoreError, match=step):
        stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert rows.path.read_bytes() == before
    rows.run("DROP TRIGGER boom")
    assert stocked.apply_sync(diff.plan_id, "all", actor=LOCAL).counts.total == 4


def test_an_error_while_the_history_is_written_leaves_nothing_behind_either(stocked, providers, rows):
    providers.set("openai", *openai_items(*OPENAI, "o6"))
    diff = plan(stocked)
    rows.run(
        "CREATE TRIGGER boom BEFORE INSERT ON model_change BEGIN SELECT RAISE(ABORT, 'boom'); END",
    )
    before = rows.path.read_bytes()
    with pytest.raises(StoreError):
        stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert rows.path.read_bytes() == before


def test_only_what_is_approved_is_applied(stocked, providers):
    providers.set("openai", *openai_items(*OPENAI, "o6", "o7"))
    stocked.apply_sync(plan(stocked).plan_id, ["o7"], actor=LOCAL)
    assert "o7" in models(stocked)
    assert "o6" not in models(stocked)
    assert [m.universal_model_id for m in plan(stocked).new_models] == ["o6"]


def test_edits_during_review_are_part_of_the_apply(service, providers):
    providers.set("openai", *openai_items(*OPENAI))
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
    providers.set("openai", *openai_items(*OPENAI[:4]))
    service = new_service()
    service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    providers.set("openai", *openai_items(*OPENAI))
    service = new_service(enable_new_models=True)
    service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    assert [id_ for id_, model in models(service).items() if model.enabled] == ["o5"]


@pytest.mark.parametrize("by_flag", [True, False])
def test_enabling_what_the_plan_archives_is_refused(stocked, providers, rows, by_flag):
    rest = openai_items(*OPENAI[:-1])
    providers.set("openai", *rest, *([openai_item("o5", active=False)] if by_flag else []))
    diff = plan(stocked)
    before = rows.path.read_bytes()
    with pytest.raises(EditError, match="o5 is archived"):
        stocked.apply_sync(diff.plan_id, "all", {"o5": Edit(enabled=True)}, actor=LOCAL)
    assert rows.path.read_bytes() == before


def test_what_the_plan_does_not_hold_cannot_be_approved(stocked, providers):
    providers.set("openai", *openai_items(*OPENAI, "o6"))
    diff = plan(stocked)
    for approved in (["o6", "o99"], ["o5"], ["O6"]):
        with pytest.raises(NotFoundError, match="has no change"):
            stocked.apply_sync(diff.plan_id, approved, actor=LOCAL)
    with pytest.raises(EditError, match="Nothing is approved"):
        stocked.apply_sync(diff.plan_id, [], actor=LOCAL)
    assert len(models(stocked)) == 5


def test_what_is_not_approved_cannot_be_edited(stocked, providers):
    providers.set("openai", *openai_items(*OPENAI, "o6"))
    diff = plan(stocked)
    with pytest.raises(ModelSyncError, match=r"gpt-5\.4"):
        stocked.apply_sync(diff.plan_id, "all", {"gpt-5.4": Edit(enabled=True)}, actor=LOCAL)
    assert not models(stocked)["gpt-5.4"].enabled


def test_a_model_that_came_back_is_active_but_not_enabled(stocked, providers):
    providers.set("openai", *openai_items(*OPENAI[:-1]))
    stocked.apply_sync(plan(stocked).plan_id, "all", actor=LOCAL)
    assert models(stocked)["o5"].status == "archived"
    id_ = models(stocked)["o5"].id
    providers.set("openai", *openai_items(*OPENAI))
    diff = plan(stocked)
    [update] = diff.updated_models
    assert update.changed_fields == ("status",)
    stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    back = models(stocked)["o5"]
    assert (back.id, back.status, back.enabled) == (id_, "active", False)


def test_a_date_that_passes_is_a_change_without_a_new_list(stocked, providers, clock):
    providers.set("openai", *openai_items(*OPENAI, o5={"shutdown_date": "2026-11-20"}))
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
