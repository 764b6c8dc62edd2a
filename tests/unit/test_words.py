"""What a change reads like, the same on the page, in the terminal and in exports."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from modelsync.core.models import ModelSyncDiff, ModelUpdate
from modelsync.report import words
from tests.support.models import normalised


def told(before, after, *paths, brief=False):
    update = ModelUpdate(existing=normalised(**before), updated=normalised(**after), changed_fields=paths)
    return words.changes(update, brief=brief)


def test_new_capabilities_are_named_and_those_that_it_lacks_too():
    after = {"capabilities": {"batch": True, "citations": True, "effort.xhigh": False}}
    paths = [f"capabilities.{name}" for name in after["capabilities"]]
    assert told({}, after, *paths) == "supports batch, citations · lacks effort.xhigh"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (1_000_000, 1_048_576, "context 1,000,000 → 1,048,576"),
        (128_000, 131_072, "context 128,000 → 131,072"),
        (200_000, 400_000, "context 200k → 400k"),
    ],
)
def test_sizes_that_would_read_alike_are_told_exactly(before, after, words):
    assert told({"context_window": before}, {"context_window": after}, "contextWindow") == words


def test_many_capabilities_are_named_in_part_and_counted_where_room_is_short():
    after = {"capabilities": {f"skill-{n}": True for n in range(9)}}
    paths = [f"capabilities.skill-{n}" for n in range(9)]
    assert told({}, after, *paths, brief=True) == "supports skill-0, skill-1, skill-2 and 6 more"
    assert told({}, after, *paths).count("skill-") == 9


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (["countTokens"], ["countTokens", "createCachedContent"], "with createCachedContent"),
        (["countTokens", "embed"], ["countTokens"], "without embed"),
        (["a"], ["b"], "with b, without a"),
        (["a", "b"], ["b", "a"], "in another order"),
    ],
)
def test_of_a_list_only_the_difference_is_told(before, after, words):
    sides = ({"capabilities": {"generationMethods": side}} for side in (before, after))
    assert told(*sides, "capabilities.generationMethods") == f"generationMethods {words}"


def test_limits_come_before_capabilities_and_read_as_before_and_after():
    before, after = {"context_window": 200_000}, {"context_window": 400_000, "capabilities": {"batch": True}}
    assert (
        told(before, after, "capabilities.batch", "contextWindow") == "context 200k → 400k · supports batch"
    )


def test_a_price_is_told_with_no_digit_lost():
    pricing = {"input": Decimal("0.075"), "output": Decimal("2.5")}
    assert words.price(normalised(pricing=pricing)) == "$0.075 in, $2.50 out"
    assert words.price(normalised()) == "no price"


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 10, 23), "retires 2026-10-23 · 200k context"),
        (date(2026, 10, 24), "overdue since 2026-10-23 · 200k context"),
    ],
)
def test_a_new_model_past_its_last_day_is_overdue(today, said):
    lifecycle = {"retires_at": date(2026, 10, 23)}
    assert (
        words.features(normalised(context_window=200_000, lifecycle=lifecycle), brief=True, today=today)
        == said
    )


def test_a_last_day_that_an_update_brings_too_late_is_overdue():
    after = {"lifecycle": {"retires_at": date(2026, 10, 23)}}
    update = ModelUpdate(
        existing=normalised(), updated=normalised(**after), changed_fields=("lifecycle.retiresAt",)
    )
    assert words.changes(update, today=date(2026, 10, 24)) == "overdue since 2026-10-23"
    assert words.changes(update) == "retires 2026-10-23"


def test_where_room_is_short_what_goes_along_with_another_change_is_left_out():
    before = {"pricing": {"input": Decimal(1), "source": "a"}, "lifecycle": {"state": "active"}}
    after = {
        "pricing": {"input": Decimal(2), "source": "b"},
        "lifecycle": {"state": "deprecated", "retires_at": date(2026, 12, 1)},
    }
    paths = ["pricing.input", "pricing.source", "lifecycle.retiresAt", "lifecycle.state"]
    assert told(before, after, *paths, brief=True) == "input $1 → $2 · retires 2026-12-01"
    assert told(before, after, *paths).count(" · ") == 3
    assert told(before, after, "pricing.source", brief=True) == "price source a → b"
    assert told(before, after, "lifecycle.state", brief=True) == "lifecycle active → deprecated"


def test_a_model_that_the_providers_flag_archives_counts_as_archived_and_not_as_updated():
    flagged = ModelUpdate(
        existing=normalised(), updated=normalised(status="archived"), changed_fields=("status",)
    )
    dated = ModelUpdate(existing=normalised(), updated=normalised(), changed_fields=("lifecycle.retiresAt",))
    diff = ModelSyncDiff(
        plan_id="a",
        provider="google",
        fetched_at=datetime(2027, 1, 1, tzinfo=UTC),
        listing_sha256="0" * 64,
        listed=3,
        updated_models=(flagged, dated),
        archived_models=(normalised(),),
    )
    assert words.counts(diff) == "0 new, 1 updated, 2 archived, 0 excluded"
