"""Every declared field of a model is kept: what is written reads back, so that no plan proposes the same change for ever."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from modelsync.core.declared import fields_of
from modelsync.core.diff import changed_fields
from modelsync.core.image_keys import has_our_keys
from modelsync.core.kinds import DisplayName, ModelId, Tokens, Usd, UtcDatetime
from modelsync.core.model_fields import FIELDS
from modelsync.core.models import StoredModel
from modelsync.core.row_changes import RowChange, image, image_json
from modelsync.core.stored_json import encoded
from modelsync.store import subjects as store
from tests.support.sqlite_files import databases

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)
KINDS = (
    (ModelId, st.from_regex(r"[!-~]{1,40}", fullmatch=True)),
    (DisplayName, TEXT),
    (Tokens, st.integers(1, 10**12)),
    (int, st.integers(1, 10**12)),
    (Usd, st.decimals(0, 10**6, places=6) | st.just(Decimal("1E-7"))),
    (UtcDatetime, st.datetimes(timezones=st.just(UTC))),
    (str, TEXT),
)


def values(field):
    """Values of a field's kind; an object has some of its parts, a kind that is not listed is Hypothesis's to know."""
    if get_origin(field.kind) is tuple and issubclass(one := get_args(field.kind)[0], BaseModel):
        return st.lists(objects(one), max_size=2).map(tuple)
    if field.parts:
        whole = st.fixed_dictionaries({}, optional={part.name: values(part) for part in field.parts})
        return whole.map(field.kind.model_validate)
    known = [strategy for kind, strategy in KINDS if kind == field.kind]
    strategy = known[0] if known else st.from_type(field.kind)
    return st.none() | strategy if field.nullable else strategy


def objects(kind):
    """Objects of a list, with all of their parts that need a value."""
    parts = {kind.model_fields[part.name].alias or part.name: values(part) for part in fields_of(kind)}
    return st.fixed_dictionaries(parts).map(kind.model_validate)


BARE = StoredModel(
    id=0,
    provider="openai",
    universal_model_id="gpt-a",
    display_name="A",
    provider_display_name="A",
    enabled=False,
    version=1,
    created_at=NOW,
    updated_at=NOW,
)
"""A row in which all that can be is unknown."""

RULED = {"provider": "google", "universal_model_id": "gpt-b", "status": "archived", "enabled": True}
"""Columns whose values the table restricts, with another value each."""

OF_THE_ROW = {"provider", "universal_model_id"}
"""Columns that no update changes."""


def models():
    """Rows with any values in the fields that no rule of the table binds."""
    free = {field.name: values(field) for field in FIELDS if field.name not in RULED}
    return st.fixed_dictionaries(free).map(lambda drawn: BARE.model_copy(update=drawn))


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    with databases() as opened:
        database = opened(f"sqlite:///{tmp_path_factory.mktemp('kept') / 'models.db'}")
        database.upgrade()
        yield database


@pytest.fixture(scope="module")
def kept(database):
    """What the database gives back for a row that is inserted, and for one that becomes so by an update."""

    def change(session, action, before, after):
        store.write_changes(session, [RowChange(action, before, after)])
        return store.models(session)

    def kept(wanted):
        with database.writing("catalogue") as session:
            [inserted] = change(session, "insert", None, wanted)
            change(session, "remove", inserted, None)
            bare = BARE.model_copy(update={name: getattr(wanted, name) for name in OF_THE_ROW})
            [before] = change(session, "insert", None, bare)
            [updated] = change(session, "update", before, wanted.model_copy(update={"id": before.id}))
            change(session, "remove", updated, None)
        return inserted, updated

    return kept


@settings(max_examples=15)
@given(st.data())
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.path)
def test_each_value_that_is_not_the_default_is_kept(kept, field, data):
    other = values(field).filter(lambda value: value != getattr(BARE, field.name))
    value = RULED[field.name] if field.name in RULED else data.draw(other)
    wanted = BARE.model_copy(update={field.name: value})
    for found in kept(wanted):
        assert getattr(found, field.name) == value
        assert changed_fields(found, wanted) == ()


@given(models())
def test_the_stored_values_of_a_row_are_those_of_its_image(database, wanted):
    with database.writing("catalogue") as session:
        store.write_changes(session, [RowChange("insert", None, wanted)])
        [row] = store.rows_by_id(session, [wanted.universal_model_id]).values()
        found = row.model()
        store.write_changes(session, [RowChange("remove", found, None)])
    assert row.data() == image(found)
    assert image_json(found) == encoded(image(found))
    assert has_our_keys(row.data()) is not found.is_older


@given(models())
def test_a_row_with_any_values_is_kept(kept, wanted):
    for found in kept(wanted):
        assert changed_fields(found, wanted) == ()
        assert found.normalized().to_json() == wanted.normalized().to_json()
