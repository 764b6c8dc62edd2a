"""Known changes of a price are announced before their first day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from modelsync.core.price_changes import listed, price_changes
from modelsync.core.pricing import Pricing, Tier, UpcomingPrice
from modelsync.prices.book import PriceList
from modelsync.prices.file_format import ModelEntry
from modelsync.prices.health import price_findings
from modelsync.prices.mistakes import entry_mistakes
from tests.support.models import stored
from tests.support.price_entries import Elsewhere

TODAY = date(2026, 11, 25)
RISE = {"from": "2026-12-01", "input_usd_per_mtok": "4", "output_usd_per_mtok": "20", "source": "page"}
NOW = {"from": "2026-11-10", "input_usd_per_mtok": "2", "output_usd_per_mtok": "10", "source": "page"}


def pricing(*upcoming):
    return Pricing(input=Decimal(2), output=Decimal(10), upcoming=upcoming)


def price(begins, input_="4", output="20", **said):
    return UpcomingPrice(begins=begins, input=Decimal(input_), output=Decimal(output), **said)


def test_a_known_rise_is_announced_with_its_day_and_figures():
    model = stored("gemini-4", provider="google", pricing=pricing(price(date(2026, 12, 1))))
    [change] = price_changes([model], TODAY)
    assert change.is_rise
    assert change.in_words(TODAY) == ("gemini-4: input $2 → $4, output $10 → $20 from 2026-12-01, in 6 days")


def test_each_step_is_held_against_the_one_before_it_and_the_far_ones_wait():
    steps = price(date(2026, 12, 1)), price(date(2027, 1, 1), "1", "20"), price(date(2028, 1, 1))
    changes = price_changes([stored(pricing=pricing(*steps))], TODAY)
    assert [(change.begins.month, change.is_rise) for change in changes] == [(12, True), (1, False)]
    assert price_changes([stored(pricing=pricing(*steps))], TODAY, days=5) == []


def test_the_check_notes_it_for_active_models():
    entry = ModelEntry.model_validate({"id": "gpt-a", "prices": [NOW, RISE]})
    prices = PriceList.of("openai", (entry,))
    row = stored(pricing=entry.pricing(TODAY))
    notes = [one for one in price_findings(prices, [row], TODAY, Elsewhere()) if one.code == "upcoming"]
    assert [(one.level, one.universal_model_id) for one in notes] == [("note", "gpt-a")]
    archived = row.model_copy(update={"status": "archived"})
    assert not [
        one for one in price_findings(prices, [archived], TODAY, Elsewhere()) if one.code == "upcoming"
    ]


def test_tiers_and_prices_to_come_read_as_words():
    tier = Tier(above_tokens=272_000, input=Decimal(4), output=Decimal(15))
    assert listed([tier]) == "above 272,000 tokens input $4, output $15"
    assert listed([price(date(2026, 12, 1), tiers=(tier,))]) == (
        "from 2026-12-01 input $4, output $20 (above 272,000 tokens input $4, output $15)"
    )


@pytest.mark.parametrize(
    ("key", "amount", "words"),
    [
        ("cache_write_usd_per_mtok", "0.0025", "looks like a price per thousand tokens"),
        ("cache_write_long_usd_per_mtok", "0.000002", "looks like a price per token"),
        ("cache_write_usd_per_mtok", "2500", "over 200 times the price of input"),
        ("batch_input_usd_per_mtok", "3", "above the price of input outside of batches"),
        ("batch_output_usd_per_mtok", "0.005", "looks like a price per thousand tokens"),
        ("audio_input_usd_per_mtok", "0.000002", "looks like a price per token"),
        ("web_search_usd_per_1k_calls", "0.01", "looks like a price per call"),
        ("web_search_usd_per_1k_calls", "10000", "above 1,000 USD per 1,000 calls"),
    ],
)
def test_each_figure_in_another_unit_is_a_mistake(key, amount, words):
    [(place, sentence)] = entry_mistakes(
        ModelEntry.model_validate({"id": "gpt-a", "prices": [NOW | {key: amount}]})
    )
    assert (place[-1], words in sentence) == (key, True)


def test_usual_figures_of_every_kind_are_none():
    figures = {
        "cache_write_usd_per_mtok": "2.5",
        "cache_write_long_usd_per_mtok": "4",
        "batch_input_usd_per_mtok": "1",
        "batch_output_usd_per_mtok": "5",
        "audio_input_usd_per_mtok": "40",
        "web_search_usd_per_1k_calls": "10",
    }
    assert list(entry_mistakes(ModelEntry.model_validate({"id": "a", "prices": [NOW | figures]}))) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"retires_kind": "earliest"}, "stands without retires_on"),
        ({"replacement_note": "set the mode"}, "stands without replacement"),
        ({"deprecated_on": "2027-01-01", "retires_on": "2026-12-01"}, "is after retires_on"),
    ],
)
def test_an_end_of_life_that_contradicts_itself_is_a_mistake(said, words):
    [(_, sentence)] = entry_mistakes(ModelEntry.model_validate({"id": "a", "prices": [NOW], **said}))
    assert words in sentence
