"""The cut of recorded lists: what folds to its lines unfolds to the same lists."""

import json

import pytest

from tests.support.cut_listings import fold
from tests.support.recorded_lists import CUT, recordings, unfold

FILES = sorted(str(path.relative_to(CUT).with_suffix("")) for path in CUT.rglob("*.jsonl"))


def lists(*entries):
    return [({"recorded": f"2026-01-0{n}", "list": "data"}, items) for n, items in enumerate(entries, 1)]


def test_lists_with_repeats_and_models_that_leave_and_return_unfold_as_they_were():
    gone = {"id": "a", "created": 1}
    repeated = [{"id": "b", "limit": 1}, {"id": "b", "limit": 2}]
    given = lists([gone, *repeated], repeated, [*repeated, gone], [repeated[1], gone], [])
    assert [items for _, items in unfold(fold(given))] == [items for _, items in given]


@pytest.mark.parametrize(("before", "after"), [({"limit": 1}, {"limit": True}), ({}, {"limit": None})])
def test_values_that_are_sent_otherwise_are_a_change(before, after):
    given = lists([{"id": "a", **before}], [{"id": "a", **after}])
    assert json.dumps([items for _, items in unfold(fold(given))]) == json.dumps(
        [items for _, items in given]
    )


def test_an_entry_that_stays_as_it_is_takes_one_line():
    assert len(list(fold(lists([{"id": "a"}], [{"id": "a"}])))) == 3


@pytest.mark.parametrize("provider", FILES)
def test_each_file_of_the_cut_is_in_date_order_and_has_no_line_that_says_nothing_new(provider):
    lines = [json.loads(line) for line in (CUT / f"{provider}.jsonl").read_bytes().splitlines()]
    days = [recording.day for recording in recordings(CUT, provider)]
    assert days == sorted(days)
    assert sum(1 for _ in fold(_headers_and_items(lines))) == len(lines)


def _headers_and_items(lines):
    for header, items in unfold(lines):
        yield {key: value for key, value in header.items() if key != "gone"}, items
