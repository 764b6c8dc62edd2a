"""The shipped pricing files cover the newest recorded lists: prices, announced ends, successors. For each provider."""

from __future__ import annotations

from datetime import date

import pytest

from modelsync.adapters import REGISTRY
from modelsync.core.filters import judge
from modelsync.core.normalise import normalise
from modelsync.prices.book import load_pricing
from tests.support.checkout import PRICING
from tests.support.recorded_lists import every_source, recordings

TODAY = date(2026, 11, 25)

# Ends after 2026-08-01 as the providers announced them by that day, the newest announcement of each model.
ANNOUNCED = {
    "openai": {
        "2026-08-10": "gpt-5.2-chat-latest>gpt-5.6-sol gpt-5.3-chat-latest>gpt-5.6-sol",
        "2026-09-28": "gpt-3.5-turbo-1106>gpt-5.6-terra",
        "2026-10-23": """
            gpt-3.5-turbo>gpt-5.6-terra gpt-3.5-turbo-0125>gpt-5.6-terra gpt-4>gpt-5.6-sol gpt-4-0613>gpt-5.6-sol
            gpt-4-turbo>gpt-5.6-sol gpt-4-turbo-2024-04-09>gpt-5.6-sol gpt-4.1-nano>gpt-5.6-luna
            gpt-4.1-nano-2025-04-14>gpt-5.6-luna gpt-4o-2024-05-13>gpt-5.6-sol o1>gpt-5.6-sol o1-2024-12-17>gpt-5.6-sol
            o1-pro>gpt-5.6-sol o1-pro-2025-03-19>gpt-5.6-sol o3-mini>gpt-5.6-sol o3-mini-2025-01-31>gpt-5.6-sol
            o4-mini>gpt-5.6-terra o4-mini-2025-04-16>gpt-5.6-terra
        """,
        "2026-12-11": """
            gpt-5>gpt-6.1-sol gpt-5-2025-08-07>gpt-6.1-sol gpt-5-mini>gpt-6.1-terra gpt-5-mini-2025-08-07>gpt-6.1-terra
            gpt-5-nano-2025-08-07>gpt-5.6-luna gpt-5-pro-2025-10-06>gpt-5.6-sol o3-2025-04-16>gpt-5.6-sol
            o3-pro-2025-06-10>gpt-5.6-sol
        """,
        "2027-01-14": """
            gpt-4.1-2025-04-14>gpt-6-luna gpt-4.1-mini-2025-04-14>gpt-6-luna gpt-4o-2024-08-06>gpt-6-luna
            gpt-4o-2024-11-20>gpt-6-luna gpt-4o-mini-2024-07-18>gpt-6-luna
        """,
        "2027-04-01": "gpt-5.1>gpt-6-sol gpt-5.3-codex>gpt-6-sol gpt-5.4-nano>gpt-6-luna",
    },
    "google": {
        "2026-12-01": "gemini-2.5-flash>gemini-3.5-flash-lite gemini-2.5-pro>gemini-3.8-flash",
        "2027-05-07": "gemini-3.1-flash-lite>gemini-3.5-flash-lite",
    },
    "anthropic": {
        "2026-11-24": "claude-opus-4-5-20251101>claude-opus-5-5",
        "2026-11-30": "claude-sonnet-4-5-20250929>claude-sonnet-5-5",
        "2026-10-15": "claude-haiku-4-5-20251001>",
        "2027-02-05": "claude-opus-4-6>",
        "2027-02-17": "claude-sonnet-4-6>",
        "2027-04-16": "claude-opus-4-7>",
        "2027-05-28": "claude-opus-4-8>",
        "2027-06-09": "claude-fable-5>",
        "2027-06-30": "claude-sonnet-5>",
        "2027-07-24": "claude-opus-5>",
    },
}
EARLIEST = {
    "gemini-3.1-flash-lite",
    "claude-opus-4-5-20251101",
    "claude-haiku-4-5-20251001",
    "claude-opus-4-6",
    "claude-sonnet-4-6",
    "claude-opus-4-7",
    "claude-opus-4-8",
    "claude-fable-5",
    "claude-sonnet-5",
    "claude-opus-5",
}
"""Of these the provider says only that they do not end sooner."""


