"""Stored JSON with other keys still reads; what cannot be read is one sentence that names the plan or run."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.core.lifecycle import Lifecycle
from modelsync.core.models import ModelSyncDiff
from modelsync.core.pricing import Pricing
from modelsync.errors import StoreError
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from modelsync.store.model_rows import read_once
from tests.support.clock import Clock
from tests.support.older_version import (
    LISTINGS,
    PRICES,
    UPGRADED,
    at,
    documents,
    objects,
    restore,
    serve,
    with_keys_of_a_newer_version,
    write,
)
from tests.support.provider_transport import Providers
from tests.support.providers import ITEM
from tests.support.service_calls import plan
from tests.support.sqlite_rows import Rows

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


REQUIRED = {
    *("planId", "provider", "fetchedAt", "listingSha256", "listed", "universalModelId", "displayName"),
    *("providerDisplayName", "existing", "updated", "changedFields", "rule", "reason", "code", "message"),
    *("id", "createdAt"),
}
"""Keys without which a value means nothing; every other one has a default."""
KEYS = st.text(min_size=1, max_size=12).map("x-{}".format)
_LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
VALUES = _LEAVES | st.lists(_LEAVES, max_size=2) | st.dictionaries(st.text(max_size=5), _LEAVES, max_size=2)
UNREADABLE = ["{", "[]", "null", '"text"', "7"]


def test_equal_objects_are_read_as_one_value_and_true_is_no_1():
    one = read_once(Pricing, {"input": 1})
    assert read_once(Pricing, {"input": 1}) is one
    assert str(read_once(Pricing, {"input": 1.0}).input) == "1.0"
    assert read_once(Pricing, {"input": True}) == {"input": True}


def test_objects_that_differ_in_their_keys_alone_are_two_values():
    short, long = (read_once(Lifecycle, keys) for keys in ({}, {"source": None}))
    assert short == long
    assert (short.is_older, long.is_older) == (True, False)


@pytest.fixture(scope="module")
def as_written(tmp_path_factory):
    """The older version's file, which nobody changes."""
    file = tmp_path_factory.mktemp("older") / "modelsync.db"
    restore(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="module")
def stored(as_written):
    return list(documents(as_written))


@pytest.fixture
def older_file(as_written, environment):
    return shutil.copy(as_written, environment / "modelsync.db")


@pytest.fixture
def older(older_file, new_service, providers, clock):
    serve(providers)
    clock.now = UPGRADED
    return new_service(pricing_dir=PRICES)


@pytest.fixture(scope="module")
def reading(tmp_path_factory):
    """A file and a service over it, for many examples."""
    file = tmp_path_factory.mktemp("read") / "modelsync.db"
    restore(f"sqlite:///{file}")
    service = AiModelSyncService(
        Settings.read(database_url=f"sqlite:///{file}"), transport=Providers(), clock=Clock(UPGRADED)
    )
    yield file, service
    service.database.engine.dispose()


def everything(service):
    """All that is stored, as this version reads it."""
    plan_ids = {plan.id for plan in service.latest_plans().values()}
    runs = service.history()
    return (
        service.models(),
        [service.plan(plan_id) for plan_id in sorted(plan_ids)],
        [service.run_changes(run.run_id) for run in runs],
    )


@given(data=st.data())
def test_keys_that_this_version_does_not_know_change_nothing(data, stored, reading):
    file, service = reading
    table, row, column, value = data.draw(st.sampled_from(stored))
    models, plans, _ = everything(service)
    other = json.loads(json.dumps(value))
    additions = st.tuples(st.sampled_from(list(objects(value))), KEYS, VALUES)
    for place, key, new in data.draw(st.lists(additions, min_size=1, max_size=5)):
        at(other, place)[key] = new
    write(file, (table, row, column, other))
    try:
        assert everything(service)[:2] == (models, plans)
    finally:
        write(file, (table, row, column, value))


