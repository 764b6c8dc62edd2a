"""What a person types for a fact: read like a pricing file, with a sentence for each field that has a mistake."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from modelsync.core.facts import EndOfLife, Limits, Successor
from modelsync.prices.drafts import read_draft

PRICE = {"input_usd_per_mtok": "2", "output_usd_per_mtok": "10"}


def price(tiers=(), begins="2026-11-01", source_url="", **typed):
    return read_draft(
        "price", PRICE | typed, model_id="gpt-9", begins=begins, source_url=source_url, tiers=tiers
    )


def test_a_price_is_read_exactly_with_its_tiers_and_without_what_people_write_round_it():
    draft = price(
        [
            {"above_input_tokens": "272,000", "input_usd_per_mtok": "4", "output_usd_per_mtok": "20"},
            {"above_input_tokens": " "},
        ],
        input_usd_per_mtok=" $2.50 ",
        cached_input_usd_per_mtok="0.10000001",
        audio_input_usd_per_mtok="",
    )
    assert draft.mistakes == {}
    assert (draft.value.input, draft.value.cached_input) == (Decimal("2.50"), Decimal("0.10000001"))
    assert draft.value.audio_input is None
    assert [(tier.above_tokens, tier.input) for tier in draft.value.tiers] == [(272_000, Decimal(4))]


def test_other_facts_are_read():
    draft = read_draft(
        "limit", {"context_window": "1,050,000", "max_output_tokens": "128_000"}, model_id="gpt-9"
    )
    assert draft.value == Limits(context_window=1_050_000, max_output_tokens=128_000)
    draft = read_draft(
        "lifecycle", {"retires_on": "2027-01-02", "retires_kind": "earliest"}, model_id="gpt-9"
    )
    assert draft.value == EndOfLife(retires_at=date(2027, 1, 2), retires_kind="earliest")
    draft = read_draft(
        "replacement", {"replacement": "gpt-10", "replacement_note": "mode low"}, model_id="gpt-9"
    )
    assert draft.value == Successor(replacement="gpt-10", replacement_note="mode low")


TIER = {"above_input_tokens": "272000", "input_usd_per_mtok": "4", "output_usd_per_mtok": "20"}
MISTAKES = {
    "a comma": (price(input_usd_per_mtok="2,5"), {"input_usd_per_mtok": "plain decimal; write it as 1.25"}),
    "a negative": (price(output_usd_per_mtok="-1"), {"output_usd_per_mtok": "is negative"}),
    "both required figures": (
        price(input_usd_per_mtok="", output_usd_per_mtok=" "),
        {"input_usd_per_mtok": "is missing", "output_usd_per_mtok": "is missing"},
    ),
    "another unit": (price(input_usd_per_mtok="0.000002"), {"input_usd_per_mtok": "price per token"}),
    "cached above input": (
        price(cached_input_usd_per_mtok="3"),
        {"cached_input_usd_per_mtok": "is above the price of uncached input"},
    ),
    "an address": (price(source_url="example.com"), {"source_url": "is no web address"}),
    "no day": (price(begins=""), {"from": "is not a day"}),
    "a tier's figure": (
        price([TIER, TIER | {"above_input_tokens": "500k"}]),
        {"tiers": "in row 2: above input tokens is not a whole number"},
    ),
    "tiers twice": (price([TIER, TIER]), {"tiers": "are not sorted"}),
    "tokens in words": (
        read_draft("limit", {"context_window": "1M", "max_output_tokens": "0"}, model_id="gpt-9"),
        {"context_window": "write it as 128000", "max_output_tokens": "above 0"},
    ),
    "nothing": (read_draft("limit", {}, model_id="gpt-9"), {"context_window": "is missing"}),
    "a kind without a day": (
        read_draft("lifecycle", {"retires_kind": "earliest"}, model_id="gpt-9"),
        {"retires_kind": "stands without retires_on"},
    ),
    "deprecated too late": (
        read_draft(
            "lifecycle", {"deprecated_on": "2027-01-03", "retires_on": "2027-01-02"}, model_id="gpt-9"
        ),
        {"deprecated_on": "is after retires_on"},
    ),
    "itself": (
        read_draft("replacement", {"replacement": "gpt-9"}, model_id="gpt-9"),
        {"replacement": "is the model itself"},
    ),
}


@pytest.mark.parametrize(("draft", "expected"), MISTAKES.values(), ids=list(MISTAKES))
def test_each_mistake_is_a_sentence_for_its_field(draft, expected):
    assert draft.value is None
    assert draft.mistakes.keys() == expected.keys()
    for key, words in expected.items():
        assert words in draft.mistakes[key]
