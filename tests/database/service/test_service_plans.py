"""A plan: what goes in, what stays out and why, and that it writes no model."""

from __future__ import annotations

import asyncio
import json

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.errors import (
    FetchError,
    NotFoundError,
)
from tests.support.clock import Clock
from tests.support.model_ids import GOOGLE, OPENAI
from tests.support.pricing_files import price_file
from tests.support.providers import anthropic_item, google_item, openai_item, openai_items
from tests.support.service_calls import models, plan

CLAUDE = ["claude-a", "claude-b", "claude-c", "claude-d", "claude-e"]


def test_a_plan_writes_no_model(service, providers, rows):
    providers.set("openai", *openai_items(*OPENAI))
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
    providers.set("openai", *openai_items(*OPENAI))

    async def caller():
        return service.sync_with_provider("openai", actor=LOCAL)

    assert len(asyncio.run(caller()).new_models) == len(OPENAI)


def test_the_second_of_two_syncs_without_a_change_is_empty(service, providers):
    for provider, items in (
        ("openai", openai_items(*OPENAI)),
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
    providers.set("openai", *openai_items(*OPENAI))
    first = plan(service)
    providers.set("openai", *openai_items(*reversed(OPENAI)))
    assert plan(service).listing_sha256 == first.listing_sha256
    providers.set("openai", *openai_items(*OPENAI, gpt_5_4={"owned_by": "openai"}))
    assert plan(service).listing_sha256 != first.listing_sha256


def test_several_providers_are_synced_side_by_side_and_one_that_fails_stops_no_other(service, providers):
    providers.set("openai", *openai_items(*OPENAI))
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
    before = rows.content()
    providers.set("openai")
    with pytest.raises(FetchError):
        plan(stocked)
    assert rows.content() == before


def test_a_model_that_is_over_when_first_seen_is_left_out(service, providers):
    over = openai_item("gpt-4", shutdown_date="2026-10-23")
    providers.set("openai", *openai_items(*OPENAI), over)
    diff = plan(service)
    assert [(e.universal_model_id, e.rule) for e in diff.excluded] == [("gpt-4", "retired")]
    assert "gpt-4" not in diff.ids()
    providers.set(
        "anthropic", *[anthropic_item(id_) for id_ in CLAUDE], anthropic_item("claude-z", lifecycle="retired")
    )
    assert [e.rule for e in plan(service, "anthropic").excluded] == ["retired"]


def test_an_id_that_no_rule_knows_stays_out_with_a_warning(service, providers):
    providers.set("openai", *openai_items(*OPENAI), openai_item("zeppelin-1"))
    diff = plan(service)
    assert [(e.universal_model_id, e.rule) for e in diff.excluded] == [("zeppelin-1", "unrecognised")]
    assert [(w.code, w.universal_model_id) for w in diff.warnings] == [("unrecognised", "zeppelin-1")]


def test_an_id_that_another_provider_owns_stays_out_with_a_warning(service, providers, rows):
    providers.set("openai", *openai_items(*OPENAI, "chat-latest"))
    service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    providers.set("google", *[google_item(id_) for id_ in GOOGLE], google_item("chat-latest"))
    diff = plan(service, "google")
    assert [(e.universal_model_id, e.rule) for e in diff.excluded] == [("chat-latest", "foreign-id")]
    assert [(w.code, w.universal_model_id) for w in diff.warnings] == [("foreign-id", "chat-latest")]
    service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert rows.by_id()["chat-latest"]["provider"] == "openai"


def test_a_known_model_with_a_field_that_cannot_be_read_stays_as_it_is(service, providers):
    many = [f"gpt-{number}" for number in range(1, 12)]
    providers.set("openai", *openai_items(*many))
    service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    providers.set("openai", *openai_items(*many[1:]), openai_item("gpt-1", created="yesterday"))
    diff = plan(service)
    assert diff.is_empty
    assert diff.listed == 11
    assert [(w.code, w.universal_model_id) for w in diff.warnings] == [("unreadable-field", "gpt-1")]
    assert diff.excluded == ()


def test_an_entry_without_an_id_holds_every_archival_back(service, providers):
    many = [f"gpt-{number}" for number in range(1, 13)]
    providers.set("openai", *openai_items(*many))
    service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    nameless = openai_item("gpt-0")
    del nameless["id"]
    providers.set("openai", *openai_items(*many[1:]), nameless)
    diff = plan(service)
    assert diff.archived_models == ()
    assert ("archival-held-back", "gpt-1") in [(w.code, w.universal_model_id) for w in diff.warnings]
    providers.set("openai", *openai_items(*many[1:]))
    assert [m.universal_model_id for m in plan(service).archived_models] == ["gpt-1"]


def test_an_identical_repeat_is_a_warning(service, providers):
    providers.set("openai", *openai_items(*OPENAI, "o5"))
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


def test_a_clock_in_the_tests_never_gives_one_moment_twice():
    clock = Clock()
    assert clock() < clock()
