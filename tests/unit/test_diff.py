"""The diff is exact: what it says, applied to the one side, gives the other; nothing else moves. Checked by properties."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelsync.core import diff
from modelsync.core.approval import Approval
from modelsync.core.diff import changed_fields
from modelsync.core.lifecycle import Lifecycle
from modelsync.core.models import ModelSyncDiff, NormalizedModel
from modelsync.core.normalise import normalise
from modelsync.core.pricing import Pricing
from modelsync.prices.book import Terms
from tests.support import models

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
IDS = [f"gpt-{letter}" for letter in "abcdef"]

# Each value is one draw, from all that it can be: a strategy within a strategy costs its own draw every time.
DAYS = [None, date(2026, 1, 1), TODAY, date(2027, 1, 1)]
AMOUNTS = [Decimal(text) for text in ("0", "0.075", "2.5", "2.50", "2.500", "10", "1E+1")]
NAMES = ["One", "Two", "Three", "Été", "四"]
LIFECYCLE = {
    "deprecated_at": DAYS,
    "retires_at": DAYS,
    "replacement": [None, "gpt-z"],
    "state": [None, "active", "deprecated", "retired"],
}
UNSENT = object()
TEXTS = [list(texts) for length in range(3) for texts in product("ab", repeat=length)]

ids = st.sampled_from(IDS)
names = st.sampled_from(NAMES)
words = st.sampled_from([None, *NAMES])
tokens = st.sampled_from([None, 1, 1000, 200_000])
moments = st.sampled_from([None, NOW, datetime(2025, 5, 5, tzinfo=UTC)])
prices = st.sampled_from(
    [
        None,
        *(
            Pricing(input=given, cached_input=cached, output=made, as_of=day)
            for given, cached, made, day in product(AMOUNTS, [None, *AMOUNTS], AMOUNTS, DAYS)
        ),
    ]
)
capabilities = st.dictionaries(
    st.sampled_from(["thinking", "thinking.types.adaptive", "batch", "generationMethods"]),
    st.sampled_from([False, True, *TEXTS]),
)
lifecycles = st.sampled_from(
    [Lifecycle(**dict(zip(LIFECYCLE, values, strict=True))) for values in product(*LIFECYCLE.values())]
)
sent_lifecycles = st.sampled_from(
    [
        Lifecycle(**{name: v for name, v in zip(LIFECYCLE, values, strict=True) if v is not UNSENT})
        for values in product(*([UNSENT, *known] for known in LIFECYCLE.values()))
    ]
)
"""What a provider may send: any of the keys, each with a value or with null."""


@st.composite
def normalised(draw):
    fields = {
        "display_name": names,
        "provider_display_name": names,
        "description": words,
        "released_at": moments,
        "context_window": tokens,
        "max_output_tokens": tokens,
        "pricing": prices,
        "lifecycle": lifecycles,
        "capabilities": capabilities,
        "status": st.sampled_from(["active", "archived"]),
    }
    return models.normalised(draw(ids), **{name: draw(values) for name, values in fields.items()})


@st.composite
def stored(draw):
    model = draw(normalised())
    return models.stored(
        **dict(model)
        | {
            "enabled": model.status == "active" and draw(st.booleans()),
            "id": 1 + IDS.index(model.universal_model_id),
            "display_name_by": draw(st.sampled_from(["provider", "admin"])),
            "version": draw(st.integers(1, 9)),
        }
    )


@st.composite
def listed(draw):
    """An entry as an adapter reads it, with whatever the provider left out."""
    return models.listed(
        draw(ids),
        display_name=draw(words),
        description=draw(words),
        released_at=draw(moments),
        context_window=draw(tokens),
        max_output_tokens=draw(tokens),
        lifecycle=draw(sent_lifecycles),
        capabilities=draw(capabilities),
    )


terms = st.none() | st.builds(Terms, display_name=words, context_window=tokens, pricing=prices)


def catalogues():
    return st.lists(stored(), unique_by=lambda row: row.universal_model_id).map(by_id)


def by_id(models):
    return {model.universal_model_id: model for model in models}


def proposed(catalogue, model):
    """A listed model as a sync proposes it: `enabled` stays the admin's."""
    row = catalogue.get(model.universal_model_id)
    enabled = row.enabled and model.status == "active" if row else None
    return model.model_copy(update={"enabled": enabled})


