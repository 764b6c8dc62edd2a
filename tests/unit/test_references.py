"""Each reference is read into exact facts by its own rule of ids; what cannot be read is named and costs nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelsync.prices.references import reading
from modelsync.prices.references.base import UnusableReferenceError
from modelsync.prices.references.reading import UnreadableError, amount
from modelsync.prices.references.registry import REFERENCES
from tests.support.reference_files import (
    TIERED,
    as_bytes,
    deprecation,
    genai,
    genai_model,
    litellm,
    litellm_model,
    models_dev,
    models_dev_model,
)

TODAY = date(2026, 11, 25)


def read(source, content):
    return REFERENCES[source].parse(content if isinstance(content, bytes) else as_bytes(content), TODAY)


def values(parsed, kind):
    """What is said of each model, by its provider's kind and its id."""
    return {
        (fact.provider, fact.universal_model_id): fact.value.to_json()
        for fact in parsed.facts
        if fact.kind == kind
    }


def test_a_price_per_token_is_exactly_the_price_per_million():
    parsed = read(
        "litellm",
        b'{"gpt-9": {"litellm_provider": "openai", "mode": "chat",'
        b' "input_cost_per_token": 2.5e-06, "output_cost_per_token": 0.00001}}',
    )
    assert values(parsed, "price") == {("openai", "gpt-9"): {"input": "2.5", "output": "10"}}


def test_what_a_model_is_for_is_known_of_every_model_in_the_words_of_the_source():
    entries = {
        "gpt-9": litellm_model(),
        "gpt-canvas-1": {"litellm_provider": "openai", "mode": "image_generation"},
        "gemini/gemini-9-tts": {"litellm_provider": "gemini", "mode": "audio_speech"},
        "azure/gpt-9": {"litellm_provider": "azure", "mode": "chat"},
        "gpt-odd": {"litellm_provider": "openai", "mode": 5},
    }
    assert read("litellm", litellm(**entries)).trades == (
        ("openai", "gpt-9", "chat"),
        ("openai", "gpt-canvas-1", "image_generation"),
        ("google", "gemini-9-tts", "audio_speech"),
    )
    both = models_dev_model() | {"modalities": {"input": ["text"], "output": ["text", "image"]}}
    odd = models_dev_model() | {"modalities": "text"}
    theirs = read(
        "models.dev", models_dev(**{"gpt-9": models_dev_model(), "gpt-canvas-1": both, "gpt-x": odd})
    )
    assert theirs.trades == (("openai", "gpt-9", "text"), ("openai", "gpt-canvas-1", "text and image"))


@given(st.decimals(min_value=0, max_value=10**8, places=12, allow_nan=False))
def test_no_digit_of_an_amount_is_lost_or_made_up(value):
    with localcontext(prec=60):
        assert amount(value) == value
        assert amount(value.scaleb(-6), 6) == value


@pytest.mark.parametrize(
    "value",
    [Decimal("1.2500000000000001e-06"), Decimal(-1), Decimal("1e999999"), Decimal("1e-999999"), "2", True],
)
def test_a_figure_that_no_price_has_is_not_rounded_into_one(value):
    with pytest.raises(UnreadableError):
        amount(value)


def test_litellm_has_tiers_cache_writes_batches_audio_searches_limits_and_the_end():
    model = TIERED | {
        "cache_creation_input_token_cost": 2.5e-06,
        "cache_creation_input_token_cost_above_12hr": 4e-06,
        "input_cost_per_token_batches": 1e-06,
        "output_cost_per_token_batches": 5e-06,
        "input_cost_per_audio_token": 3e-06,
        "search_context_cost_per_query": dict.fromkeys(("low", "medium", "high"), 0.01),
        "deprecation_date": "2027-01-01",
        "deprecation_source": "https://developers.openai.com/api/docs/deprecations",
        "successor_model": "gpt-10",
    }
    parsed = read("litellm", litellm(**{"gpt-9": model}))
    key = ("openai", "gpt-9")
    assert values(parsed, "price")[key] == {
        "input": "2",
        "cachedInput": "0.1",
        "output": "10",
        "cacheWrite": "2.5",
        "cacheWriteLong": "4",
        "batchInput": "1",
        "batchOutput": "5",
        "audioInput": "3",
        "webSearch": "10",
        "tiers": [{"input": "4", "cachedInput": "0.2", "output": "15", "aboveTokens": 272_000}],
    }
    assert values(parsed, "limit")[key] == {"contextWindow": 1_050_000, "maxOutputTokens": 128_000}
    assert values(parsed, "lifecycle")[key] == {"retiresAt": "2027-01-01"}
    assert values(parsed, "replacement")[key] == {"replacement": "gpt-10"}
    assert {fact.source_url for fact in parsed.facts if fact.kind == "lifecycle"} == {
        model["deprecation_source"]
    }