@given(data=st.data())
def test_keys_that_an_older_version_did_not_write_are_filled(data, stored, reading):
    file, service = reading
    table, row, column, value = data.draw(st.sampled_from(stored))
    optional = [(place, key) for place in objects(value) for key in at(value, place) if key not in REQUIRED]
    other = json.loads(json.dumps(value))
    for place, key in data.draw(st.lists(st.sampled_from(optional), unique=True)) if optional else ():
        try:
            at(other, place).pop(key, None)
        except (KeyError, IndexError, TypeError):
            continue  # it went with an outer one
    write(file, (table, row, column, other))
    try:
        models, plans, _ = everything(service)
    finally:
        write(file, (table, row, column, value))
    assert not any(model.unreadable for model in models)
    assert not any(plan.problem for plan in plans)


def test_a_plan_that_was_just_made_writes_what_it_writes_when_it_is_read_again(
    as_written, tmp_path, new_service, providers, clock
):
    for provider, new in (("openai", "gpt-5.9"), ("google", "gemini-5-pro"), ("anthropic", "claude-opus-9")):
        _gone, *rest = LISTINGS[provider]["listed"]
        renamed = [
            item | {"displayName": f"{item['displayName']} 2"} if "displayName" in item else item
            for item in rest
        ]
        providers.set(provider, *renamed, ITEM[provider](new))

    def synced(name):
        clock.now = UPGRADED
        file = shutil.copy(as_written, tmp_path / name)
        service = new_service(database_url=f"sqlite:///{file}", pricing_dir=PRICES)
        return file, service, [plan(service, provider) for provider in ITEM]

    def written(file, service, diffs):
        clock.now = UPGRADED + timedelta(hours=1)
        for diff in diffs:
            service.apply_sync(diff.plan_id, diff.ids(), actor=LOCAL, reason="All of it", force=True)
        rows = Rows(file)
        return rows(), rows("SELECT action, before, after FROM model_change WHERE run_id > 15")

    made = synced("made.db")
    at_once = written(*made)
    read_again = synced("read-again.db")
    synced("another.db")  # as many plans as are kept
    assert written(*read_again) == at_once
    assert {change["action"] for change in at_once[1]} == {"insert", "update", "archive"}


def test_inputs_stay_strict(stored):
    diff = next(value for _, _, column, value in stored if column == "diff")
    ModelSyncDiff.model_validate(diff)
    for place in objects(diff):
        other = json.loads(json.dumps(diff))
        at(other, place)["ofNewerVersion"] = True
        with pytest.raises(ValidationError):
            ModelSyncDiff.model_validate(other)


@pytest.mark.parametrize("text", UNREADABLE)
@pytest.mark.parametrize("column", ["diff", "facts", "review"])
def test_a_plan_that_cannot_be_read_is_one_sentence_and_the_next_sync_mends_it(
    older, older_file, column, text
):
    whole = older.latest_plans()["openai"]
    broken, ticks = whole.id, whole.review.ticks
    write(older_file, ("sync_plan", broken, column, text))
    plans = older.latest_plans()
    assert [name for name, plan in plans.items() if not plan.problem] == ["google", "anthropic"]
    sentence = plans["openai"].problem
    assert sentence.startswith(f"Plan {broken} of openai cannot be read (")
    assert sentence.endswith("Sync openai again for a new one.")
    assert "\n" not in sentence
    for act in (
        lambda: older.plan(broken),
        lambda: older.apply_sync(broken, "all", actor=LOCAL),
        lambda: older.change_review(broken, lambda review: review, actor=LOCAL),
        lambda: older.compare_again(broken, actor=LOCAL),
    ):
        with pytest.raises(StoreError) as raised:
            act()
        assert str(raised.value) == sentence
    assert older.status().problems == (sentence,)
    diff = older.sync_with_provider("openai", actor=LOCAL)
    mended = older.latest_plans()["openai"]
    assert (mended.id, mended.review.ticks) == (diff.plan_id, ticks)
    assert not older.status().problems


def test_a_plan_whose_listing_cannot_be_read_is_not_compared_again(older, older_file):
    plan_id = older.latest_plans()["openai"].id
    write(older_file, ("sync_plan", plan_id, "listing", "{"))
    with pytest.raises(StoreError, match=f"Plan {plan_id} of openai cannot be read"):
        older.compare_again(plan_id, actor=LOCAL)


