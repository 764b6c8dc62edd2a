"""The pricing files: what a good one says of a model on a day."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from modelsync.prices.book import PriceList, Terms
from tests.support.pricing_files import GOOD, load

TODAY = date(2026, 11, 22)


def test_a_price_holds_from_its_day_until_the_next_period_begins(tmp_path):
    prices = load(tmp_path)
    figures = {
        day: terms.pricing and (str(terms.pricing.input), terms.pricing.as_of)
        for day in (date(2027, 1, 14), date(2027, 1, 15), date(2027, 5, 31), date(2027, 6, 1))
        if (terms := prices.terms("gpt-7", day))
    }
    assert list(figures.values()) == [
        None,
        ("2.50", date(2027, 1, 15)),
        ("2.50", date(2027, 1, 15)),
        ("2", date(2027, 6, 1)),
    ]


def test_all_terms_of_a_model_come_from_its_entry(tmp_path):
    terms = load(tmp_path).terms("gpt-7", date(2027, 2, 1))
    assert terms is not None
    assert (terms.display_name, terms.context_window, terms.max_output_tokens, terms.replacement) == (
        "GPT-7",
        400000,
        128000,
        "gpt-8",
    )
    assert terms.pricing.to_json() == {
        "input": "2.50",
        "cachedInput": "0.25",
        "output": "15",
        "tiers": [{"aboveTokens": 272000, "input": "5", "output": "22.5"}],
        "upcoming": [{"from": "2027-06-01", "input": "2", "output": "12"}],
        "source": "price page",
        "sourceUrl": "https://example.com/prices",
        "asOf": "2027-01-15",
    }


def test_an_alias_has_the_price_but_not_the_name_of_its_model(tmp_path):
    terms = load(tmp_path).terms("gpt-7-latest", TODAY.replace(year=2027))
    assert (terms.display_name, terms.pricing.source) == (None, "newer price page")


@pytest.mark.parametrize("snapshot", ["gpt-7-2027-03-09", "gpt-7-20270309", "gpt-7-03-2027", "gpt-7-002"])
def test_a_snapshot_without_an_entry_takes_the_price_of_its_family_and_says_so(tmp_path, snapshot):
    terms = load(tmp_path).terms(snapshot, date(2027, 7, 1))
    assert terms.pricing.source == "newer price page (price of gpt-7)"
    assert terms.display_name is None


@pytest.mark.parametrize(
    "model_id", ["gpt-7-mini", "gpt-7-mini-2027-03-09", "gpt-7-0309", "gpt-7-5", "gpt", "gpt-7-", ""]
)
def test_a_model_that_only_looks_related_has_no_terms(tmp_path, model_id):
    assert load(tmp_path).terms(model_id, date(2027, 7, 1)) is None


def test_free_of_charge_is_a_price(tmp_path):
    assert load(tmp_path).terms("gpt-7-free", date(2027, 7, 1)).pricing.input == Decimal(0)


def test_the_empty_list_knows_no_model():
    assert PriceList.empty("openai").terms("gpt-7", TODAY) is None
    assert Terms().pricing is None


def test_a_byte_order_mark_does_no_harm(tmp_path):
    assert load(tmp_path, b"\xef\xbb\xbf" + json.dumps(GOOD).encode()).terms("gpt-7", TODAY) is not None