def test_litellms_ids_are_taken_by_its_own_prefixes_alone():
    parsed = read(
        "litellm",
        litellm(
            **{
                "gemini/gemini-9": litellm_model(provider="gemini", successor_model="gemini/gemini-10"),
                "gemini-9-by-hand": litellm_model(provider="gemini"),
                "vertex_ai/gemini-8": litellm_model(provider="vertex_ai-language-models"),
                "azure/gpt-9": litellm_model(provider="azure"),
                "openai/gpt-7": litellm_model(),
                "mistral/mistral-9": litellm_model(provider="mistral"),
                "gpt-9-image": litellm_model(mode="image_generation"),
            }
        ),
    )
    assert values(parsed, "price").keys() == {("google", "gemini-9"), ("mistral", "mistral-9")}
    assert values(parsed, "replacement") == {("google", "gemini-9"): {"replacement": "gemini-10"}}


def test_a_search_whose_price_depends_on_its_size_has_none():
    sizes = {"low": 0.01, "medium": 0.02, "high": 0.03}
    parsed = read("litellm", litellm(**{"gpt-9": litellm_model(search_context_cost_per_query=sizes)}))
    assert values(parsed, "price")["openai", "gpt-9"] == {"input": "2", "output": "10"}


def test_models_dev_has_tiers_in_both_of_its_forms():
    tier = {"tier": {"type": "context", "size": 200_000}, "input": 4, "output": 15}
    new = models_dev_model(2.5, 10.0, cache_read=0.25, cache_write=3.125, input_audio=1, tiers=[tier])
    old = models_dev_model(cache_read=0, context_over_200k={"input": 4, "output": 15})
    parsed = read("models.dev", models_dev("google", **{"gemini-9": new, "gemini-8": old}))
    long = {"input": "4", "output": "15", "aboveTokens": 200_000}
    assert values(parsed, "price") == {
        ("google", "gemini-9"): {
            "input": "2.5",
            "cachedInput": "0.25",
            "output": "10",
            "cacheWrite": "3.125",
            "audioInput": "1",
            "tiers": [long],
        },
        ("google", "gemini-8"): {"input": "2", "output": "10", "tiers": [long]},
    }
    assert parsed.as_of == date(2026, 11, 20)


def test_models_dev_is_silent_about_what_writes_no_text():
    image = models_dev_model() | {"modalities": {"output": ["text", "image"]}}
    assert read("models.dev", models_dev(**{"gpt-9-image": image})).facts == ()


def test_the_newest_announcement_of_a_model_wins():
    older = deprecation("gpt-8", "2026-10-16", announcement_date="2026-05-01")
    newer = deprecation(
        "gpt-8", "2026-12-01", announcement_date="2026-11-10", replacement_models=["gpt-9-mini"]
    )
    for entries in ([older, newer], [newer, older]):
        parsed = read("deprecations", entries)
        assert values(parsed, "lifecycle") == {
            ("openai", "gpt-8"): {"deprecatedAt": "2026-06-01", "retiresAt": "2026-12-01"}
        }
        assert values(parsed, "replacement") == {("openai", "gpt-8"): {"replacement": "gpt-9-mini"}}


