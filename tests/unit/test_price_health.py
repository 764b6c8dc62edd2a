"""The price check: each kind of finding, when it is made and when not, and what it says."""

from __future__ import annotations

import pytest

from modelsync.prices.comparison import SINCE_EVER
from modelsync.prices.health import grouped, price_findings
from tests.support.price_entries import GOOD, TIER, TODAY, Elsewhere, entry, model, period, prices, quote


def codes(list_, models=(), reference=None):
    findings = price_findings(list_, list(models), TODAY, reference or Elsewhere())
    return [(finding.code, finding.universal_model_id) for finding in findings]


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
        "message": "gpt-7: output $8, there $9 (elsewhere 1.0 for gpt-seven).",
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
        "9 entries were never compared with the provider's page: gpt-10, gpt-11, gpt-12 and 6 more."
    )
    assert len(findings) == 2 + 9 + 9


def test_each_source_that_differs_is_named_with_its_age_and_the_same_difference_once():
    class Several:
        def quotes(self, model_id):
            dear = period(f"{SINCE_EVER}", output_usd_per_mtok="9")
            return [quote(dear, source=name) for name in ("one, 2027-03-09", "two, 2026-07-01")] + [
                quote(period(f"{SINCE_EVER}"), source="three, 2027-03-09")
            ]

    (finding,) = price_findings(prices(GOOD), [], TODAY, Several())
    assert finding.message == "gpt-7: output $8, there $9 (one, 2027-03-09; two, 2026-07-01)."


def test_a_source_without_days_says_nothing_of_a_rise_to_come():
    rises = entry("gpt-7", period(), period("2027-06-01", output_usd_per_mtok="16"))
    elsewhere = Elsewhere(gpt_7=quote(period(f"{SINCE_EVER}")))
    assert codes(prices(rises), [model()], elsewhere) == [("upcoming", "gpt-7")]


def test_a_price_that_more_sources_confirm_than_contradict_is_settled():
    class Several:
        def quotes(self, model_id):
            dear = quote(period(f"{SINCE_EVER}", output_usd_per_mtok="9"), source="old, 2026-07-01")
            same = period(f"{SINCE_EVER}")
            return [dear, quote(same, source="one, 2027-03-09"), quote(same, source="two, 2027-03-09")]

    assert codes(prices(GOOD), [model()], Several()) == []
