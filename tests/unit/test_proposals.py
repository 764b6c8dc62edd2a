"""What the references would add or change: side by side, silent where nothing is to be done, never against the provider."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelsync.core.facts import EndOfLife, Fact, Limits, Successor
from modelsync.core.lifecycle import Lifecycle
from modelsync.core.ownership import Terms
from modelsync.core.pricing import Price, Pricing, Tier
from modelsync.core.proposals import candidates
from tests.support.models import stored

TODAY = date(2026, 11, 25)
LATER = date(2026, 12, 1)


def price(input_="2", output="10", **figures):
    return Price(input=Decimal(input_), output=Decimal(output), **figures)


def said(source, value, kind="price", begins=None, as_of=TODAY):
    return Fact(
        provider="openai",
        universal_model_id="gpt-9",
        kind=kind,
        begins=begins,
        value=value,
        source=source,
        as_of=as_of,
    )


def found(*facts, row=None, terms=None):
    row = row or stored("gpt-9", pricing=None)
    return list(candidates(row, facts, terms if callable(terms) else lambda _day: terms, TODAY))


def proposals(*facts, **known):
    return [one.proposal for one in found(*facts, **known)]


def priced(since="2026-01-01", **figures):
    usual = {"input": Decimal(2), "output": Decimal(10)}
    return Terms(pricing=Pricing(**usual | figures, source="file", as_of=date.fromisoformat(since)))


def test_two_sources_that_agree_are_ticked_and_each_is_shown_with_its_age():
    (one,) = proposals(said("a", price(), as_of=LATER), said("b", price("2.00", "10.0")))
    assert one.to_json() == {
        "provider": "openai",
        "universalModelId": "gpt-9",
        "kind": "price",
        "from": None,
        "current": {},
        "proposed": {"input": "2", "output": "10"},
        "sources": [
            {"source": "a", "value": {"input": "2", "output": "10"}, "asOf": "2026-12-01"},
            {"source": "b", "value": {"input": "2.00", "output": "10.0"}, "asOf": "2026-11-25"},
        ],
        "agreement": "agree",
    }
    assert one.ticked_by_default


def test_one_source_alone_is_shown_and_not_ticked():
    (one,) = proposals(said("a", price()))
    assert (one.agreement, one.ticked_by_default) == ("single", False)


def test_sources_that_differ_are_shown_and_propose_what_none_disputes():
    (one,) = proposals(said("a", price()), said("b", price(output="12")))
    assert (one.agreement, one.ticked_by_default) == ("differ", False)
    assert one.proposed == {"input": "2"}
    assert [s.value["output"] for s in one.sources] == ["10", "12"]


def test_what_only_one_of_two_that_agree_says_comes_along():
    (one,) = proposals(said("a", price(batch_input=Decimal(1))), said("b", price()))
    assert one.agreement == "agree"
    assert one.proposed == {"input": "2", "output": "10", "batchInput": "1"}


TIER = Tier(above_tokens=272_000, input=Decimal(4), output=Decimal(15))
FULLER = TIER.model_copy(update={"cached_input": Decimal("0.2")})


def test_tiers_agree_by_the_figures_that_both_have_and_the_fuller_one_is_proposed():
    (one,) = proposals(said("a", price(tiers=(TIER,))), said("b", price(tiers=(FULLER,))))
    assert one.agreement == "agree"
    assert one.proposed["tiers"] == [
        {"input": "4", "cachedInput": "0.2", "output": "15", "aboveTokens": 272_000}
    ]
    (one,) = proposals(
        said("a", price(tiers=(TIER,))),
        said("b", price(tiers=(TIER.model_copy(update={"above_tokens": 200_000}),))),
    )
    assert one.agreement == "differ"


def test_what_is_known_is_not_proposed():
    facts = (said("a", price("2.0")), said("b", Limits(context_window=400_000), "limit"))
    assert proposals(*facts, terms=priced(), row=stored("gpt-9", context_window=400_000)) == []


def test_a_known_price_changes_from_the_day_that_a_source_names():
    (one,) = proposals(
        said("a", price("4"), begins=date(2026, 11, 10)), said("b", price("4")), terms=priced()
    )
    assert (one.current, one.proposed, one.begins) == ({"input": "2"}, {"input": "4"}, date(2026, 11, 10))
    (one,) = proposals(said("a", price("4"), begins=date(2025, 1, 1)), terms=priced())
    assert one.begins is None


def test_a_figure_that_is_only_added_belongs_to_the_known_period_and_keeps_its_other_figures():
    (one,) = found(said("a", price(batch_input=Decimal(1))), terms=priced(cached_input=Decimal("0.1")))
    assert (one.proposal.current, one.proposal.proposed) == ({}, {"batchInput": "1"})
    assert one.proposal.begins == date(2026, 1, 1)
    assert one.value().to_json() == {
        "input": "2",
        "cachedInput": "0.1",
        "output": "10",
        "batchInput": "1",
    }


def test_a_rise_to_come_is_a_proposal_of_its_own_by_those_who_name_its_day():
    facts = (said("a", price()), said("a", price("4"), begins=LATER), said("b", price()))
    (one,) = proposals(*facts, terms=priced())
    assert (one.begins, one.current, one.proposed, one.agreement) == (
        LATER,
        {"input": "2"},
        {"input": "4"},
        "single",
    )

    def knows(day):
        return priced("2026-12-01", input=Decimal(4)) if day >= LATER else priced()

    assert proposals(*facts, terms=knows) == []


def test_a_known_value_that_more_sources_confirm_than_contradict_is_settled():
    facts = (said("a", price()), said("b", price()), said("c", price("3")))
    assert proposals(*facts, terms=priced()) == []
    (one,) = proposals(*facts[1:], terms=priced())
    assert one.agreement == "differ"


OWN = stored(
    "gpt-9",
    context_window=128_000,
    lifecycle=Lifecycle(retires_at=date(2027, 1, 1), replacement="gpt-10", source="provider"),
)
OF_THE_FILE = OWN.model_copy(
    update={
        "sources": dict.fromkeys(("contextWindow", "lifecycle.retiresAt", "lifecycle.replacement"), "file")
    }
)
OTHERWISE = (
    said("a", Limits(context_window=400_000), "limit"),
    said("a", EndOfLife(retires_at=LATER, deprecated_at=TODAY), "lifecycle"),
    said("a", Successor(replacement="gpt-11", replacement_note="mode: pro"), "replacement"),
)


def test_nothing_is_proposed_against_the_providers_own_value():
    assert proposals(*OTHERWISE, row=OWN) == []


def test_the_price_of_the_list_itself_is_the_providers_own():
    assert proposals(said("a", price("4")), row=stored("gpt-9")) == []


def test_what_the_file_says_can_be_proposed_against():
    assert [(one.kind, one.current, one.proposed) for one in proposals(*OTHERWISE, row=OF_THE_FILE)] == [
        ("limit", {"contextWindow": 128_000}, {"contextWindow": 400_000}),
        (
            "lifecycle",
            {"retiresAt": "2027-01-01"},
            {"deprecatedAt": "2026-11-25", "retiresAt": "2026-12-01"},
        ),
        ("replacement", {"replacement": "gpt-10"}, {"replacement": "gpt-11", "replacementNote": "mode: pro"}),
    ]


def test_a_day_of_deprecation_or_a_note_alone_is_no_proposal():
    row = OF_THE_FILE
    facts = (
        said("a", EndOfLife(retires_at=date(2027, 1, 1), deprecated_at=TODAY), "lifecycle"),
        said("a", Successor(replacement="gpt-10", replacement_note="mode: pro"), "replacement"),
    )
    assert proposals(*facts, row=row) == []


def test_the_value_of_one_source_can_be_taken_where_they_differ():
    (one,) = found(said("a", price()), said("b", price(output="12")))
    assert one.value("b").to_json() == {"input": "2", "output": "12"}


amounts = st.decimals(min_value=0, max_value=1000, places=3)
prices = st.builds(Price, input=amounts, output=amounts, cached_input=st.none() | amounts)


@given(st.dictionaries(st.sampled_from("abcd"), prices, min_size=1), st.none() | prices)
def test_what_is_accepted_is_not_proposed_again(spoken, known):
    facts = [said(source, value) for source, value in spoken.items()]
    terms = priced(**dict(known)) if known else None
    for one in found(*facts, terms=terms):
        if one.proposal.agreement == "differ":
            continue
        accepted = Terms(pricing=Pricing(**dict(one.value()), source="x", as_of=TODAY))
        assert proposals(*facts, terms=accepted) == []


@pytest.mark.parametrize("kind", ["limit", "lifecycle", "replacement"])
def test_nothing_said_is_nothing_proposed(kind):
    empty = {"limit": Limits(), "lifecycle": EndOfLife(), "replacement": Successor()}
    assert proposals(said("a", empty[kind], kind)) == []
