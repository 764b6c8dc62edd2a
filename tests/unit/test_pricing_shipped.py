"""The shipped pricing files: they load, every figure has a source, a few are the published ones; and the JSON schema for them."""

from __future__ import annotations

from datetime import date

import pytest

from modelsync.prices.book import PricingFile, load_pricing
from tests.support.checkout import PRICING

PROVIDERS = ("openai", "google", "anthropic")
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_shipped_file_loads_and_every_figure_has_a_source(provider):
    prices = load_pricing(PRICING, provider)
    assert prices.provider == provider
    assert len(prices.entries) >= 20
    assert all(entry.prices for entry in prices.entries)
    assert all(period.source for entry in prices.entries for period in entry.prices)


@pytest.mark.parametrize(
    ("provider", "model_id", "day", "figures"),
    [
        ("openai", "gpt-5-2025-08-07", TODAY, ("1.25", "0.125", "10")),
        ("openai", "gpt-5.6-luna", date(2026, 7, 29), ("1", "0.1", "6")),
        ("openai", "gpt-5.6-luna", date(2026, 7, 30), ("0.2", "0.02", "1.2")),
        ("google", "gemini-2.5-pro", TODAY, ("1.25", "0.125", "10")),
        ("google", "gemini-4-argon", date(2026, 12, 1), ("4", "0.2", "20")),
        ("google", "gemma-4-31b-it", TODAY, ("0", "None", "0")),
        ("anthropic", "claude-haiku-4-5-20251001", TODAY, ("1", "0.1", "5")),
        ("anthropic", "claude-opus-4-6", TODAY, ("5", "0.5", "25")),
    ],
)
def test_a_shipped_figure_is_the_one_that_the_provider_publishes(provider, model_id, day, figures):
    pricing = load_pricing(PRICING, provider).terms(model_id, day).pricing
    assert tuple(str(figure) for figure in (pricing.input, pricing.cached_input, pricing.output)) == figures


def test_the_json_schema_has_prices_as_text_and_no_other_keys():
    schema = PricingFile.model_json_schema()
    period = schema["$defs"]["Period"]
    assert period["properties"]["input_usd_per_mtok"]["type"] == "string"
    assert "from" in period["properties"]
    assert period["additionalProperties"] is False
