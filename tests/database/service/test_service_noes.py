"""A "no" lasts: what a person unticked, named or enabled stays so in every later plan that proposes the row."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.core.plans import Review
from modelsync.errors import ModelSyncError
from modelsync.report import words
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from modelsync.store.database import Database
from tests.support.clock import Clock
from tests.support.pricing_files import price_file
from tests.support.provider_transport import Providers
from tests.support.providers import KEYS, VARIABLES, google_item
from tests.support.service_calls import models, plan

IDS = ("gemini-1-pro", "gemini-2-pro", "gemini-3-pro")


def unticked(service, plan_id, *ids, edits=None):
    review = Review(ticks=dict.fromkeys(ids, False), edits=edits or {})
    service.change_review(plan_id, lambda _: review, actor=LOCAL)


@pytest.fixture
def rejecting(service, providers):
    """A service whose pending plan proposes three models, of which a person rejected the first."""
    providers.set("google", *map(google_item, IDS))
    unticked(service, plan(service, "google").plan_id, IDS[0])
    return service


def test_a_rejected_row_stays_so_at_another_price_and_description_and_says_it(
    rejecting, providers, pricing_dir
):
    price_file(pricing_dir, "google", {"id": IDS[0], "input": "2.50", "output": "10"})
    providers.set("google", google_item(IDS[0], description="Better"), *map(google_item, IDS[1:]))
    again = rejecting.plan(plan(rejecting, "google").plan_id)
    assert (again.rejected, again.approved) == ({IDS[0]}, set(IDS[1:]))
    note = words.since_review(again)[IDS[0]]
    assert note.startswith("changed since you rejected it: ")
    assert "input $2.50" in note
    assert "description" in note


def test_a_rejected_row_that_is_proposed_unchanged_says_nothing(rejecting):
    again = rejecting.plan(plan(rejecting, "google").plan_id)
    assert (again.rejected, words.since_review(again)) == ({IDS[0]}, {})


def test_a_rejected_row_stays_so_after_a_week_away_pruned_plans_and_a_partial_commit(
    new_service, providers, clock
):
    service = new_service(keep_plans=1)
    providers.set("google", *map(google_item, IDS))
    diff = plan(service, "google")
    unticked(service, diff.plan_id, IDS[0])
    service.apply_sync(diff.plan_id, [IDS[1]], actor=LOCAL)
    providers.set("google", *map(google_item, IDS[1:]))
    for _ in range(4):
        clock.now += timedelta(days=2)
        plan(service, "google")
    providers.set("google", *map(google_item, IDS))
    again = service.plan(plan(service, "google").plan_id)
    assert (again.rejected, again.approved) == ({IDS[0]}, {IDS[2]})


def test_a_rejected_update_stays_rejected_as_an_archiving(service, providers):
    providers.set("google", *map(google_item, IDS))
    service.apply_sync(plan(service, "google").plan_id, "all", actor=LOCAL)
    providers.set("google", google_item(IDS[0], displayName="Other"), *map(google_item, IDS[1:]))
    unticked(service, plan(service, "google").plan_id, IDS[0])
    providers.set("google", *map(google_item, IDS[1:]))
    again = service.plan(plan(service, "google").plan_id)
    assert (again.rejected, again.approved) == ({IDS[0]}, set())
    assert "updated → archived" in words.since_review(again)[IDS[0]]


def test_a_later_tick_takes_the_no_back(rejecting):
    newest = rejecting.latest_plans()["google"]
    rejecting.change_review(newest.id, lambda _: Review(ticks={IDS[0]: True}), actor=LOCAL)
    assert rejecting.plan(plan(rejecting, "google").plan_id).approved == set(IDS)


def test_names_and_switches_stay_through_a_price_change_and_are_applied(service, providers, pricing_dir):
    providers.set("google", *map(google_item, IDS))
    edits = {IDS[0]: Edit(display_name="Ours", enabled=True)}
    unticked(service, plan(service, "google").plan_id, edits=edits)
    price_file(pricing_dir, "google", {"id": IDS[0], "input": "2.50", "output": "10"})
    again = service.plan(plan(service, "google").plan_id)
    assert again.review.edits == edits
    assert words.since_review(again)[IDS[0]].startswith("changed since you edited it: ")
    service.apply_sync(again.id, "all", actor=LOCAL)
    assert (models(service)[IDS[0]].display_name, models(service)[IDS[0]].enabled) == ("Ours", True)


def test_a_commit_leaves_its_rejected_rows_counted(rejecting):
    newest = rejecting.latest_plans()["google"]
    rejecting.apply_sync(newest.id, "all", actor=LOCAL)
    assert set(models(rejecting)) == set(IDS[1:])
    assert rejecting.review().rejected == {"google": 1}


def test_a_rejected_row_that_is_committed_by_its_id_is_rejected_no_more(rejecting):
    rejecting.apply_sync(rejecting.latest_plans()["google"].id, [IDS[0]], actor=LOCAL)
    assert rejecting.review().rejected == {}
    assert rejecting.plan(plan(rejecting, "google").plan_id).approved == set(IDS[1:])


# --- any series of plans -------------------------------------------------------------------------------------------------

OPTIONS = [{}, {"displayName": "Other"}, {"description": "Größe"}, {"inputTokenLimit": 4096}]
listings = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(OPTIONS)), unique_by=lambda item: item[0], min_size=1
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("list"), listings),
        st.tuples(
            st.just("price"), st.dictionaries(st.sampled_from(IDS), st.sampled_from(["1", "2.5", "3"]))
        ),
        st.tuples(st.just("reject"), st.sets(st.sampled_from(IDS), min_size=1)),
        st.tuples(st.just("tick"), st.sets(st.sampled_from(IDS), min_size=1)),
        st.tuples(st.just("apply"), st.just("all")),
        st.tuples(st.just("apply"), st.sets(st.sampled_from(IDS), min_size=1)),
        st.tuples(st.sampled_from(["sync", "again", "discard", "undo", "week"]), st.none()),
    ),
    min_size=4,
    max_size=25,
)


class Series:
    """One provider's plans, and what a person rejected of them so far."""

    def __init__(self, folder):
        self.transport, self.clock, self.pricing = Providers(), Clock(), folder / "pricing"
        self.pricing.mkdir()
        key = {VARIABLES["google"][0]: KEYS["google"]}
        configured = Settings(
            database_url=f"sqlite:///{folder / 'modelsync.db'}", pricing_dir=self.pricing, keep_plans=1
        )
        self.service = AiModelSyncService(
            configured.with_variables(**key), transport=self.transport, clock=self.clock
        )
        self.rejected = set()
        self.transport.set("google", *map(google_item, IDS))
        self.sync(None)

    @property
    def newest(self):
        return self.service.latest_plans()["google"]

    def sync(self, _):
        self.service.sync_with_provider("google", actor=LOCAL)

    def again(self, _):
        self.service.compare_again(self.newest.id, actor=LOCAL)

    def list(self, items):
        self.transport.set("google", *(google_item(id_, **fields) for id_, fields in items))
        self.sync(None)

    def price(self, prices):
        entries = [{"id": id_, "input": usd, "output": "9"} for id_, usd in sorted(prices.items())]
        price_file(self.pricing, "google", *entries)
        self.sync(None)

    def week(self, _):
        self.clock.now += timedelta(days=7)
        self.sync(None)

    def reject(self, ids):
        self._answer(ids, ticked=False)
        self.rejected |= ids & set(self.newest.diff.ids())

    def tick(self, ids):
        self._answer(ids, ticked=True)
        self.rejected -= ids & set(self.newest.diff.ids())

    def _answer(self, ids, *, ticked):
        def change(review):
            return review.model_copy(update={"ticks": {**review.ticks, **dict.fromkeys(ids, ticked)}})

        self.service.change_review(self.newest.id, change, actor=LOCAL)

    def apply(self, wanted):
        run = self.service.apply_sync(
            self.newest.id, wanted, actor=LOCAL, force=True, reason="a part" if wanted != "all" else "all"
        )
        written = {c.universal_model_id for c in self.service.run_changes(run.run_id)} if run else set()
        if wanted == "all":
            assert not written & self.rejected
        self.rejected -= written

    def discard(self, _):
        self.service.discard(self.newest.id, actor=LOCAL)

    def undo(self, _):
        if runs := self.service.history(limit=1):
            self.service.undo(runs[0].run_id, actor=LOCAL)


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory):
    """A file with the schema and nothing else; each example starts with a copy."""
    path = tmp_path_factory.mktemp("noes") / "empty.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.engine.dispose()
    return path


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=steps)
def test_no_row_that_was_rejected_is_ever_approved_without_a_persons_tick(environment, empty_file, made):
    with tempfile.TemporaryDirectory(prefix="modelsync-") as folder:
        shutil.copyfile(empty_file, Path(folder) / "modelsync.db")
        series = Series(Path(folder))
        for name, value in made:
            # A closed plan, nothing approved, an id that is not proposed: nothing was done.
            with suppress(ModelSyncError):
                getattr(series, name)(value)
            now = series.newest
            if now.state == "waiting":
                assert not now.approved & series.rejected
                assert now.rejected == series.rejected & set(now.diff.ids())
        series.service.database.engine.dispose()
