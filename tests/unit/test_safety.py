"""The safety check: each finding at its threshold."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelsync.core.models import ModelSyncDiff, ModelUpdate
from modelsync.core.pricing import Pricing
from modelsync.core.safety import PlanContext, Thresholds, findings
from tests.support.models import normalised


def codes(found):
    return [finding.code for finding in found]


def diff(*, archived=(), updated=()):
    return ModelSyncDiff(
        plan_id="p",
        provider="google",
        fetched_at="2026-11-01T12:00:00Z",
        listing_sha256="0",
        listed=0,
        archived_models=tuple(
            normalised(id_, "google", status="archived", enabled=False) for id_ in archived
        ),
        updated_models=tuple(updated),
    )


def flagged(id_, *, enabled=False):
    """An update by which the provider archives the model."""
    return ModelUpdate(
        existing=normalised(id_, "google", enabled=enabled),
        updated=normalised(id_, "google", status="archived", enabled=False),
        changed_fields=("status",),
    )


def priced(before, after, kind="input"):
    prices = [None if p is None else Pricing(**{kind: Decimal(p)}) for p in (before, after)]
    return ModelUpdate(
        existing=normalised("m", "google", pricing=prices[0]),
        updated=normalised("m", "google", pricing=prices[1]),
        changed_fields=(f"pricing.{kind}",),
    )


@pytest.mark.parametrize(
    ("active", "archived", "unsafe"),
    [
        (100, 0, False),
        (100, 30, False),  # 30 % is still ordinary
        (100, 31, True),
        (10, 3, False),
        (10, 4, True),
        (9, 4, False),  # fewer than ten: up to half
        (9, 5, True),
        (4, 2, False),
        (2, 1, False),
        (1, 1, True),
    ],
)
@pytest.mark.parametrize("by_flag", [False, True])
def test_archiving_a_large_share_is_a_finding(active, archived, unsafe, by_flag):
    ids = [f"m{number}" for number in range(archived)]
    plan = diff(updated=map(flagged, ids)) if by_flag else diff(archived=ids)
    found = findings(plan, PlanContext(active=active), Thresholds())
    assert codes(found) == ["many-archived"] * unsafe
    for finding in found:
        assert f"{archived} of {active} active models" in finding.message


@given(st.integers(1, 400), st.data())
def test_the_share_is_exact_at_every_size(active, data):
    archived = data.draw(st.integers(0, active))
    found = findings(
        diff(archived=[f"m{n}" for n in range(archived)]), PlanContext(active=active), Thresholds()
    )
    limit = 3 * active if active >= 10 else 5 * active
    assert bool(found) == (10 * archived > limit)


def test_archiving_an_enabled_model_is_a_finding_however_many_there_are():
    facts = PlanContext(active=1000, archived_enabled=frozenset({"a", "elsewhere"}))
    found = findings(diff(archived=["a", "b"], updated=[flagged("c", enabled=True)]), facts, Thresholds())
    assert [(f.code, f.universal_model_id) for f in found] == [
        ("enabled-archived", "a"),
        ("enabled-archived", "c"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("1", "3", None),
        ("3", "1", None),
        ("1", "3.01", "price-jump"),
        ("3.01", "1", "price-jump"),
        ("1", "600", "price-jump"),
        ("1", "1000", "price-unit"),
        ("0.0025", "2.5", "price-unit"),
        ("2.5", "0.0000025", "price-unit"),
        ("1", "1400", "price-unit"),
        ("1", "1600", "price-jump"),
        ("2", "0", "price-jump"),
        ("0", "2", "price-jump"),
        ("0", "0.00", None),
        (None, "5", None),  # a first price and a price that went have nothing to compare with
        ("5", None, None),
    ],
)
@pytest.mark.parametrize("kind", ["input", "cached_input", "output"])
def test_a_price_that_jumps_is_a_finding_with_both_prices(before, after, code, kind):
    found = findings(diff(updated=[priced(before, after, kind)]), PlanContext(active=100), Thresholds())
    assert codes(found) == ([code] if code else [])
    for finding in found:
        assert f"from ${before} to ${after}" in finding.message
        assert finding.universal_model_id == "m"


@pytest.mark.parametrize(
    ("before", "listed", "unsafe"),
    [(None, 0, False), (9, 1, False), (10, 7, False), (10, 6, True), (130, 91, False), (130, 90, True)],
)
def test_a_listing_that_lost_much_is_a_finding_even_if_nothing_of_it_is_approved(before, listed, unsafe):
    facts = PlanContext(active=100, listed=listed, previously_listed=before)
    found = findings(diff(), facts, Thresholds())
    assert codes(found) == ["short-listing"] * unsafe


def test_every_threshold_is_a_setting():
    lax = Thresholds(archive_share=1, archive_share_of_few=1, price_factor=Decimal(10), listing_shrink=1)
    facts = PlanContext(active=20, listed=1, previously_listed=130)
    plan = diff(archived=[f"m{n}" for n in range(20)], updated=[priced("1", "9")])
    assert findings(plan, facts, lax) == ()
    assert codes(findings(plan, facts, Thresholds())) == ["short-listing", "many-archived", "price-jump"]
