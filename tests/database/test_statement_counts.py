"""What a rerun of Review, a tick, an apply and an undo ask the database: transactions and statements, counted. No timings."""

from __future__ import annotations

import pytest

from modelsync.core.actors import LOCAL, Actor
from tests.support.providers import ITEM, KEYS
from tests.support.statement_counts import counted


@pytest.fixture
def waiting(new_service, providers, database_url):
    """Each provider with changes that wait: one model is new, one is updated, one is gone."""
    service = new_service(database_url=database_url)
    for name, item in ITEM.items():
        models = [item(f"{PREFIX[name]}-{number}") for number in range(9)]
        providers.set(name, *models[:8])
        service.apply_sync(service.sync_with_provider(name, actor=LOCAL).plan_id, "all", actor=LOCAL)
        providers.set(name, *models[1:])
        service.sync_with_provider(name, actor=LOCAL)
    return service


PREFIX = {"openai": "gpt", "google": "gemini", "anthropic": "claude"}


def test_a_rerun_of_review_is_one_transaction_of_fifteen_reads(waiting):
    with counted(waiting) as (begun, sent):
        state = waiting.review()
    assert list(state.waiting) == list(KEYS)
    # Plan ids, plans, rows and owners of the approved changes, decisions, active models, tally, cache key, failures,
    # the last attempt, who keeps the schedule, its due times, dismissals, two marks of the facts.
    assert (len(begun), sent) == (1, ["SELECT"] * 15)


def test_review_gives_what_its_parts_give(waiting):
    state = waiting.review()
    assert state.plans == waiting.latest_plans()
    assert state.tally == waiting.tally()
    assert state.catalogue_state == waiting.catalogue_state()
    for name, plan in state.waiting.items():
        assert state.findings.get(name, ()) == waiting.findings(plan, plan.approved)
        assert state.conflicts.get(name, ()) == waiting.moved(plan, plan.approved)


def test_a_tick_is_one_transaction_of_one_read_and_two_writes(waiting):
    plan = waiting.latest_plans()["openai"]
    with counted(waiting) as (begun, sent):
        waiting.change_review(
            plan.id, lambda review: review.model_copy(update={"ticks": {"gpt-8": False}}), actor=LOCAL
        )
    # PostgreSQL also takes the provider's lock, in the statement that looks the provider up.
    lock = [] if waiting.database.is_sqlite else ["SELECT"]
    # The review of the plan, and the choice that outlives it.
    assert (len(begun), sent) == (1, [*lock, "SELECT", "UPDATE", "INSERT"])
    assert waiting.review().waiting["openai"].approved == plan.approved - {"gpt-8"}


def test_ticks_leave_the_length_of_their_row_on_sqlite_which_writes_another_one_whole(waiting):
    plan = waiting.latest_plans()["openai"]
    lengths = set()
    for id_ in sorted(plan.approved):
        waiting.change_review(
            plan.id,
            lambda review, id_=id_: review.model_copy(update={"ticks": {**review.ticks, id_: False}}),
            actor=LOCAL,
        )
        with waiting.database.reading() as session:
            stored = session.connection().exec_driver_sql(
                "SELECT CAST(review AS TEXT) FROM sync_plan WHERE provider = 'openai' AND state = 'waiting'"
            )
            lengths.add(len(stored.scalar_one()))
    assert len(lengths) == (1 if waiting.database.is_sqlite else len(plan.approved))
    assert waiting.latest_plans()["openai"].rejected == plan.approved


def test_closing_a_plan_leaves_the_length_of_its_row_on_sqlite(waiting):
    def stored(plan_id):
        with waiting.database.reading() as session:
            rows = session.connection().exec_driver_sql("SELECT * FROM sync_plan")
            [row] = [row._asdict() for row in rows if row.id == plan_id]
        return row["state"], sum(len(str(value).encode()) for value in row.values() if value is not None)

    plans = waiting.latest_plans()
    open_ = {name: stored(plan.id)[1] for name, plan in plans.items()}
    waiting.apply_sync(plans["openai"].id, "all", actor=LOCAL)
    waiting.discard(plans["google"].id, actor=Actor("bén@example.com", "admin"))
    waiting.sync_with_provider("anthropic", actor=Actor("n" * 57, "admin"))
    closed = {name: stored(plan.id) for name, plan in plans.items()}
    assert [state for state, _ in closed.values()] == ["applied", "discarded", "superseded"]
    for name, (_, length) in closed.items():
        assert (length == open_[name]) is waiting.database.is_sqlite


def test_an_apply_and_an_undo_are_one_transaction_each(waiting):
    plan = waiting.latest_plans()["google"]
    with counted(waiting) as (begun, _sent):
        run = waiting.apply_sync(plan.id, plan.approved, actor=LOCAL)
    assert len(begun) == 1
    with counted(waiting) as (begun, _sent):
        waiting.undo(run.run_id, actor=LOCAL)
    assert len(begun) == 1
