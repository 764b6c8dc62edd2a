"""Any sequence of lists, syncs, reviews, edits, decisions and undos keeps the promises; hypothesis looks for one that does not.

`MODELSYNC_TEST_EXAMPLES=500 uv run pytest tests/database/test_stateful.py` looks longer.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from modelsync.core.actors import LOCAL
from modelsync.core.field_changes import ChangeFilter
from modelsync.core.plans import Review
from modelsync.core.row_changes import image
from modelsync.errors import (
    EditError,
    FetchError,
    NotFoundError,
    PlanClosedError,
    StalePlanError,
    UnsafePlanError,
)
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from modelsync.store.database import Database
from tests.support.clock import Clock
from tests.support.list_strategies import IDS, ITEMS, actors, edits, ids, lists, providers
from tests.support.provider_transport import Providers
from tests.support.providers import KEYS, VARIABLES
from tests.support.snapshots import differences, flat, known
from tests.support.stored_plans import repeats, stored_plan

EXAMPLES = int(os.environ.get("MODELSYNC_TEST_EXAMPLES") or "25")
STEPS = 25


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory):
    """A file with the schema and nothing else; each example starts with a copy."""
    path = tmp_path_factory.mktemp("stateful") / "empty.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.engine.dispose()
    return path


class Life(RuleBasedStateMachine):
    """One catalogue through its life, as the real service makes it; ``empty_file`` is set by the test."""

    empty_file: Path
    repeated = 0
    """The plans that were stored once more without a comparison."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="modelsync-")
        self.path = Path(self.folder.name) / "modelsync.db"
        shutil.copyfile(self.empty_file, self.path)
        self.transport, self.clock = Providers(), Clock()
        self.service = self.opened(self.path)
        self.seen = set()
        """The providers whose list is as at their last sync."""
        self.states = {}
        """The catalogue before and after each run, by run."""
        self.known_runs = {}

    def opened(self, path):
        keys = {VARIABLES[name][0]: KEYS[name] for name in KEYS}
        configured = Settings(database_url=f"sqlite:///{path}", pricing_dir=self.empty_file.parent)
        return AiModelSyncService(
            configured.with_variables(**keys), transport=self.transport, clock=self.clock
        )

    def teardown(self):
        self.service.database.engine.dispose()
        self.folder.cleanup()

    # --- what is there -----------------------------------------------------------------------------------------------

    def rows(self, sql):
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql).fetchall()

    def everything(self):
        tables = ("ai_model", "sync_plan", "sync_run", "model_change", "filter_decision", "review_choice")
        return {table: self.rows(f"SELECT * FROM {table} ORDER BY 1") for table in tables}

    def models(self):
        return {model.universal_model_id: model for model in self.service.models()}

    def data(self):
        """The catalogue without what moves on at every change."""
        return {id_: {**image(model), "version": 0} for id_, model in self.models().items()}

    def waiting(self):
        latest = self.service.latest_plans()
        return [latest[name] for name in sorted(latest) if latest[name].state == "waiting"]

    def drawn(self, data):
        """One of the waiting plans; drawn by its provider, because its id is another one in each run of a test."""
        waiting = {plan.provider: plan for plan in self.waiting()}
        return waiting[data.draw(st.sampled_from(sorted(waiting)))]

    def attempt(self, act, *allowed):
        """What the act gives, after checking what a run did; None when it was refused, which changes nothing at all."""
        before, everything = self.data(), self.everything()
        try:
            result = act()
        except allowed:
            assert self.everything() == everything
            return None
        run = result[0] if isinstance(result, tuple) else result
        if run is None:
            assert self.data() == before
        else:
            self.states[run.run_id] = (before, self.data())
            self.the_changes_are_the_difference(run)
        return result

    def the_changes_are_the_difference(self, run):
        """The audit of a run says what two snapshots of the table differ in, and who did it and why."""
        said = [change for change in self.service.changes(ChangeFilter()) if change.run_id == run.run_id]
        assert {
            (change.universal_model_id, change.field): tuple(
                flat(side) if isinstance(side, dict) else side for side in (change.before, change.after)
            )
            for change in said
        } == differences(*self.states[run.run_id])
        for change in said:
            assert (change.at, change.kind, change.actor, change.reason) == (
                run.at,
                run.kind,
                run.actor,
                run.reason,
            )

    # --- what can be done --------------------------------------------------------------------------------------------

    @initialize(made=st.tuples(*(st.permutations(ITEMS[name]) for name in sorted(ITEMS))))
    def start_with_lists(self, made):
        for name, items in zip(sorted(ITEMS), made, strict=True):
            self.transport.set(name, *{item.get("id") or item["name"]: item for item in items}.values())

    @rule(made=lists)
    def a_provider_changes_its_list(self, made):
        name, items = made
        self.transport.set(name, *items)
        self.seen.discard(name)

    @rule(hours=st.sampled_from([1, 25, 24 * 20]))
    def time_passes(self, hours):
        self.clock.now += timedelta(hours=hours)

    @rule(name=providers, actor=actors)
    def sync(self, name, actor):
        before, everything = self.data(), self.everything()
        try:
            self.service.sync_with_provider(name, actor=actor)
        except FetchError:
            # An empty list, also when all that Google or Anthropic has is not to be listed.
            assert len(self.transport.listed[name]) == 0
            assert self.everything() == everything
        else:
            self.seen.add(name)
        assert self.data() == before

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), actor=actors)
    def sync_what_was_seen(self, data, actor):
        """The plan is the one that a process without memory makes of the same database."""
        name = data.draw(st.sampled_from(sorted(self.seen)))
        copy = self.path.with_name("copy.db")
        shutil.copyfile(self.path, copy)
        other = self.opened(copy)
        try:
            made = stored_plan(other, other.sync_with_provider(name, actor=actor).plan_id)
        finally:
            other.database.engine.dispose()
        with repeats(self.service) as repeated:
            plan_id = self.service.sync_with_provider(name, actor=actor).plan_id
        assert stored_plan(self.service, plan_id) == made
        Life.repeated += len(repeated)

    @precondition(lambda self: self.waiting())
    @rule(data=st.data(), actor=actors, force=st.booleans())
    def apply_a_part(self, data, actor, force):
        plan = self.drawn(data)
        possible = sorted(plan.diff.ids()) or ["nothing"]
        approved = data.draw(st.sets(st.sampled_from(possible)))
        edited = data.draw(st.dictionaries(st.sampled_from(possible), edits, max_size=3))
        self.attempt(
            lambda: self.service.apply_sync(
                plan.id, approved, edited, actor=actor, force=force, reason="why" if force else None
            ),
            StalePlanError,
            UnsafePlanError,
            EditError,
            *([NotFoundError] if plan.diff.is_empty else []),
        )

    @rule(name=providers, actor=actors)
    def apply_all_of_a_fresh_plan(self, name, actor):
        if not self.transport.listed[name]:
            return
        plan = self.service.plan(self.service.sync_with_provider(name, actor=actor).plan_id)
        run = self.attempt(
            lambda: self.service.apply_sync(plan.id, "all", actor=actor, force=True, reason="all of it")
        )
        assert (run is None) == (not plan.approved)
        again = self.service.plan(self.service.sync_with_provider(name, actor=actor).plan_id)
        assert again.approved == frozenset()

    @precondition(lambda self: self.waiting())
    @rule(data=st.data(), actor=actors)
    def review(self, data, actor):
        plan = self.drawn(data)
        possible = sorted(plan.diff.ids()) or ["nothing"]
        review = Review(
            ticks=data.draw(st.dictionaries(st.sampled_from(possible), st.booleans())),
            edits=data.draw(st.dictionaries(st.sampled_from(possible), edits)),
        )
        self.service.change_review(plan.id, lambda _: review, actor=actor)

    @precondition(lambda self: self.waiting())
    @rule(data=st.data(), actor=actors)
    def compare_again(self, data, actor):
        old = self.drawn(data)
        before = self.data()
        new = self.service.plan(self.service.compare_again(old.id, actor=actor).plan_id)
        assert self.data() == before
        assert (new.digest, new.fetched_at) == (old.digest, old.fetched_at)
        assert old.rejected & set(new.diff.ids()) <= new.rejected

    @precondition(lambda self: len(self.waiting()) > 1)
    @rule(data=st.data(), actor=actors)
    def discard(self, data, actor):
        plan = self.drawn(data)
        self.service.discard(plan.id, actor=actor)
        with pytest.raises(PlanClosedError):
            self.service.apply_sync(plan.id, "all", actor=LOCAL)

    @rule(data=st.data(), actor=actors, looked=st.booleans())
    def edit(self, data, actor, looked):
        # Mostly what is there and active, so that most edits are made; the list behind is what may be wrong.
        there = [id_ for id_, model in self.models().items() if model.status == "active"]
        made = data.draw(
            st.dictionaries(st.sampled_from(sorted(there) * 4 + IDS), edits, min_size=1, max_size=2)
        )
        seen = {id_: model.version for id_, model in self.models().items()} if looked else None
        self.attempt(lambda: self.service.edit(made, actor=actor, seen=seen), EditError, NotFoundError)

    @rule(id_=ids)
    def reset_a_name(self, id_):
        self.attempt(lambda: self.service.reset_name(id_, actor=LOCAL), EditError, NotFoundError)

    @rule(name=providers, id_=ids, word=st.sampled_from(["include", "exclude"]))
    def decide(self, name, id_, word):
        self.attempt(
            lambda: self.service.decide(name, id_, word, reason="why not", actor=LOCAL),
            EditError,
        )

    @rule(name=providers, id_=ids)
    def take_a_decision_back(self, name, id_):
        self.attempt(lambda: self.service.reset_decision(name, id_, actor=LOCAL), NotFoundError)

    @precondition(lambda self: self.service.history(limit=1))
    @rule()
    def undo_the_newest(self):
        self.undo(self.service.history(limit=1)[0])

    @precondition(lambda self: any(not r.undone_by and r.kind != "undo" for r in self.service.history()))
    @rule()
    def undo_the_newest_that_stands(self):
        self.undo(next(r for r in self.service.history() if not r.undone_by and r.kind != "undo"))

    @precondition(lambda self: self.service.history(limit=1))
    @rule(data=st.data())
    def undo_any(self, data):
        runs = self.service.history()
        self.undo(runs[data.draw(st.integers(0, len(runs) - 1))])

    def undo(self, run):
        before, after = self.states[run.run_id]
        now = self.data()
        result = self.attempt(
            lambda: self.service.undo(run.run_id, actor=LOCAL), *([PlanClosedError] if run.undone_by else [])
        )
        if result is None:
            return
        undo, left = result
        if now == after:
            assert left == ()
            assert undo.counts.total == run.counts.total
            assert self.data() == before
        for change in self.service.run_changes(run.run_id):
            id_ = change.universal_model_id
            if any(phrase.startswith(f"{id_} ") for phrase in left):
                assert self.data().get(id_) == now.get(id_)
            else:
                assert self.data().get(id_) == before.get(id_)

    # --- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def no_archived_model_is_enabled(self):
        assert self.rows("SELECT * FROM ai_model WHERE enabled AND status <> 'active'") == []

    @invariant()
    def the_id_in_the_config_is_the_id_of_the_row(self):
        for id_, config in self.rows("SELECT universal_model_id, config FROM ai_model"):
            assert json.loads(config)["universalModelId"] == id_

    @invariant()
    def the_history_from_its_first_run_makes_the_catalogue(self):
        rows, numbers = {}, {}
        sql = "SELECT run_id, universal_model_id, action, before, after FROM model_change ORDER BY id"
        for _, id_, action, before, after in self.rows(sql):
            old, new = (side and json.loads(side) for side in (before, after))
            assert rows.get(id_) == old
            assert (action == "insert", action == "remove") == (old is None, new is None)
            if old and new:
                assert new["version"] == old["version"] + 1
                assert (new["id"], new["createdAt"]) == (old["id"], old["createdAt"])
            if new:
                assert numbers.setdefault(new["id"], id_) == id_  # a number is never given to another model
            rows[id_] = new
        assert {id_: row for id_, row in rows.items() if row} == {
            id_: image(model) for id_, model in self.models().items()
        }

    @invariant()
    def the_changes_from_the_first_make_the_catalogue(self):
        made = {}
        for change in reversed(self.service.changes(ChangeFilter())):
            id_ = change.universal_model_id
            if change.field != "model":
                assert made[id_].get(change.field) == change.before
                made[id_][change.field] = change.after
            elif change.before is None:
                made[id_] = flat(change.after)
            else:
                assert known(made.pop(id_)) == flat(change.before)
        assert {id_: known(values) for id_, values in made.items()} == {
            id_: flat(row) for id_, row in self.data().items()
        }

    @invariant()
    def a_run_counts_its_changes_and_is_never_rewritten(self):
        for run in self.service.history():
            assert run.counts.total == len(self.service.run_changes(run.run_id)) > 0
            fixed = run.model_copy(update={"undone_by": None})
            assert self.known_runs.setdefault(run.run_id, fixed) == fixed
        assert len(self.known_runs) == len(self.service.history())

    @invariant()
    def a_provider_has_at_most_one_waiting_plan_and_it_is_the_newest(self):
        waiting = self.rows("SELECT provider, id FROM sync_plan WHERE state = 'waiting'")
        assert dict(waiting) == {plan.provider: plan.id for plan in self.waiting()}
        assert len(dict(waiting)) == len(waiting)


def test_no_sequence_of_what_people_do_breaks_a_promise(environment, empty_file):
    Life.empty_file = empty_file
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Life.repeated > 0
