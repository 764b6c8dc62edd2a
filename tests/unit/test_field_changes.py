"""One value for each field that a run changed: by the declared paths, whatever another version stored beside them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from modelsync.core.field_changes import field_changes, first_moment, is_field, last_moment
from modelsync.core.lifecycle import Lifecycle
from modelsync.core.row_changes import RecordedChange, image
from modelsync.core.runs import ModelEvent, Run, RunCounts
from modelsync.report import change_words
from modelsync.report.csv_tables import changes_csv
from tests.support.models import price, stored

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
RUN = Run(
    run_id="7",
    kind="apply",
    provider="openai",
    plan_id="p",
    actor="ann",
    at=NOON,
    reason="=a reason",
    counts=RunCounts(inserted=0, updated=1, archived=0),
    undone_by=None,
)


def changed(before, after):
    return list(field_changes([ModelEvent(RUN, RecordedChange("gpt-a", "update", before, after))]))


def fields(before, after):
    return {change.field: (change.before, change.after) for change in changed(before, after)}


def test_each_field_that_differs_is_one_value_with_who_when_and_why():
    after = stored(enabled=True, pricing=price("1.5"), lifecycle=Lifecycle(replacement="gpt-b"))
    found = changed(image(stored()), image(after))
    assert found[0].to_json() == {
        "at": "2026-11-01T12:00:00Z",
        "runId": "7",
        "kind": "apply",
        "actor": "ann",
        "reason": "=a reason",
        "provider": "openai",
        "universalModelId": "gpt-a",
        "field": "enabled",
        "before": False,
        "after": True,
    }
    assert [(change.field, change.before, change.after) for change in found] == [
        ("enabled", False, True),
        ("pricing.input", "1.25", "1.5"),
        ("lifecycle.replacement", None, "gpt-b"),
    ]


def test_a_price_that_came_or_went_is_a_value_for_each_figure():
    assert fields(image(stored(pricing=None)), image(stored())) == {
        "pricing.input": (None, "1.25"),
        "pricing.output": (None, "10"),
        "pricing.source": (None, "by hand"),
        "pricing.asOf": (None, "2026-01-01"),
    }


def test_an_equal_amount_in_other_digits_is_no_change():
    assert changed(image(stored(pricing=price("1.250"))), image(stored(pricing=price("1.25")))) == []


def test_what_another_version_stored_beside_it_is_no_change():
    mine, other = image(stored()), image(stored())
    other |= {"colour": "blue", "pricing": {**other["pricing"], "audio": "3"}}
    assert changed(mine, other) == changed(other, mine) == []
    assert changed(None, other)[0].after == changed(None, mine)[0].after


@pytest.mark.parametrize("odd", [[], "none", 3, None, {"input": "a lot"}])
def test_a_price_in_a_shape_that_nobody_wrote_is_a_change_and_no_error(odd):
    found = changed({**image(stored()), "pricing": odd}, image(stored()))
    assert found[0].field == "pricing.input"
    for change in found:
        assert change_words.sides(change)


def test_each_capability_is_a_field():
    before = image(stored(capabilities={"tools": True, "effort": ["low"]}))
    after = image(stored(capabilities={"effort": ["low", "high"], "batch": True}))
    assert fields(before, after) == {
        "capabilities.batch": (None, True),
        "capabilities.effort": (["low"], ["low", "high"]),
        "capabilities.tools": (True, None),
    }


def test_a_model_that_was_added_or_removed_is_one_value():
    whole = image(stored(enabled=True))
    (added,), (removed,) = changed(None, whole), changed(whole, None)
    assert (added.field, added.before, removed.field, removed.after) == ("model", None, "model", None)
    assert added.after == removed.before
    assert added.after["displayName"] == "GPT-A"
    assert change_words.sides(added) == ("—", "GPT-A · enabled · $1.25 in, $10 out")


@pytest.mark.parametrize(
    ("field", "before", "after", "said"),
    [
        ("enabled", False, True, ("no", "yes")),
        ("context_window", 1_000_000, 1_048_576, ("1,000,000", "1,048,576")),
        ("context_window", 8192, 16_384, ("8k", "16k")),
        ("pricing", price("2"), price("2.5"), ("$2", "$2.50")),
        ("description", None, "New", ("—", "New")),
    ],
)
def test_before_and_after_are_said_as_people_write_them(field, before, after, said):
    (change,) = changed(image(stored(**{field: before})), image(stored(**{field: after})))
    assert change_words.sides(change) == said


def test_the_csv_has_json_values_and_no_formula():
    found = changed(image(stored(capabilities={"effort": ["low"]})), image(stored(enabled=True)))
    head, enabled, effort = changes_csv(found).lstrip("\ufeff").split("\r\n")[:3]
    assert head == "at,run_id,kind,actor,reason,provider,universal_model_id,field,before,after"
    assert enabled == "2026-11-01T12:00:00Z,7,apply,ann,'=a reason,openai,gpt-a,enabled,false,true"
    assert effort.endswith('gpt-a,capabilities.effort,"[""low""]",')


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11-30", "2026-11-30T00:00:00+00:00", "2026-11-30T23:59:59.999999+00:00"),
        ("2026-11-30T18:00", "2026-11-30T18:00:00+00:00", "2026-11-30T18:00:00+00:00"),
        ("2026-11-30T18:00:00+02:00", "2026-11-30T16:00:00+00:00", "2026-11-30T16:00:00+00:00"),
        ("2026-11-30T18:00:00.5Z", "2026-11-30T18:00:00.500000+00:00", "2026-11-30T18:00:00.500000+00:00"),
    ],
)
def test_a_date_is_the_whole_day_and_a_time_is_that_moment(text, first, last):
    assert (first_moment(text).isoformat(), last_moment(text).isoformat()) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01", "2026-11-30T25:00", "0001-01-01T00:00+05:00"]
)
def test_what_is_no_date_says_how_to_write_one(text):
    for read in (first_moment, last_moment):
        with pytest.raises(ValueError, match="2026-11-30"):
            read(text)


def test_fields_are_known_by_their_paths():
    assert all(
        map(is_field, ["model", "enabled", "pricing", "pricing.input", "capabilities.tools", "displayNameBy"])
    )
    assert not any(map(is_field, ["", "colour", "pricing.colour", "version", "display_name"]))