def announced(provider):
    rows = [
        (day, pair.partition(">")) for day, pairs in ANNOUNCED[provider].items() for pair in pairs.split()
    ]
    return {id_: (day, successor or None) for day, (id_, _, successor) in rows}


def text_models(folder, provider):
    """The text models of the newest list, with the shipped files alone, as the catalogue would hold them on that day."""
    adapter, prices = REGISTRY[provider], load_pricing(PRICING, provider)
    listed = [adapter.parse(item) for item in recordings(folder, provider)[-1].items]
    return [
        normalise(
            provider,
            model,
            None,
            prices.terms(model.universal_model_id, TODAY),
            TODAY,
            date_is_final=adapter.traits.date_is_final,
        )
        for model in listed
        if judge(adapter.traits, model).kind == "text"
    ]


@every_source
@pytest.mark.parametrize("provider", REGISTRY)
def test_every_active_text_model_of_the_newest_list_has_a_price(folder, provider):
    active = [model for model in text_models(folder, provider) if model.status == "active"]
    assert len(active) >= 10
    assert [model.universal_model_id for model in active if model.pricing is None] == []


@every_source
@pytest.mark.parametrize("provider", REGISTRY)
def test_every_announced_end_is_shown_with_its_day_and_successor(folder, provider):
    shown = {
        model.universal_model_id: (str(model.lifecycle.retires_at), model.lifecycle.replacement)
        for model in text_models(folder, provider)
    }
    expected = announced(provider)
    assert {id_: shown.get(id_) for id_ in expected} == expected


@every_source
@pytest.mark.parametrize("provider", REGISTRY)
def test_a_day_before_which_a_model_does_not_end_is_not_shown_as_announced(folder, provider):
    earliest = {
        model.universal_model_id
        for model in text_models(folder, provider)
        if model.lifecycle.retires_kind == "earliest"
    }
    assert earliest == EARLIEST & announced(provider).keys()


def test_a_successor_that_needs_more_than_another_id_says_what():
    notes = {
        (provider, model_id): load_pricing(PRICING, provider).terms(model_id, TODAY).replacement_note
        for provider, model_id in (("openai", "o1-pro"), ("google", "gemini-2.5-pro"))
    }
    assert notes["openai", "o1-pro"] == "Set reasoning.mode to pro"
    assert "billed as gemini-3.8-flash" in notes["google", "gemini-2.5-pro"]


@pytest.mark.parametrize(
    ("provider", "model_id", "figures"),
    [
        ("openai", "gpt-6.2-astra", ("8", "0.4", "40")),
        ("openai", "gpt-6.2-sol", ("2", "0.1", "10")),
        ("google", "gemini-4-carbon", ("2", "0.1", "10")),
        ("google", "gemini-4-hydrogen", ("1.5", "0.075", "7.5")),
        ("google", "gemini-4-neon", ("3", "0.15", "15")),
        ("anthropic", "claude-fable-5-2", ("8", "0.2", "40")),
    ],
)
def test_the_models_of_autumn_have_their_prices(provider, model_id, figures):
    pricing = load_pricing(PRICING, provider).terms(model_id, TODAY).pricing
    assert tuple(str(figure) for figure in (pricing.input, pricing.cached_input, pricing.output)) == figures


def test_tiers_cache_writes_and_a_known_rise_are_in_the_files():
    astra = load_pricing(PRICING, "openai").terms("gpt-6.2-astra", TODAY).pricing
    assert [(tier.above_tokens, str(tier.input)) for tier in astra.tiers] == [(272_000, "16")]
    opus = load_pricing(PRICING, "anthropic").terms("claude-opus-5", TODAY).pricing
    assert (str(opus.cache_write), str(opus.cache_write_long)) == ("6.25", "10")
    [rise] = load_pricing(PRICING, "google").terms("gemini-4-carbon", TODAY).pricing.upcoming
    assert (rise.begins, str(rise.output)) == (date(2026, 12, 1), "20")
