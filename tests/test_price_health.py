"""The price check: each kind of finding, when it is made and when not, and what is proposed for models without a price."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from modelsync.models import Pricing, StoredModel
from modelsync.price_comparison import SINCE_EVER, Quote
from modelsync.price_health import grouped, price_findings
from modelsync.price_suggestions import suggestions
from modelsync.pricing import PriceList, load_pricing
from modelsync.pricing_file import ModelEntry, Period

TODAY = date(2027, 3, 10)
RELEASED = datetime(2027, 1, 15, tzinfo=UTC)


class Elsewhere:
    """Another source, as a table."""

    name = "elsewhere 1.0"

    def __init__(self, **quotes):
        self.quotes = {id_.replace("_", "-"): quote for id_, quote in quotes.items()}

    def quote(self, provider, model_id):
        return self.quotes.get(model_id)


def period(begins="2027-01-15", **changed):
    checked = {"checked_on": "2027-03-01", "source": "by hand"}
    figures = {"input_usd_per_mtok": "2", "cached_input_usd_per_mtok": "0.2", "output_usd_per_mtok": "8"}
    return Period.model_validate({"from": begins, **figures, **checked, **changed})


def entry(id_, *periods, **more):
    return ModelEntry(id=id_, prices=periods, **more)


def model(id_="gpt-7", *, status="active", priced=True, **more):
    facts = {
        "provider": "openai",
        "display_name": id_,
        "provider_display_name": id_,
        "released_at": RELEASED,
        "pricing": Pricing(input="2", output="8") if priced else None,
        "id": 1,
        "version": 1,
        "created_at": RELEASED,
        "updated_at": RELEASED,
    }
    return StoredModel.model_validate({"universal_model_id": id_, "status": status, **facts, **more})


def prices(*entries):
    return PriceList.of("openai", entries)


def quote(*periods, model_id="gpt-7", **more):
    return Quote(model_id=model_id, periods=periods, **more)


def codes(list_, models=(), reference=None):
    findings = price_findings(list_, list(models), TODAY, reference or Elsewhere())
    return [(finding.code, finding.universal_model_id) for finding in findings]


GOOD = entry("gpt-7", period())
TIER = {"above_input_tokens": 200_000, "input_usd_per_mtok": "4", "output_usd_per_mtok": "12"}


def test_prices_that_are_checked_complete_and_agreed_on_have_no_finding():
    elsewhere = Elsewhere(gpt_7=quote(period(f"{SINCE_EVER}")))
    assert codes(prices(GOOD), [model()], elsewhere) == []


CASES = {
    "an active model without an entry": ((), [model()], None, [("unpriced", "gpt-7")]),
    "an archived model without an entry": ((), [model(status="archived")], None, []),
    "an entry without prices": ([entry("gpt-7")], [model()], None, [("unpriced", "gpt-7")]),
    "a price that only begins later": (
        [entry("gpt-7", period("2027-04-01"))],
        [model()],
        None,
        [("unpriced", "gpt-7")],
    ),
    "a snapshot with its family's price": ([GOOD], [model("gpt-7-2027-02-01")], None, []),
    "a price that the catalogue has not yet": (
        [GOOD],
        [model(priced=False)],
        None,
        [("not-synced", "gpt-7")],
    ),
    "an entry that matches no model": (
        [GOOD, entry("gpt-77", period())],
        [model()],
        None,
        [("unmatched", "gpt-77")],
    ),
    "an entry that matches an archived model": ([GOOD], [model(status="archived")], None, []),
    "an entry that matches by its alias": (
        [entry("gpt-7", period(), aliases=["gpt-7-latest"])],
        [model("gpt-7-latest")],
        None,
        [],
    ),
    "entries while the catalogue has no model": ([GOOD], [], None, []),
    "a figure that nobody checked": (
        [entry("gpt-7", period(checked_on=None))],
        [],
        None,
        [("never-checked", "gpt-7")],
    ),
    "a check 90 days ago": ([entry("gpt-7", period(checked_on="2026-12-10"))], [], None, []),
    "a check 91 days ago": (
        [entry("gpt-7", period(checked_on="2026-12-09"))],
        [],
        None,
        [("check-due", "gpt-7")],
    ),
    "a check on a day to come": (
        [entry("gpt-7", period(checked_on="2027-03-11"))],
        [],
        None,
        [("check-due", "gpt-7")],
    ),
    "an unchecked period of the past": (
        [entry("gpt-7", period("2026-01-01", checked_on=None), period())],
        [],
        None,
        [],
    ),
    "another figure elsewhere": (
        [GOOD],
        [],
        Elsewhere(gpt_7=quote(period(output_usd_per_mtok="9"))),
        [("differs", "gpt-7")],
    ),
    "another way to write the same figure": (
        [GOOD],
        [],
        Elsewhere(gpt_7=quote(period(output_usd_per_mtok="8.00"))),
        [],
    ),
    "a cached figure only elsewhere": (
        [entry("gpt-7", period(cached_input_usd_per_mtok=None))],
        [],
        Elsewhere(gpt_7=quote(period())),
        [("differs", "gpt-7")],
    ),
    "a tier only elsewhere": (
        [GOOD],
        [],
        Elsewhere(gpt_7=quote(period(tiers=[TIER]))),
        [("differs", "gpt-7")],
    ),
    "another figure for an alias": (
        [entry("gpt-7", period(), aliases=["gpt-7-latest"])],
        [],
        Elsewhere(gpt_7_latest=quote(period(output_usd_per_mtok="9"))),
        [("differs", "gpt-7-latest")],
    ),
    "a price that changed elsewhere before today": (
        [GOOD],
        [],
        Elsewhere(gpt_7=quote(period(), period("2027-03-10", input_usd_per_mtok="1"))),
        [("differs", "gpt-7")],
    ),
    "a price that will change elsewhere": (
        [GOOD],
        [],
        Elsewhere(gpt_7=quote(period(), period("2027-06-01", input_usd_per_mtok="1"))),
        [("differs", "gpt-7")],
    ),
    "a difference of the past": (
        [entry("gpt-7", period("2026-01-01", input_usd_per_mtok="3"), period())],
        [],
        Elsewhere(gpt_7=quote(period("2026-01-01"))),
        [],
    ),
    "one difference that lasts over a later change": (
        [entry("gpt-7", period(), period("2027-06-01", source="scheduled"))],
        [],
        Elsewhere(gpt_7=quote(period(output_usd_per_mtok="9"))),
        [("differs", "gpt-7")],
    ),
    "a thousand times the figure elsewhere": (
        [
            entry(
                "gpt-7",
                period(
                    input_usd_per_mtok="2000", output_usd_per_mtok="4000", cached_input_usd_per_mtok="200"
                ),
            )
        ],
        [],
        Elsewhere(gpt_7=quote(period())),
        [("unit", "gpt-7")],
    ),
    "a millionth of the figure elsewhere": (
        [
            entry(
                "gpt-7",
                period(input_usd_per_mtok="0", output_usd_per_mtok="0.000008", cached_input_usd_per_mtok="0"),
            )
        ],
        [],
        Elsewhere(gpt_7=quote(period(input_usd_per_mtok="0", cached_input_usd_per_mtok="0"))),
        [("unit", "gpt-7")],
    ),
    "figures of two units in one period": (
        [entry("gpt-7", period(cached_input_usd_per_mtok="0.0002"))],
        [],
        None,
        [("unit", "gpt-7")],
    ),
    "free of charge on both sides": (
        [
            entry(
                "gpt-7",
                period(input_usd_per_mtok="0", output_usd_per_mtok="0", cached_input_usd_per_mtok=None),
            )
        ],
        [],
        Elsewhere(
            gpt_7=quote(
                period(input_usd_per_mtok="0", output_usd_per_mtok="0", cached_input_usd_per_mtok=None)
            )
        ),
        [],
    ),
}


@pytest.mark.parametrize(("entries", "models", "reference", "expected"), CASES.values(), ids=list(CASES))
def test_each_kind_of_gap_and_doubt_is_found(entries, models, reference, expected):
    assert codes(prices(*entries), models, reference) == expected


def test_a_finding_says_what_was_found_and_what_to_do():
    elsewhere = Elsewhere(gpt_7=quote(period(output_usd_per_mtok="9"), model_id="gpt-seven"))
    (finding,) = price_findings(prices(GOOD), [], TODAY, elsewhere)
    assert finding.to_json() == {
        "code": "differs",
        "level": "warning",
        "provider": "openai",
        "universalModelId": "gpt-7",
        "message": "gpt-7: output $8.00, there $9.00 (elsewhere 1.0 for gpt-seven).",
        "cure": "Look at the provider's price page: append a period if the price changed, else set checked_on.",
    }


@pytest.mark.parametrize(
    ("entries", "models", "reference"), [row[:3] for row in CASES.values()], ids=list(CASES)
)
def test_every_finding_is_a_sentence_with_the_model_and_a_cure(entries, models, reference):
    for finding in price_findings(prices(*entries), list(models), TODAY, reference or Elsewhere()):
        assert finding.universal_model_id in finding.message
        assert finding.message.endswith(".")
        assert finding.cure.endswith(".")


def test_a_stray_entry_is_a_note_with_the_day_of_its_last_price():
    (finding,) = price_findings(
        prices(GOOD, entry("gpt-77", period("2026-02-03"))), [model()], TODAY, Elsewhere()
    )
    assert finding.level == "note"
    assert "2026-02-03" in finding.message


def test_what_concerns_most_of_a_file_is_one_line_and_the_rest_stays_apart():
    unchecked = [entry(f"gpt-{number}", period(checked_on=None)) for number in range(10, 19)]
    findings = price_findings(prices(*unchecked), [model("a"), model("b")], TODAY, Elsewhere())
    lines = grouped(findings)
    assert [line.code for line in lines] == ["unpriced", "unpriced", "never-checked", "unmatched"]
    assert lines[2].message == (
        "9 entries were never compared with the provider's page: gpt-10, gpt-11, gpt-12, gpt-13, gpt-14 and 4 more."
    )
    assert len(findings) == 2 + 9 + 9


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
                "source": "by hand",
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
    "unknown elsewhere": (Elsewhere(), (), "elsewhere 1.0 has no price for it"),
    "only its family is known": (
        Elsewhere(gpt_7=quote(period(), model_id="gpt", exact=False)),
        (),
        "only has gpt, which may cost something else",
    ),
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
