"""Odd values, unusual ids and contradictions cost what they touch: the rest of the list is planned as ever."""

from __future__ import annotations

import pytest

from modelsync.core.actors import LOCAL
from tests.support.providers import ITEM, anthropic_item, google_item, openai_item

TWELVE = [f"gpt-{number}" for number in range(1, 13)]


def sync(service, provider="openai"):
    return service.sync_with_provider(provider, actor=LOCAL)


@pytest.fixture
def stocked(service, providers):
    """Twelve models of OpenAI in the catalogue."""
    providers.set("openai", *map(openai_item, TWELVE))
    service.apply_sync(sync(service).plan_id, "all", actor=LOCAL)
    return service


def codes(diff):
    return [(warning.code, warning.universal_model_id) for warning in diff.warnings]


def test_four_models_of_which_one_has_an_odd_time_are_four_models(service, providers):
    providers.set(
        "openai", openai_item("gpt-9", created="who knows"), *map(openai_item, ("gpt-5", "gpt-5-mini", "o3"))
    )
    diff = sync(service)
    assert [model.universal_model_id for model in diff.new_models] == ["gpt-9", "gpt-5", "gpt-5-mini", "o3"]
    assert diff.new_models[0].released_at is None
    assert codes(diff) == [("unreadable-field", "gpt-9")]


@pytest.mark.parametrize(
    ("provider", "odd"),
    [
        ("openai", {"created": "who knows", "shutdown_date": "soon", "active": "yes"}),
        (
            "google",
            {"displayName": 5, "inputTokenLimit": -1, "outputTokenLimit": "unlimited", "thinking": "true"},
        ),
        (
            "anthropic",
            {
                "created_at": 7,
                "max_tokens": -1,
                "retires_at": "tbd",
                "deprecated_at": "1970-01-01",
                "capabilities": "all",
            },
        ),
    ],
)
def test_what_is_known_is_kept_when_every_field_is_odd(service, providers, provider, odd):
    make, known = (
        ITEM[provider],
        {"openai": {"shutdown_date": "2027-05-01"}, "google": {}, "anthropic": {"retires_at": "2027-05-01"}}[
            provider
        ],
    )
    name = {"openai": "gpt-5", "google": "gemini-3", "anthropic": "claude-5"}[provider]
    providers.set(provider, make(name, **known))
    service.apply_sync(sync(service, provider).plan_id, "all", actor=LOCAL)
    providers.set(provider, make(name, **known | odd))
    diff = sync(service, provider)
    assert diff.is_empty
    assert codes(diff) == [("unreadable-field", name)]


def test_a_release_time_of_the_moment_is_no_update(stocked, providers):
    for moment in (1_800_000_000, 1_800_000_060):
        providers.set("openai", *(openai_item(id_, created=moment) for id_ in TWELVE))
        assert sync(stocked).is_empty


def test_a_release_time_that_becomes_known_is_an_update(service, providers):
    providers.set("openai", openai_item("gpt-5", created=None))
    service.apply_sync(sync(service).plan_id, "all", actor=LOCAL)
    providers.set("openai", openai_item("gpt-5"))
    assert sync(service).updated_models[0].changed_fields == ("releasedAt",)


@pytest.mark.parametrize("id_", ["my model", "gémini", "x" * 300])
def test_an_unusual_id_is_shown_and_holds_no_archiving_back(stocked, providers, id_):
    providers.set("openai", *map(openai_item, TWELVE[1:]), openai_item(id_))
    diff = sync(stocked)
    assert [model.universal_model_id for model in diff.archived_models] == [TWELVE[0]]
    assert [(out.universal_model_id[:254], out.rule) for out in diff.excluded] == [(id_[:254], "unusual-id")]
    assert diff.listed == 12
    assert stocked.apply_sync(diff.plan_id, "all", actor=LOCAL).counts.archived == 1


def test_a_repeat_with_another_owner_is_a_warning(stocked, providers):
    providers.set("openai", *map(openai_item, TWELVE), openai_item(TWELVE[0], owned_by="somebody"))
    diff = sync(stocked)
    assert diff.is_empty
    assert codes(diff) == [("repeated-id", TWELVE[0])]


def test_a_contradictory_id_is_neither_updated_nor_archived_nor_new(stocked, providers, rows):
    before = rows.by_id()
    contradictory = (TWELVE[0], "gpt-99")
    days = ("2027-01-01", "2028-01-01")
    listed = [openai_item(id_, shutdown_date=day) for id_ in contradictory for day in days]
    providers.set("openai", *map(openai_item, TWELVE[1:]), *listed)
    diff = sync(stocked)
    assert diff.is_empty
    assert diff.listed == 13
    assert [(out.universal_model_id, out.rule) for out in diff.excluded] == [
        (id_, "contradictory") for id_ in contradictory
    ]
    assert codes(diff) == [("contradictory", id_) for id_ in contradictory]
    assert all("shutdown_date" in warning.message for warning in diff.warnings)
    assert stocked.plan(diff.plan_id).context.proofs == {}
    assert rows.by_id() == before


def test_prefixed_ids_stay_out_with_a_warning_and_an_admin_may_include_one(service, providers):
    ids = ("openai/gpt-4o", "us.openai.gpt-oss-120b")
    providers.set("openai", openai_item("gpt-5"), *map(openai_item, ids))
    diff = sync(service)
    assert [(out.universal_model_id, out.rule) for out in diff.excluded] == [(id_, "prefixed") for id_ in ids]
    assert codes(diff) == [("prefixed", id_) for id_ in ids]


def test_a_capability_name_without_end_is_not_stored(service, providers, rows):
    providers.set(
        "anthropic", anthropic_item("claude-5", capabilities={"x" * 1_000_000: {"supported": True}})
    )
    diff = sync(service, "anthropic")
    service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert codes(diff) == [("unreadable-field", "claude-5")]
    assert len(str(rows.by_id()["claude-5"])) < 3000


def test_a_description_is_cut(service, providers, rows):
    providers.set("google", google_item("gemini-3", description="\n" * 10 + "word " * 100_000))
    service.apply_sync(sync(service, "google").plan_id, "all", actor=LOCAL)
    assert len(str(rows.by_id()["gemini-3"])) < 4000
