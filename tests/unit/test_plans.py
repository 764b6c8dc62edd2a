"""A plan's sets of ids: what is approved, rejected and undecided, worked out once."""

from __future__ import annotations

import pytest

from modelsync.core.models import ModelSyncDiff
from modelsync.core.plans import Plan, Review
from modelsync.core.safety import PlanContext
from tests.support.clock import NOON
from tests.support.models import normalised


@pytest.fixture
def plan():
    names = ("gpt-a", "gpt-b", "gpt-c", "gpt-d")
    return Plan(
        id="p",
        provider="openai",
        actor="local:a",
        fetched_at=NOON,
        digest="d",
        diff=ModelSyncDiff(
            plan_id="p",
            provider="openai",
            fetched_at=NOON,
            listing_sha256="d",
            listed=4,
            new_models=tuple(map(normalised, names)),
        ),
        context=PlanContext(in_doubt=frozenset({"gpt-c", "gpt-d"})),
        review=Review(ticks={"gpt-b": False, "gpt-c": True}),
    )


def test_what_a_person_unticked_is_rejected_and_what_is_in_doubt_is_undecided(plan):
    assert plan.ticked_by_default == {"gpt-a", "gpt-b"}
    assert plan.approved == {"gpt-a", "gpt-c"}
    assert plan.rejected == {"gpt-b"}
    assert plan.undecided == {"gpt-d"}


@pytest.mark.parametrize("name", ["ticked_by_default", "approved", "rejected", "undecided"])
def test_a_set_that_is_asked_for_row_by_row_is_worked_out_once(plan, name):
    assert getattr(plan, name) is getattr(plan, name)
