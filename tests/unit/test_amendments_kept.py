"""No accepted fact is lost or doubled: by folding, by export and import, by taking back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from modelsync.core.amendments import amended, key_of, undo_facts
from modelsync.core.facts import EndOfLife, Fact, Limits, Successor
from modelsync.core.pricing import Price, Tier
from modelsync.prices.amended import folded, is_said
from modelsync.prices.book import PriceList
from modelsync.prices.export import exported
from modelsync.prices.file_format import PricingFile
from modelsync.prices.mistakes import file_mistakes

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
IDS = ["gpt-7", "gpt-7-2026-01-01", "gpt-7-latest", "gpt-8", "gpt-9"]
DAYS = [date(2026, month, 1) for month in (1, 6, 12)]
AMOUNTS = [Decimal(text) for text in ("1", "2.50", "3")]
SPACES = ["", " ", "\n      "]

ids, days, amounts = (st.sampled_from(values) for values in (IDS, DAYS, AMOUNTS))
prices = st.builds(
    Price,
    input=amounts,
    output=amounts,
    tiers=st.lists(
        st.builds(Tier, aboveTokens=st.just(200_000), input=amounts, output=amounts), max_size=1
    ).map(tuple),
)
limits = st.builds(Limits, contextWindow=st.sampled_from([5, 6]), maxOutputTokens=st.sampled_from([None, 4]))
ends = st.builds(EndOfLife, retiresAt=days, retiresKind=st.sampled_from([None, "announced", "earliest"]))
successors = st.builds(Successor, replacement=st.sampled_from(["o4", "o5"]))


@st.composite
def facts(draw):
    kind, values = draw(
        st.sampled_from(
            [("price", prices), ("limit", limits), ("lifecycle", ends), ("replacement", successors)]
        )
    )
    return Fact(
        provider="openai",
        universal_model_id=draw(ids),
        kind=kind,
        begins=draw(days) if kind == "price" else None,
        value=draw(values),
        source="by hand",
    )


def entry(id_, aliases, period_days, space):
    periods = [
        {"from": f"{day}", "input_usd_per_mtok": "1", "output_usd_per_mtok": "2", "source": "file"}
        for day in sorted(period_days)
    ]
    data = {"id": id_, **({"aliases": aliases} if aliases else {}), "prices": periods}
    return json.dumps(data, separators=("," + space, ":" + space))


@st.composite
def files(draw):
    """The text of a good file, laid out in any way."""
    space = draw(st.sampled_from(SPACES))
    found = []
    if draw(st.booleans()):
        aliases = draw(st.sampled_from([[], ["gpt-7-latest"], ["gpt-7-2026-01-01", "gpt-7-latest"]]))
        found.append(entry("gpt-7", aliases, draw(st.sets(days)), space))
    if draw(st.booleans()):
        found.append(entry("gpt-8", [], draw(st.sets(days)), space))
    models = f",{space}".join(found)
    return f'{{"provider":{space}"openai", "currency": "USD",{space}"models": [{space}{models}{space}]}}\n'


def read(text):
    file = PricingFile.model_validate(json.loads(text))
    assert list(file_mistakes(file, "openai")) == []
    return PriceList.of("openai", file.models)


def terms(prices_):
    """What a list says of every id on every day, without whose it is."""
    found = {}
    for id_ in IDS:
        for day in (date(2025, 1, 1), *DAYS):
            said = prices_.terms(id_, day)
            found[id_, day] = said and (
                said.pricing and said.pricing.model_copy(update={"source": None}),
                *(said.context_window, said.max_output_tokens),
                *(said.retires_at, said.retires_kind, said.replacement),
            )
    return found


def kept(changes):
    return [change.after for change in changes if change.after]


def accepted(found):
    return kept(amended({}, found, by="ann", at=NOW, today=NOW.date()))


@given(files(), st.lists(facts(), max_size=6))
def test_the_export_says_what_file_and_amendments_said_and_holds_each_fact_once(text, found):
    before, said = read(text), accepted(found)
    after = folded(before, said)
    written = exported(text, before, after)
    again = read(written)
    assert terms(again) == terms(after)
    assert all(is_said(again, fact) for fact in said)
    assert folded(again, said) is again
    for fact in said:
        if fact.kind == "price":
            entry_ = again.entry(fact.universal_model_id)
            assert [period.begins for period in entry_.prices].count(fact.begins) == 1


@given(files(), st.lists(facts(), max_size=6))
def test_what_no_amendment_touches_stays_byte_for_byte(text, found):
    before, said = read(text), accepted(found)
    after = folded(before, said)
    written = exported(text, before, after)
    for one in before.entries:
        if one in after.entries:
            start = text.index('{"id"' if '{"id":"' in text else '{"id":')
            assert start > 0
            decoder = json.JSONDecoder()
            places = [place for place in range(len(text)) if text.startswith('{"id"', place)]
            slices = [text[place : decoder.raw_decode(text, place)[1]] for place in places]
            [mine] = [part for part in slices if json.loads(part)["id"] == one.id]
            assert mine in written
    if not said:
        assert written == text


@given(files(), st.lists(facts(), max_size=4), st.lists(facts(), max_size=4))
def test_what_is_taken_back_leaves_the_rest_as_it_was(text, first, second):
    file = read(text)
    stored = {one.key: one for one in accepted(first)}
    changes = amended(stored, second, by="bob", at=NOW, today=NOW.date())
    now = {**stored, **{change.key: change.after for change in changes}}
    assert all(key_of(fact) in now for fact in second)
    back, left = undo_facts(changes, now)
    restored = {**now, **{change.key: change.after for change in back}}
    remaining = {key: one for key, one in restored.items() if one}
    assert left == []
    assert remaining.keys() == stored.keys()
    assert {key: one.value for key, one in remaining.items()} == {
        key: one.value for key, one in stored.items()
    }
    assert terms(folded(file, remaining.values())) == terms(folded(file, stored.values()))


@given(st.lists(facts(), min_size=1, max_size=6))
def test_what_is_set_twice_changes_nothing_the_second_time(found):
    stored = {one.key: one for one in accepted(found)}
    last = {key_of(fact): fact for fact in found if fact.kind == "price"}
    assert amended(stored, last.values(), by="bob", at=NOW, today=NOW.date()) == []