def compare(models, rows, **given):
    """The diff of these models against these rows."""
    empty = ModelSyncDiff(plan_id="p", provider="openai", fetched_at=NOW, listing_sha256="0", listed=0)
    return diff.compare(empty, models, rows, **given)


def applied(catalogue, found):
    """The catalogue after everything in the diff was applied, by id."""
    # As JSON and back, because that is how a plan reaches its apply.
    read = ModelSyncDiff.model_validate(found.to_json())
    approval = Approval(
        diff=read,
        archived_enabled=frozenset(
            model.universal_model_id
            for model in read.archived_models
            if catalogue[model.universal_model_id].enabled
        ),
        ids=frozenset(read.ids()),
        edits={},
        rows=catalogue,
        owners={},
        now=NOW,
    )
    assert approval.conflicts() == ()
    return {**catalogue, **{c.model.universal_model_id: c.after for c in approval.changes()}}


def sync(catalogue, entries, price):
    """One sync as the service makes it: normalise, then compare."""
    models = [
        normalise("openai", entry, catalogue.get(entry.universal_model_id), price, TODAY, date_is_final=True)
        for entry in entries
    ]
    return compare(models, catalogue)


whole_lists = st.lists(normalised(), unique_by=lambda model: model.universal_model_id)
entry_lists = st.lists(listed(), unique_by=lambda entry: entry.universal_model_id)


@given(listed(), st.none() | stored(), terms, st.booleans())
def test_a_merged_model_is_the_one_that_its_validation_gives(entry, row, price, readable):
    assert_as_validated(
        normalise("openai", entry, row, price, TODAY, date_is_final=True, prices_readable=readable)
    )


@given(stored())
def test_a_row_without_what_the_database_adds_is_the_model_that_its_validation_gives(row):
    assert_as_validated(row.normalized())


def assert_as_validated(model):
    validated = NormalizedModel(**dict(model))
    assert model == validated
    assert model.model_fields_set == validated.model_fields_set
    assert model.model_dump_json() == validated.model_dump_json()


@given(catalogues(), whole_lists)
def test_applying_the_difference_between_two_sides_to_the_first_gives_the_second(a, b):
    b = [proposed(a, model) for model in b]
    after = applied(a, compare(b, a))
    for model in b:
        row = after.get(model.universal_model_id)
        if row is None:  # first seen when already over
            assert model.status == "archived"
            continue
        wanted = model.model_copy(update={"enabled": bool(model.enabled)})
        assert changed_fields(row.normalized(), wanted) == ()
    for id_ in set(a) - set(by_id(b)):
        assert (after[id_].status, after[id_].enabled) == ("archived", False)
        gone = {"status": "archived", "enabled": False}
        assert changed_fields(a[id_].model_copy(update=gone).normalized(), after[id_].normalized()) == ()
    assert set(after) <= set(a) | set(by_id(b))


@given(catalogues(), whole_lists)
def test_after_applying_a_difference_there_is_none(a, b):
    after = applied(a, compare([proposed(a, model) for model in b], a))
    second = compare([proposed(after, model) for model in b], after)
    assert (second.new_models, second.updated_models, second.archived_models) == ((), (), ())


@given(catalogues())
def test_a_catalogue_does_not_differ_from_itself(a):
    found = compare([row.normalized() for row in a.values()], a)
    assert found.is_empty
    assert found.excluded == found.warnings == ()