def test_a_mode_beside_the_successor_is_its_note():
    entry = deprecation("o3-pro", replacement_models=["gpt-5.6-sol", "reasoning.mode: pro"])
    parsed = read("deprecations", [entry])
    assert values(parsed, "replacement")["openai", "o3-pro"] == {
        "replacement": "gpt-5.6-sol",
        "replacementNote": "reasoning.mode: pro",
    }


def test_newer_data_of_genai_prices_is_read_with_its_days_and_families():
    rises = {"constraint": {"start_date": "2026-12-01"}, "prices": {"input_mtok": 4, "output_mtok": 20}}
    begins_like = {
        "match": {"starts_with": "gpt-9"},
        "prices": [{"prices": {"input_mtok": 2, "output_mtok": 10}}, rises],
    }
    parsed = read("genai-prices", genai(genai_model("gpt-9", **begins_like), genai_model("gpt-8")))
    prices = [
        (fact.universal_model_id, fact.begins, fact.value.to_json()["input"])
        for fact in parsed.facts
        if fact.kind == "price"
    ]
    assert prices == [("gpt-9", None, "2"), ("gpt-9", date(2026, 12, 1), "4"), ("gpt-8", None, "2")]
    assert parsed.families == {
        ("openai", f"gpt-9-{form}") for form in ("########", "####-##-##", "##-####", "###")
    }


def test_what_is_installed_of_genai_prices_is_known_without_a_fetch():
    name, parsed = REFERENCES["genai-prices"].packaged(TODAY)
    assert name.startswith("genai-prices 0.")
    assert parsed.models > 300
    assert values(parsed, "price")["anthropic", "claude-fable-5-2"]["output"] == "40"
    assert ("openai", "gpt-6.2-sol") not in values(parsed, "price")


@pytest.mark.parametrize(
    ("source", "content", "problem"),
    [
        ("litellm", litellm(a=litellm_model("cheap")), "a: its price is no number"),
        ("litellm", litellm(a=litellm_model(max_input_tokens=-1)), "a: its limit is no number of tokens"),
        ("litellm", litellm(a=litellm_model(deprecation_date="soon")), "a: its lifecycle is no day"),
        ("litellm", litellm(**{"a b": litellm_model()}), "'a b' is no model id"),
        ("litellm", litellm(a=3), "a is no object"),
        (
            "models.dev",
            models_dev(a=models_dev_model(tiers=["?"])),
            "a: its price has tiers that are no list of objects",
        ),
        ("deprecations", [deprecation("Evals platform")], "Evals platform is no model id"),
        ("deprecations", ["?"], "An entry is no object"),
    ],
)
def test_what_cannot_be_read_is_named(source, content, problem):
    assert problem in read(source, content).problems


def test_a_broken_entry_costs_no_other():
    parsed = read("litellm", litellm(a=litellm_model("cheap"), b=litellm_model()))
    assert values(parsed, "price").keys() == {("openai", "b")}


def test_an_id_that_is_there_twice_says_nothing():
    one = as_bytes(litellm_model()).decode()
    parsed = read("litellm", f'{{"a": {one}, "a": {one}, "b": {one}}}'.encode())
    assert values(parsed, "price").keys() == {("openai", "b")}
    assert parsed.problems == ("a is there twice",)


@pytest.mark.parametrize("source", REFERENCES)
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<!doctype html><p>Sign in", "is a web page instead of JSON"),
        (b'{"gpt-9": {"mode": "cha', "is not valid JSON, or only a part of it"),
        (b"[" * 100_000, "is not valid JSON, or only a part of it"),
        (b'{"a": NaN}', "is not valid JSON, or only a part of it"),
        (b"\xff\xfe\xff", "is not valid JSON, or only a part of it"),
        (b"7", "has no "),
    ],
)
def test_what_is_no_such_file_is_refused_whole(source, content, why):
    with pytest.raises(UnusableReferenceError, match=why):
        read(source, content)


def test_a_flood_of_values_is_refused_before_it_is_built():
    with pytest.raises(UnusableReferenceError, match="more values"):
        reading.read_json(b"[" + b"{}," * 3_000_000 + b"{}]")
