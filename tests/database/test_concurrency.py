"""Two processes write at the same moment, on SQLite and on PostgreSQL: one wins, the other is told, nothing is lost.

`MODELSYNC_TEST_ROUNDS=100 uv run pytest -s tests/database/test_concurrency.py` runs as many rounds of each race as were asked for.
"""

from __future__ import annotations

import dataclasses
import os
import random
import re
from collections import Counter

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from modelsync.core.row_changes import image
from modelsync.core.runs import Run
from modelsync.store.database import SCHEMA_REVISION
from tests.support.clock import NOON
from tests.support.database_dump import dump
from tests.support.providers import google_item, openai_item
from tests.support.service_processes import Job, Told, at_once

ROUNDS = int(os.environ.get("MODELSYNC_TEST_ROUNDS") or "10")
SOME = -(-ROUNDS // 3)  # of the races that matter less
IDS = [f"gemini-{number}-pro" for number in range(1, 7)]


@pytest.fixture
def service(new_service, database_url):
    return new_service(database_url=database_url)


@pytest.fixture
def job(database_url, clock):
    """Builds a job on the test's database, at the test's time."""

    def build(call, actor="local", **arguments):
        return Job(database_url, call, {"actor": Actor(actor, "admin"), **arguments}, clock())

    return build


def named(ids, word):
    """Google's entries for these ids, all with a name of their own."""
    return [google_item(id_, displayName=f"{word} {id_}") for id_ in ids]


def models(service):
    return {model.universal_model_id: model for model in service.models()}


def applied(service, provider="google", **how):
    return service.apply_sync(
        service.sync_with_provider(provider, actor=LOCAL).plan_id, "all", actor=LOCAL, **how
    )


def check_history(service):
    """The catalogue is what the history says, row by row, and each run holds as many changes as it counts."""
    rows = {}
    for run in reversed(service.history()):
        changes = service.run_changes(run.run_id)
        assert len(changes) == run.counts.total > 0
        for change in changes:
            assert rows.get(change.universal_model_id) == change.before
            rows[change.universal_model_id] = change.after
    left = {id_: after for id_, after in rows.items() if after}
    assert left == {id_: image(model) for id_, model in models(service).items()}


def sorted_out(results):
    """The runs of those who won, and the words to those who lost; anything else is a failure."""
    runs = [r for r in results if isinstance(r, Run)]
    told = [r for r in results if isinstance(r, Told)]
    assert len(runs) + len(told) == len(results), results
    for one in told:
        assert re.fullmatch(r"[^\n]+\.", one.sentence), one
        assert "Traceback" not in one.sentence
    return runs, told


def test_of_two_who_apply_one_plan_one_wins_and_the_other_is_told_by_whom_and_when(service, providers, job):
    won = Counter()
    providers.set("google", *named(IDS[:4], "Round 0"))
    applied(service)
    for number in range(1, ROUNDS + 1):
        # An update of three, an archiving and an insert: in turn the last two ids are there or are not.
        listed = IDS[:3] + ([IDS[4]] if number % 2 else [IDS[3]])
        providers.set("google", *named(listed, f"Round {number}"))
        diff = service.sync_with_provider("google", actor=LOCAL)
        before, runs_before = models(service), len(service.history())
        how = {"plan_id": diff.plan_id, "approved": "all", "force": True, "reason": "a race"}
        ann = job("apply_sync", **how, actor="ann", edits={IDS[0]: Edit(display_name=f"Ann {number}")})
        ben = job("apply_sync", **how, actor="ben", edits={IDS[1]: Edit(display_name=f"Ben {number}")})
        [run], [loser] = sorted_out(at_once(ann, ben))
        won[run.actor] += 1
        assert loser.kind == "PlanClosedError"
        assert f"applied by {run.actor} at {run.at:%Y-%m-%d %H:%M} UTC" in loser.sentence
        after = models(service)
        mine, not_mine = (0, 1) if run.actor == "ann" else (1, 0)
        assert after[IDS[mine]].display_name == f"{run.actor.title()} {number}"
        assert not after[IDS[not_mine]].display_name.endswith(f" {number}")
        assert after[IDS[not_mine]].provider_display_name == f"Round {number} {IDS[not_mine]}"
        assert [after[id_].version - before[id_].version for id_ in IDS[:3]] == [1, 1, 1]
        assert {id_ for id_, m in after.items() if m.status == "active"} == set(listed)
        assert len(service.history()) == runs_before + 1
        assert service.plan(diff.plan_id).closed_by == run.actor
    check_history(service)
    print(f"\n{ROUNDS} rounds of two applying one plan: {dict(won)} won")


def test_an_apply_and_an_edit_of_the_same_rows_never_overwrite_each_other(service, providers, job):
    seen, moment = Counter(), random.Random(3)
    providers.set("google", *named(IDS, "Round 0"))
    applied(service)
    for number in range(1, ROUNDS + 1):
        providers.set("google", *named(IDS, f"Round {number}"))
        diff = service.sync_with_provider("google", actor=LOCAL)
        before = models(service)
        edits = {id_: Edit(display_name=f"Ours {number}", enabled=bool(number % 2)) for id_ in IDS[:3]}
        looked = {id_: before[id_].version for id_ in edits} if number % 2 else None
        edit = job("edit", edits=edits, actor="ben", seen=looked)
        # An apply reads the plan first: an edit at the same moment would win nearly every time.
        edit = dataclasses.replace(edit, later=moment.uniform(0, 0.03))
        runs, told = sorted_out(
            at_once(job("apply_sync", plan_id=diff.plan_id, approved="all", actor="ann"), edit)
        )
        kinds = sorted(run.kind for run in runs)
        seen[", ".join(kinds)] += 1
        assert [one.kind for one in told] == ["StalePlanError"] * len(told)
        after, fresh = models(service), "apply" in kinds
        for id_ in IDS:
            assert after[id_].version == before[id_].version + (len(runs) if id_ in edits else fresh)
            assert after[id_].provider_display_name == f"Round {number if fresh else number - 1} {id_}"
        if "edit" in kinds:
            assert {after[id_].display_name for id_ in edits} == {f"Ours {number}"}
        else:
            assert looked  # who has not looked cannot be too late
        if not fresh:
            assert service.plan(diff.plan_id).state == "waiting"
            applied(service)
        if "edit" in kinds:
            for id_ in edits:
                service.reset_name(id_, actor=LOCAL)
    check_history(service)
    print(f"\n{ROUNDS} rounds of an apply against an edit: {dict(seen)}")


def test_of_two_who_edit_the_row_that_both_saw_one_is_told_what_the_other_did(service, providers, job):
    providers.set("google", *named(IDS, "Round 0"))
    applied(service)
    for number in range(SOME):
        version = models(service)[IDS[0]].version
        edits = [
            job(
                "edit",
                edits={IDS[0]: Edit(display_name=f"{who} {number}")},
                seen={IDS[0]: version},
                actor=who,
            )
            for who in ("Ann", "Ben")
        ]
        [run], [loser] = sorted_out(at_once(*edits))
        assert loser.kind == "StalePlanError"
        assert f"“{run.actor} {number}”" in loser.sentence
        assert models(service)[IDS[0]].display_name == f"{run.actor} {number}"
    check_history(service)


def test_two_providers_are_applied_at_once_and_both_arrive(service, providers, job):
    for number in range(1, SOME + 1):
        providers.set("google", *named([*IDS, f"gemini-{number}-flash"], f"Round {number}"))
        providers.set("openai", *[openai_item(f"gpt-{other}") for other in range(1, number + 5)])
        plans = [service.sync_with_provider(name, actor=LOCAL) for name in ("google", "openai")]
        results = at_once(
            *(
                job("apply_sync", plan_id=p.plan_id, approved="all", force=True, reason="a race")
                for p in plans
            )
        )
        runs, told = sorted_out(results)
        assert told == []
        assert [run.counts.total for run in runs] == [len(p.ids()) for p in plans]
    check_history(service)


def test_an_id_that_two_providers_bring_at_once_goes_to_one_and_the_other_is_told(service, providers, job):
    won = Counter()
    for number in range(1, SOME + 1):
        # Both sort before and behind the id that they share, so that each may be stopped in the middle.
        both = [f"gemini-{number}-chat", f"gpt-{number}-chat"]
        service.decide("openai", both[0], "include", reason="a race", actor=LOCAL)
        service.decide("google", both[1], "include", reason="a race", actor=LOCAL)
        providers.set("google", *named([*IDS, *both], "Same"))
        providers.set("openai", *[openai_item(id_) for id_ in ("gpt-5", "o4-mini", *both)])
        plans = {name: service.sync_with_provider(name, actor=LOCAL) for name in ("google", "openai")}
        before = set(models(service))
        how = {"approved": "all", "force": True, "reason": "a race"}
        runs, told = sorted_out(
            at_once(*(job("apply_sync", plan_id=p.plan_id, **how, actor=name) for name, p in plans.items()))
        )
        assert [len(runs), len(told)] == [1, 1]
        won[runs[0].actor] += 1
        assert told[0].kind in {"StalePlanError", "StoreError"}
        assert "Nothing was" in told[0].sentence
        assert set(models(service)) - before == set(plans[runs[0].actor].ids()) - before
        [left] = {"google", "openai"} - {runs[0].actor}
        assert service.plan(plans[left].plan_id).state == "waiting"
        for id_ in both:
            assert models(service)[id_].provider == runs[0].actor
        applied(service, runs[0].actor, force=True, reason="again")
    check_history(service)
    print(f"\n{SOME} rounds of two providers with one id: {dict(won)}")


def test_of_two_who_undo_one_run_one_wins(service, providers, job):
    providers.set("google", *named(IDS, "Round 0"))
    applied(service)
    for number in range(1, SOME + 1):
        start = dump_of_models(service)
        providers.set("google", *named(IDS, f"Round {number}"))
        run = applied(service)
        [undo], [loser] = sorted_out_undos(at_once(*[job("undo", run_id=run.run_id)] * 2))
        assert loser.kind == "PlanClosedError"
        assert f"undone by run {undo.run_id}" in loser.sentence
        assert dump_of_models(service) == start
    check_history(service)


def sorted_out_undos(results):
    for one in results:
        assert isinstance(one, Told) or one[1] == ()
    return sorted_out([one if isinstance(one, Told) else one[0] for one in results])


def dump_of_models(service):
    return {id_: {**image(model), "version": 0} for id_, model in models(service).items()}


def test_two_who_use_an_empty_file_first_both_find_the_schema(environment):
    for number in range(SOME):
        url = f"sqlite:///{environment / f'first-{number}.db'}"
        assert at_once(*[Job(url, "models", {}, NOON)] * 3) == [[], [], []]
        assert dump(url)["alembic_version"] == [f"('{SCHEMA_REVISION}',)"]