@given(catalogues(), whole_lists, st.randoms())
def test_the_order_of_the_list_makes_no_difference(a, b, random):
    b = [proposed(a, model) for model in b]
    shuffled = random.sample(b, len(b))
    one, other = compare(b, a), compare(shuffled, dict(reversed(a.items())))
    assert by_id(one.new_models) == by_id(other.new_models)
    assert by_id(one.archived_models) == by_id(other.archived_models)
    assert {u.updated.universal_model_id: u for u in one.updated_models} == {
        u.updated.universal_model_id: u for u in other.updated_models
    }


@given(normalised(), st.randoms())
def test_the_order_of_keys_makes_no_difference(model, random):
    keys = random.sample(sorted(model.capabilities), len(model.capabilities))
    data = model.model_copy(update={"capabilities": {key: model.capabilities[key] for key in keys}}).to_json()
    reordered = type(model).model_validate({key: data[key] for key in random.sample(list(data), len(data))})
    assert changed_fields(model, reordered) == ()


@pytest.mark.parametrize(("one", "other"), [("2.5", "2.50"), ("10", "1E+1"), ("0", "0.000")])
def test_how_a_number_is_written_makes_no_difference(one, other):
    left, right = (
        models.normalised(pricing=Pricing(input=Decimal(text), output=Decimal(1))) for text in (one, other)
    )
    assert changed_fields(left, right) == ()


@given(catalogues(), entry_lists, terms)
def test_a_sync_never_touches_what_the_admin_owns(a, entries, price):
    after = applied(a, sync(a, entries, price))
    for id_, row in a.items():
        if row.display_name_by == "admin":
            assert (after[id_].display_name, after[id_].display_name_by) == (row.display_name, "admin")
        assert after[id_].enabled == (row.enabled and after[id_].status == "active")
    assert all(not row.enabled for id_, row in after.items() if id_ not in a)


@given(catalogues(), entry_lists, terms)
def test_nothing_archived_is_ever_enabled(a, entries, price):
    found = sync(a, entries, price)
    shown = (
        *found.new_models,
        *found.archived_models,
        *(update.updated for update in found.updated_models),
        *applied(a, found).values(),
    )
    assert not [model for model in shown if model.enabled and model.status == "archived"]


@given(catalogues(), entry_lists, terms)
def test_a_second_sync_of_the_same_list_finds_nothing(a, entries, price):
    after = applied(a, sync(a, entries, price))
    assert sync(after, entries, price).is_empty


@given(catalogues(), entry_lists, terms)
def test_an_untouched_row_keeps_its_version_and_a_changed_one_rises_by_one(a, entries, price):
    found = sync(a, entries, price)
    touched = set(found.ids())
    after = applied(a, found)
    for id_, row in a.items():
        assert after[id_].version == row.version + (id_ in touched)
        assert after[id_].id == row.id


@given(catalogues(), whole_lists)
def test_changed_fields_are_exactly_the_fields_that_differ(a, b):
    for update in compare([proposed(a, model) for model in b], a).updated_models:
        assert update.changed_fields
        before, after = update.existing.to_json(), update.updated.to_json()
        for path in update.changed_fields:
            head, _, rest = path.partition(".")
            left, right = before[head], after[head]
            assert left != right, path
            if rest:
                assert (left or {}).get(rest) != (right or {}).get(rest), path


@given(catalogues(), whole_lists, st.sets(ids))
def test_an_id_whose_entry_could_not_be_read_is_neither_updated_nor_archived(a, b, unread):
    b = [proposed(a, model) for model in b if model.universal_model_id not in unread]
    assert not unread & set(compare(b, a, undecided=unread).ids())


@given(catalogues(), whole_lists)
def test_an_incomplete_list_archives_nothing_by_absence_and_names_what_it_held_back(a, b):
    b = [proposed(a, model) for model in b]
    whole, part = compare(b, a), compare(b, a, complete=False)
    assert part.archived_models == ()
    assert {notice.universal_model_id for notice in part.warnings} == set(by_id(whole.archived_models))