@pytest.mark.parametrize("text", [*UNREADABLE[:2], *UNREADABLE[3:], "{}"])
def test_a_run_that_cannot_be_read_is_one_sentence_and_the_others_are_undone(older, older_file, text):
    (change,) = [
        d for d in documents(older_file) if d[2] == "before" and d[3]["universalModelId"] == "gpt-5"
    ][-1:]
    (run_id,) = {event.run.run_id for event in older.model_history("gpt-5")[:1]}
    write(older_file, (*change[:3], text))
    sentence = f"Run {run_id} cannot be read"
    if text != "{}":  # an object can be shown, whatever its keys
        with pytest.raises(StoreError, match=sentence):
            older.run_changes(run_id)
        with pytest.raises(StoreError, match=sentence):
            older.model_history("gpt-5")
    with pytest.raises(StoreError, match=sentence):
        older.undo(run_id, actor=LOCAL)
    assert len(older.history()) == 15
    assert older.undo("15", actor=LOCAL)[1] == ()
    assert older.sync_with_provider("openai", actor=LOCAL).listed


@pytest.mark.parametrize(
    ("key", "value", "fields"),
    [
        ("pricing", "free", ["pricing"]),
        ("pricing", {"input": "-1"}, ["pricing"]),
        ("limits", 5, ["context_window", "max_output_tokens"]),
        ("limits", {"contextWindow": "all"}, ["context_window"]),
        ("lifecycle", [], ["lifecycle"]),
        ("capabilities", {"batch": 3}, ["capabilities"]),
        ("releasedAt", "soon", ["released_at"]),
        ("providerDisplayName", 7, ["provider_display_name"]),
    ],
)
def test_a_value_of_a_model_that_cannot_be_read_is_unknown_and_the_next_sync_says_so(
    older, older_file, key, value, fields
):
    config = older_config(older_file, "gpt-5")
    write(older_file, (*config[:3], config[3] | {key: value}))
    models = {model.universal_model_id: model for model in older.models()}
    assert len(models) == 25
    assert {id_: model.unreadable for id_, model in models.items() if model.unreadable} == {
        "gpt-5": tuple(fields)
    }
    diff = older.sync_with_provider("openai", actor=LOCAL)
    (warning,) = [w for w in diff.warnings if w.code == "unreadable-value"]
    assert warning.universal_model_id == "gpt-5"
    assert fields[0] in warning.message


def older_config(file, model_id):
    return next(d for d in documents(file) if d[2] == "config" and d[3]["universalModelId"] == model_id)


def test_words_and_fields_of_a_newer_version_are_passed_over(older, older_file):
    (diff,) = [
        d for d in documents(older_file) if d[2] == "diff" and d[1] == older.latest_plans()["anthropic"].id
    ]
    table, row, column, value = diff
    haiku, sonnet = value["updatedModels"]
    haiku["changedFields"] = ["pricing.perRequest", "hosting"]
    sonnet["changedFields"] += ["lifecycle.freeze.from", "tier"]
    sonnet["updated"]["lifecycle"]["state"] = "frozen"
    facts = {"proofs": {"claude-sonnet-4-5-20250929": "moved"}}
    write(older_file, (table, row, column, value), (table, row, "facts", facts))
    plan = older.latest_plans()["anthropic"]
    assert [update.changed_fields for update in plan.diff.updated_models] == [
        ("contextWindow", "maxOutputTokens", "capabilities.structured_outputs")
    ]
    assert plan.diff.updated_models[0].updated.lifecycle.state is None
    assert plan.context.proofs == {"claude-sonnet-4-5-20250929": "unproven"}
    run = older.apply_sync(plan.id, plan.diff.ids(), actor=LOCAL, force=True, reason="As planned")
    assert older.undo(run.run_id, actor=LOCAL)[1] == ()


def test_a_run_whose_images_have_more_keys_than_the_rows_is_undone(older, older_file):
    with_keys_of_a_newer_version(older_file)
    older.edit(
        {"gpt-5": Edit(display_name="Renamed")}, actor=LOCAL
    )  # this version writes the row without them
    older.undo("16", actor=LOCAL)
    assert older.undo("15", actor=LOCAL)[1] == ()
