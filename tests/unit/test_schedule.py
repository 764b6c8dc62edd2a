"""When the schedule syncs: intervals, start, jitter, pauses after failures; and which milestones a last day has reached."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelsync.core.intervals import in_words, interval
from modelsync.core.lifecycle import Lifecycle
from modelsync.core.milestones import MILESTONES, OVERDUE, new_milestones, reached
from modelsync.core.schedule import first_tick, next_tick, next_try
from tests.support.models import stored


def model(id_, *, enabled, retires_at=None):
    return stored(id_, enabled=enabled, lifecycle=Lifecycle(retires_at=retires_at))


NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
chance = st.floats(0, 1, exclude_max=True)
intervals = st.timedeltas(timedelta(seconds=1), timedelta(days=7))


@pytest.mark.parametrize(
    ("text", "seconds"), [("5s", 5), ("30m", 1800), ("6h", 21_600), ("1d", 86_400), (" 6H ", 21_600)]
)
def test_an_interval_is_read(text, seconds):
    assert interval(text).total_seconds() == seconds


@pytest.mark.parametrize(
    "text", ["", "6", "h", "0h", "-6h", "6 hours", "1.5h", "32d", "9999999s", "٦h", "6h6h"]
)
def test_another_text_is_refused_with_the_cure(text):
    with pytest.raises(ValueError, match="such as"):
        interval(text)


def test_lengths_of_time_are_said_in_their_largest_unit():
    said = [in_words(timedelta(seconds=s)) for s in (-5, 0, 59, 60, 3599, 7200, 90_000)]
    assert said == ["0 s", "0 s", "59 s", "1 min", "59 min", "2 h", "1 d"]


@given(intervals, chance)
def test_a_start_waits_at_most_a_minute_and_a_tick_about_an_interval(every, share):
    assert NOW <= first_tick(NOW, every, share) <= NOW + timedelta(minutes=1)
    assert every * 0.89 <= next_tick(NOW, every, share) - NOW <= every * 1.11


@given(intervals, chance, st.integers(1, 50))
def test_after_a_failure_it_is_tried_sooner_and_then_later_and_later(every, share, failures):
    pauses = [next_try(NOW, every, count, None, share) - NOW for count in (failures, failures + 1)]
    assert timedelta(0) < pauses[0] <= pauses[1] <= every
    assert next_try(NOW, every, 1, None, share) - NOW < every / 10


@given(intervals, chance, st.integers(1, 50), st.timedeltas(timedelta(0), timedelta(days=30)))
def test_never_before_the_provider_wants_it(every, share, failures, wait):
    assert next_try(NOW, every, failures, wait, share) >= NOW + wait


@given(st.integers(-400, 400))
def test_the_nearest_milestone_is_the_smallest_that_is_not_passed(days):
    found = reached(days)
    if found is None:
        assert days > max(MILESTONES)
    elif found == OVERDUE:
        assert days < 0
    else:
        assert found >= days
        assert not any(days <= other < found for other in MILESTONES)


@given(st.lists(st.integers(-30, 120), min_size=1, max_size=30))
def test_each_milestone_is_told_once_however_often_one_looks(days):
    retires = date(2027, 3, 1)
    last = model("gpt-5", enabled=True, retires_at=retires)
    seen: dict[tuple[str, date], int] = {}
    told = []
    for left in sorted(days, reverse=True):
        for _ in range(2):
            found = new_milestones([last], seen, retires - timedelta(days=left))
            told += [one.reached for one in found]
            seen |= {(one.model.universal_model_id, one.retires_at): one.reached for one in found}
    assert told == sorted({one for left in days if (one := reached(left)) is not None}, reverse=True)


def test_only_enabled_active_models_with_a_day_count():
    day = date(2026, 12, 1)
    models = [
        model("gpt-a", enabled=True, retires_at=day),
        model("gpt-b", enabled=False, retires_at=day),
        model("gpt-c", enabled=True),
        model("gpt-d", enabled=True, retires_at=day + timedelta(days=400)),
    ]
    found = new_milestones(models, {}, date(2026, 11, 25))
    assert [(one.model.universal_model_id, one.reached, one.days) for one in found] == [("gpt-a", 7, 6)]


def test_another_last_day_begins_anew():
    seen = {("gpt-a", date(2026, 12, 1)): 0}
    later = [model("gpt-a", enabled=True, retires_at=date(2027, 1, 10))]
    assert [one.reached for one in new_milestones(later, seen, date(2026, 12, 1))] == [60]
