"""A run is taken back whole, one after the other down to an empty catalogue; a row that moved since is named and left."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from modelsync.core.row_changes import image
from modelsync.core.undo import same_data
from modelsync.errors import NotFoundError, PlanClosedError
from tests.support.command_process import modelsync
from tests.support.pricing_files import price_file
from tests.support.providers import google_item

IDS = [f"gemini-{number}-pro" for number in range(1, 6)]


@pytest.fixture
def service(new_service, database_url):
    return new_service(database_url=database_url)


@pytest.fixture
def stocked(service, providers):
    providers.set("google", *[google_item(id_) for id_ in IDS])
    applied(service)
    return service


def applied(service, **how):
    diff = service.sync_with_provider("google", actor=LOCAL)
    return service.apply_sync(diff.plan_id, "all", force=True, reason="a test", actor=LOCAL, **how)


def models(service):
    return {model.universal_model_id: model for model in service.models()}


def data(service):
    """The catalogue without what moves on at every change."""
    return {id_: {**image(model), "version": 0} for id_, model in models(service).items()}


def test_a_row_gets_everything_back_its_name_and_its_switch_too(stocked, providers, pricing_dir):
    stocked.edit({IDS[0]: Edit(display_name="Ours", enabled=True), IDS[1]: Edit(enabled=True)}, actor=LOCAL)
    before = data(stocked)
    price_file(pricing_dir, "google", {"id": IDS[0], "input": "9"})
    providers.set(
        "google", google_item(IDS[0], displayName="X", inputTokenLimit=5), google_item("gemini-9-pro")
    )
    run = applied(stocked, edits={IDS[0]: Edit(display_name="Other", enabled=False)})
    assert data(stocked) != before
    versions = {id_: model.version for id_, model in models(stocked).items()}
    moments = {id_: model.updated_at for id_, model in models(stocked).items()}
    undo, left = stocked.undo(run.run_id, actor=Actor("ben", "admin"), reason="a mistake")
    assert left == ()
    assert data(stocked) == before
    assert "gemini-9-pro" not in models(stocked)
    for id_, model in models(stocked).items():
        assert model.version == versions[id_] + 1
        assert model.updated_at > moments[id_]
    assert (undo.kind, undo.provider, undo.actor, undo.reason) == ("undo", "google", "ben", "a mistake")
    assert undo.counts.total == run.counts.total
    assert stocked.history()[1].undone_by == undo.run_id


def test_an_undo_is_a_run_with_its_changes_and_can_be_undone_with_the_old_keys(stocked, providers):
    providers.set("google", *[google_item(id_) for id_ in (*IDS[:4], "gemini-8-pro", "gemini-9-pro")])
    run = applied(stocked)
    after, keys = data(stocked), {id_: model.id for id_, model in models(stocked).items()}
    undo, _ = stocked.undo(run.run_id, actor=LOCAL)
    assert sorted(change.action for change in stocked.run_changes(undo.run_id)) == [
        "remove",
        "remove",
        "update",
    ]
    redo, left = stocked.undo(undo.run_id, actor=LOCAL)
    assert left == ()
    assert data(stocked) == after
    assert {id_: model.id for id_, model in models(stocked).items()} == keys
    assert sorted(change.action for change in stocked.run_changes(redo.run_id)) == [
        "archive",
        "insert",
        "insert",
    ]
    by_id = {r.run_id: r for r in stocked.history()}
    assert (by_id[run.run_id].undone_by, by_id[undo.run_id].undone_by) == (None, redo.run_id)
    assert stocked.undo(redo.run_id, actor=LOCAL)[1] == ()
    assert stocked.undo(stocked.history()[0].run_id, actor=LOCAL)[1] == ()
    assert data(stocked) == after


def test_undoing_and_redoing_by_turns_always_says_which_runs_are_taken_back(stocked):
    chain = ["1"]
    for turn in range(1, 6):
        run, _ = stocked.undo(chain[-1], actor=LOCAL)
        chain.append(run.run_id)
        undone = {run.run_id: run.undone_by for run in stocked.history()}
        # The newest run holds, so the one before it does not, so the one before that does, and so on.
        expected = {id_: chain[at + 1] if (turn - at) % 2 else None for at, id_ in enumerate(chain[:-1])}
        assert undone == expected | {chain[-1]: None}
        assert bool(stocked.models()) == (turn % 2 == 0)


def test_what_was_undone_is_not_undone_again_and_the_sentence_names_the_run(stocked):
    run = stocked.edit({IDS[0]: Edit(enabled=True)}, actor=LOCAL)
    undo, _ = stocked.undo(run.run_id, actor=LOCAL)
    before = data(stocked)
    with pytest.raises(PlanClosedError, match=rf"Run {run.run_id} was undone by run {undo.run_id}\."):
        stocked.undo(run.run_id, actor=LOCAL)
    assert data(stocked) == before
    assert len(stocked.history()) == 3


@pytest.mark.parametrize("run_id", ["99", "0", "-1", "one", "", "１", "9" * 40])
def test_a_run_that_there_is_not_cannot_be_undone(stocked, run_id):
    with pytest.raises(NotFoundError, match="There is no run"):
        stocked.undo(run_id, actor=LOCAL)
    assert len(stocked.history()) == 1


def test_rows_that_moved_since_are_named_and_left_and_the_others_go_back(stocked, providers):
    providers.set(
        "google", *[google_item(id_, inputTokenLimit=5) for id_ in IDS], google_item("gemini-9-pro")
    )
    run = applied(stocked)
    stocked.edit({IDS[0]: Edit(enabled=True), "gemini-9-pro": Edit(display_name="Ours")}, actor=LOCAL)
    left_alone = models(stocked)
    undo, left = stocked.undo(run.run_id, actor=LOCAL)
    assert sorted(left) == [f"{IDS[0]} changed since", "gemini-9-pro changed since"]
    assert undo.counts.updated == 4
    assert models(stocked)[IDS[0]] == left_alone[IDS[0]]
    assert models(stocked)["gemini-9-pro"] == left_alone["gemini-9-pro"]
    assert {models(stocked)[id_].context_window for id_ in IDS[1:]} == {1_048_576}


def test_a_row_that_moved_and_came_back_is_taken_back(stocked):
    run = stocked.edit({IDS[0]: Edit(display_name="Ours")}, actor=LOCAL)
    stocked.edit({IDS[0]: Edit(enabled=True)}, actor=LOCAL)
    stocked.edit({IDS[0]: Edit(enabled=False)}, actor=LOCAL)
    assert stocked.undo(run.run_id, actor=LOCAL)[1] == ()
    assert models(stocked)[IDS[0]].display_name_by == "provider"


def test_an_undo_that_can_take_nothing_back_is_no_run(stocked):
    run = stocked.edit({IDS[0]: Edit(display_name="Ours")}, actor=LOCAL)
    stocked.edit({IDS[0]: Edit(display_name="Theirs")}, actor=LOCAL)
    assert stocked.undo(run.run_id, actor=LOCAL) == (None, (f"{IDS[0]} changed since",))
    assert len(stocked.history()) == 3
    assert stocked.history()[1].undone_by is None


def test_an_archived_model_that_was_enabled_is_enabled_again(stocked, providers):
    stocked.edit({id_: Edit(enabled=True) for id_ in IDS}, actor=LOCAL)
    providers.set("google", google_item(IDS[0]))
    run = applied(stocked)
    assert [m.enabled for m in stocked.models()] == [True, False, False, False, False]
    stocked.undo(run.run_id, actor=LOCAL)
    assert [(m.status, m.enabled) for m in stocked.models()] == [("active", True)] * 5


def test_runs_go_back_one_after_the_other_to_an_empty_catalogue(stocked, providers):
    states = [{}, data(stocked)]
    for step in range(1, 4):
        providers.set(
            "google",
            *[google_item(id_, inputTokenLimit=step) for id_ in (*IDS[step:], f"gemini-{step}.5-pro")],
        )
        applied(stocked, edits={f"gemini-{step}.5-pro": Edit(enabled=True)})
        states.append(data(stocked))
        stocked.edit({f"gemini-{step}.5-pro": Edit(display_name=f"Step {step}")}, actor=LOCAL)
        states.append(data(stocked))
    done = [run.run_id for run in stocked.history()]
    assert data(stocked) == states.pop()
    for run_id in done:
        assert stocked.undo(run_id, actor=LOCAL)[1] == ()
        assert data(stocked) == states.pop()
    assert stocked.models() == []
    assert {run.run_id for run in stocked.history() if run.undone_by} == set(done)
    # And all the way up again.
    for run in [run for run in stocked.history() if run.kind == "undo"]:
        assert stocked.undo(run.run_id, actor=LOCAL)[1] == ()
    assert len(models(stocked)) == 8


def test_on_the_command_line_a_part_left_is_exit_3_with_its_name(stocked, database_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    run = stocked.edit({id_: Edit(enabled=True) for id_ in IDS}, actor=LOCAL)
    stocked.edit({IDS[4]: Edit(display_name="Ours")}, actor=LOCAL)
    partly = modelsync("undo", run.run_id, "--reason", "too early")
    assert partly.code == 3
    assert partly.err == f"Left: {IDS[4]} changed since.\n"
    made = json.loads(partly.out)
    assert (made["kind"], made["reason"], made["counts"]["updated"]) == ("undo", "too early", 4)
    assert [m.enabled for m in stocked.models()] == [False] * 4 + [True]
    again = modelsync("undo", run.run_id)
    assert (again.code, again.out) == (3, "")
    assert again.err == f"Error: Run {run.run_id} was undone by run {made['runId']}. Undo that one instead.\n"
    whole = modelsync("undo", made["runId"])
    assert (whole.code, whole.err) == (0, "")
    assert modelsync("undo", "99").code == 1


images = st.dictionaries(st.sampled_from(["id", "status", "enabled", "version"]), st.integers(0, 2))


@given(images, images)
def test_only_the_version_is_no_data(one, other):
    def without(some):
        return {key: value for key, value in some.items() if key != "version"}

    assert same_data(one, other) == (without(one) == without(other))
    assert same_data(one, None) is False
    assert same_data(None, None) is True
