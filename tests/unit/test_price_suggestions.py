"""What is proposed for models without a price, from which day on, and why some get no proposal."""

from __future__ import annotations

import json

import pytest

from modelsync.prices.book import load_pricing
from modelsync.prices.comparison import SINCE_EVER
from modelsync.prices.suggestions import suggestions
from tests.support.price_entries import (
    GOOD,
    RELEASED,
    TIER,
    TODAY,
    Elsewhere,
    entry,
    model,
    period,
    prices,
    quote,
)


def suggested(models, reference, *entries):
    return suggestions(prices(*entries), models, TODAY, reference)


def test_a_suggestion_has_the_price_of_today_and_those_to_come():
    elsewhere = Elsewhere(
        gpt_7=quote(
            period(f"{SINCE_EVER}", input_usd_per_mtok="3"),
            period("2027-02-01", tiers=[TIER], checked_on=None),
            period("2027-06-01", checked_on=None),
            context_window=400_000,
        )
    )
    (found,) = suggested([model()], elsewhere).entries
    assert found.to_json() == {
        "id": "gpt-7",
        "context_window": 400_000,
        "prices": [
            {
                "from": "2027-02-01",
                "input_usd_per_mtok": "2",
                "cached_input_usd_per_mtok": "0.2",
                "output_usd_per_mtok": "8",
                "source": "elsewhere 1.0",
                "tiers": [TIER],
            },
            {
                "from": "2027-06-01",
                "input_usd_per_mtok": "2",
                "cached_input_usd_per_mtok": "0.2",
                "output_usd_per_mtok": "8",
                "source": "by hand",
            },
        ],
    }


def test_a_price_of_unknown_beginning_is_claimed_from_today_on_only():
    elsewhere = Elsewhere(gpt_7=quote(period(f"{SINCE_EVER}")))
    (found,) = suggested([model(released_at=RELEASED)], elsewhere).entries
    assert found.prices[0].begins == TODAY


def test_only_active_models_without_a_price_are_suggested_sorted_by_id():
    elsewhere = Elsewhere(**{id_: quote(period()) for id_ in ("z", "a", "old", "gpt_7")})
    found = suggested([model("z"), model("a"), model("old", status="archived"), model()], elsewhere, GOOD)
    assert [entry.id for entry in found.entries] == ["a", "z"]
    assert found.left == ()


def test_a_snapshot_is_left_to_the_entry_of_its_family():
    elsewhere = Elsewhere(gpt_7=quote(period()), gpt_7_2027_02_01=quote(period("2027-02-01")))
    found = suggested([model(), model("gpt-7-2027-02-01")], elsewhere)
    assert [entry.id for entry in found.entries] == ["gpt-7"]
    assert found.left[0].startswith("gpt-7-2027-02-01: the entry of gpt-7 is enough")


def test_a_snapshot_at_another_price_has_an_entry_of_its_own():
    dear = quote(period("2027-02-01", output_usd_per_mtok="16"))
    found = suggested(
        [model(), model("gpt-7-2027-02-01")],
        Elsewhere(gpt_7=quote(period()), gpt_7_2027_02_01=dear),
    )
    assert [entry.id for entry in found.entries] == ["gpt-7", "gpt-7-2027-02-01"]


LEFT = {
    "unknown elsewhere": (Elsewhere(), (), "no reference has a price for it"),
    "an entry that begins later": (
        Elsewhere(gpt_7=quote(period())),
        (entry("gpt-7", period("2027-04-01")),),
        "add the period that holds today",
    ),
    "figures in another unit": (
        Elsewhere(gpt_7=quote(period(output_usd_per_mtok="0.000008"))),
        (),
        "look wrong",
    ),
}


@pytest.mark.parametrize(("reference", "entries", "reason"), LEFT.values(), ids=list(LEFT))
def test_what_cannot_be_suggested_is_named_with_the_reason(reference, entries, reason):
    found = suggested([model()], reference, *entries)
    assert found.entries == ()
    assert len(found.left) == 1
    assert found.left[0].startswith("gpt-7: ")
    assert reason in found.left[0]


def test_suggestions_are_entries_that_the_loader_takes(tmp_path):
    elsewhere = Elsewhere(b=quote(period(tiers=[TIER]), period("2027-06-01")), a=quote(period()))
    found = suggested([model("b"), model("a")], elsewhere)
    file = {
        "provider": "openai",
        "currency": "USD",
        "models": [entry.to_json() for entry in found.entries],
    }
    (tmp_path / "openai-pricing.json").write_text(json.dumps(file), encoding="utf-8")
    assert load_pricing(tmp_path, "openai").entries == found.entries


class Several:
    """Several sources that say something of gpt-7."""

    def __init__(self, *quotes):
        self.told = quotes

    def quotes(self, model_id):
        return self.told if model_id == "gpt-7" else []


def test_two_sources_that_agree_are_both_named_and_the_one_that_says_more_is_taken():
    dated = quote(period("2027-02-01", audio_input_usd_per_mtok="3"), source="one, 2027-03-09")
    found = suggested([model()], Several(quote(period(f"{SINCE_EVER}"), source="two, 2027-03-01"), dated))
    (current,) = found.entries[0].prices
    assert current.source == "two, 2027-03-01 and one, 2027-03-09"
    assert (f"{current.begins}", str(current.audio_input_usd_per_mtok)) == ("2027-02-01", "3")


def test_two_sources_that_differ_are_left_to_a_person():
    dear = quote(period(output_usd_per_mtok="9"), source="two, 2027-03-01")
    found = suggested([model()], Several(quote(period(), source="one, 2027-03-09"), dear))
    assert found.entries == ()
    assert found.left == ("gpt-7: one, 2027-03-09 and two, 2027-03-01 differ: output $8, there $9.",)
