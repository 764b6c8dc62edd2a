"""The figures of genai-prices as we read them, and every shipped figure against them, with the reason for each difference."""

from __future__ import annotations

import json
from datetime import date

import pytest

from modelsync.core.references import ReferenceContent, ReferenceState
from modelsync.prices.book import load_pricing
from modelsync.prices.comparison import SINCE_EVER, differences
from modelsync.prices.file_format import json_schema, period_on
from modelsync.prices.references.genai import packaged
from modelsync.prices.references.known import KnownReference, KnownReferences
from tests.support.checkout import PRICING

PROVIDERS = ("openai", "google", "anthropic")
TODAY = date(2026, 11, 25)

# What genai-prices tells by a pattern alone, not by its id.
NOT_NAMED = {
    "claude-sonnet-4-20250514",
    "gemini-2.5-flash-lite-preview-09-2025",
    "gemini-3.1-pro-preview-customtools",
    "gemma-3-12b-it",
    "gemma-3-1b-it",
    "gemma-3-27b-it",
    "gemma-3-4b-it",
    "gemma-3n-e2b-it",
    "gemma-3n-e4b-it",
}


# Of which genai-prices says nothing yet: their sources are others.
ELSEWHERE = {
    "claude-mythos-5",
    "claude-mythos-5-1",
    "claude-mythos-preview",
    "gemini-4-carbon",
    "gemini-4-hydrogen",
    "gemini-4-neon",
    "gpt-6-astra-law",
    "gpt-6.2-astra",
    "gpt-6.2-sol",
    "gpt-daybreak-blue-latest",
    "gpt-daybreak-red-latest",
}


def _reference():
    name, parsed = packaged(TODAY)
    state = ReferenceState(source="genai-prices", origin=name, as_of=parsed.as_of, models=parsed.models)
    content = ReferenceContent(facts=parsed.facts, families=tuple(parsed.families))
    return KnownReferences((KnownReference.of(state, content),))


REFERENCE = _reference()


def quote(provider, model_id):
    return next(iter(REFERENCE.of(provider).quotes(model_id)), None)


# Where a shipped file says something else than genai-prices on purpose: model and first day of the price → why.
_O3 = (
    "Its launch price, before the cut of 2025-06-10, is left out: genai-prices has 0.5 for cached input then, the figure "
    "of after the cut, and no catalogue needs a price of that time."
)
DELIBERATE = {
    ("openai", "o3", SINCE_EVER): _O3,
    ("openai", "o3-2025-04-16", SINCE_EVER): _O3,
    ("openai", "gpt-5.5-cyber", SINCE_EVER): "Its price before 2026-10-19 is left out: the entry came later.",
    ("google", "gemini-3.6-flash", date(2026, 7, 21)): (
        "It was launched at 1.5 / 0.15 / 7.5, as the source of that period shows; genai-prices overwrote that with the lower "
        "price of 2026-09-30, as if it had always held."
    ),
}


def quotes():
    """Every id of the shipped files with its entry and what genai-prices says of it."""
    for provider in PROVIDERS:
        for entry in load_pricing(PRICING, provider).entries:
            for name in set(entry.names) - NOT_NAMED - ELSEWHERE:
                yield provider, name, entry, quote(provider, name)


def test_genai_prices_knows_every_shipped_model():
    assert [name for _, name, _, quote in quotes() if quote is None] == []


def test_an_entry_from_elsewhere_does_not_claim_genai_prices():
    entries = [load_pricing(PRICING, provider).entry(name) for provider in PROVIDERS for name in ELSEWHERE]
    sources = [period.source for entry in entries if entry for period in entry.prices]
    assert len(sources) >= len(ELSEWHERE)
    assert [source for source in sources if "genai-prices" in source] == []
    assert [name for provider in PROVIDERS for name in ELSEWHERE if quote(provider, name)] == []


def test_every_shipped_figure_is_that_of_genai_prices_or_differs_for_a_stated_reason():
    found = {}
    for provider, name, entry, quote in quotes():
        for day in sorted({p.begins for p in (*entry.prices, *quote.periods)} - {SINCE_EVER}):
            ours, theirs = entry.period(day), period_on(quote.periods, day)
            if ours is None or differences(ours, theirs):
                found[provider, name, day] = "missing" if ours is None else differences(ours, theirs)
        first = entry.prices[0]
        before = [p for p in quote.periods if p.begins < first.begins and differences(first, p)]
        if before and (provider, name, first.begins) not in found:
            found[provider, name, SINCE_EVER] = differences(first, before[-1])
    assert found.keys() == DELIBERATE.keys(), found


def test_scheduled_rises_are_in_both_with_the_same_figures():
    for model_id, day in (("gemini-4-argon", date(2026, 12, 1)), ("gemini-3.6-flash", date(2027, 1, 1))):
        entry = load_pricing(PRICING, "google").entry(model_id)
        theirs = period_on(quote("google", model_id).periods, day)
        assert (entry.period(day).begins, theirs.begins) == (day, day)
        assert differences(entry.period(day), theirs) == ""


def test_a_quote_has_its_periods_with_tiers_and_names_its_source():
    first, second = quote("openai", "gpt-5.6-luna").periods
    assert (first.begins, second.begins) == (SINCE_EVER, date(2026, 7, 30))
    assert str(second.input_usd_per_mtok) == "0.2"
    assert [(t.above_input_tokens, str(t.output_usd_per_mtok)) for t in second.tiers] == [(272_000, "1.8")]
    assert second.source == f"genai-prices, {REFERENCE.each[0].state.as_of}"


@pytest.mark.parametrize(
    ("provider", "model_id"),
    [
        ("openai", "gpt-nobody-knows"),
        ("openai", "claude-opus-4-6"),
        ("nobody", "gpt-5"),
        ("openai", "text-embedding-3-small"),
    ],
    ids=["unknown model", "another provider's model", "unknown provider", "no price for output"],
)
def test_what_cannot_be_compared_has_no_quote(provider, model_id):
    assert quote(provider, model_id) is None


@pytest.mark.parametrize(
    ("provider", "model_id", "named"),
    [
        ("openai", "gpt-5", "gpt-5"),
        ("openai", "gpt-4o-2024-08-06", "gpt-4o-2024-08-06"),
        ("anthropic", "claude-haiku-4-5-20251001", "claude-haiku-4-5"),
        ("anthropic", "claude-3-7-sonnet-20250219", "claude-3-7-sonnet"),
        ("google", "gemini-2.0-flash-001", "gemini-2.0-flash"),
        ("google", "gemini-3.6-flash", "gemini-3.6-flash"),
        ("google", "gemini-3.6-flash-with-a-twist", None),
        ("google", "gemini-2.5-pro-computer-use", None),
        ("google", "gemma-3-12b-it", None),
        ("openai", "gpt-6.2-sol", None),
    ],
)
def test_an_id_that_only_begins_like_a_known_one_is_not_taken_for_it(provider, model_id, named):
    found = quote(provider, model_id)
    assert (found.model_id if found else None) == named


def test_the_json_schema_is_up_to_date_and_the_files_point_to_it():
    schema = json.loads((PRICING / "pricing.schema.json").read_text(encoding="utf-8"))
    assert schema == json_schema(), "Run `modelsync prices schema --output pricing/pricing.schema.json`."
    for provider in PROVIDERS:
        file = json.loads((PRICING / f"{provider}-pricing.json").read_text(encoding="utf-8"))
        assert file["$schema"] == "./pricing.schema.json"
