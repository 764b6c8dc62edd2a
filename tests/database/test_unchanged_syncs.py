"""A sync of a list that this process saw before stores its plan once more: the one that a whole comparison would give."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from modelsync.core.lifecycle import Lifecycle
from modelsync.core.plans import Review
from modelsync.errors import StoreError
from tests.support.catalogue import fill
from tests.support.models import stored
from tests.support.pricing_files import price_file
from tests.support.providers import anthropic_item
from tests.support.statement_counts import counted
from tests.support.stored_plans import repeats, stored_plan

ANN = Actor("ann", "admin")
PROVIDER = "anthropic"
OVERDUE, OLD, NEW, ODD, GONE = "claude-2", "claude-opus-4", "claude-opus-5", "claude-orchid-5", "claude-1"


@pytest.fixture
def new_process(new_service, database_url):
    return lambda: new_service(database_url=database_url, keep_plans=1)


@pytest.fixture
def service(new_process, providers):
    """A list of three pages for a catalogue in which one model is gone and one overdue; one is new, one in doubt, one no text."""
    service = new_process()
    dated = Lifecycle(retires_at=date(2026, 1, 1), source="provider")
    known = {OVERDUE: {"lifecycle": dated}, OLD: {"max_output_tokens": 1}, GONE: {"enabled": True}}
    fill(service.database, *(stored(id_, PROVIDER, **fields) for id_, fields in known.items()))
    providers.page = 2
    providers.set(PROVIDER, *items())
    return service


def items(**last):
    return [
        anthropic_item(OVERDUE, retires_at="2026-01-01"),
        *map(anthropic_item, (OLD, NEW, ODD)),
        anthropic_item("claude-speech-1", **last),
    ]


def sync(service):
    return service.sync_with_provider(PROVIDER, actor=ANN).plan_id


def newest(service):
    return service.latest_plans()[PROVIDER].id


def sql(statement):
    def run(service, *_):
        with service.database.writing() as session:
            session.connection().exec_driver_sql(statement)

    return run


def review(**said):
    return lambda service, *_: service.change_review(newest(service), lambda _: Review(**said), actor=LOCAL)


def apply(*ids):
    return lambda service, *_: service.apply_sync(
        newest(service), ids or "all", actor=LOCAL, force=True, reason="why"
    )


def apply_and_undo(service, *_):
    service.undo(apply(NEW)(service).run_id, actor=LOCAL)


def show(*listed, **fields):
    return lambda _service, providers, _clock: providers.set(PROVIDER, *listed or items(), **fields)


def later(**time):
    def move(_service, _providers, clock):
        clock.now += timedelta(**time)

    return move


REPEATED = {
    "nothing": lambda *_: None,
    "two hours": later(hours=2),
    "unticked": review(ticks={NEW: False, ODD: True}),
    "named": review(edits={NEW: Edit(display_name="Five", enabled=True)}),
    "discarded": lambda service, *_: service.discard(newest(service), actor=LOCAL),
}
"""What may happen between two syncs and leaves the plan what it was, but for its review."""

COMPARED = {
    "applied": apply(),
    "applied in part": apply(NEW),
    "undone": apply_and_undo,
    "enabled": lambda service, *_: service.edit({OLD: Edit(enabled=True)}, actor=LOCAL),
    "decided": lambda service, *_: service.decide(PROVIDER, NEW, "exclude", reason="no", actor=LOCAL),
    "priced": lambda service, *_: price_file(service.settings.pricing_dir, PROVIDER, {"id": NEW}),
    "unpriced": lambda service, *_: (service.settings.pricing_dir / f"{PROVIDER}-pricing.json").unlink(),
    "owned elsewhere": lambda service, *_: fill(service.database, stored(NEW, "google")),
    "a day": later(days=1),
    "compared again": lambda service, *_: service.compare_again(newest(service), actor=LOCAL),
    "in another order": show(*reversed(items())),
    "another last page": show(*items(retires_at="2027-01-01")),
    "an unread key": show(*items(unread=1)),
    "it answers": show(unlisted=[anthropic_item(GONE)]),
    "its plan is damaged": sql("UPDATE sync_plan SET diff = '[]'"),
    "its plan is gone": sql("DELETE FROM sync_plan"),
}
"""What wants the list compared anew."""


@pytest.mark.parametrize("change", [*REPEATED, *COMPARED])
def test_a_sync_gives_the_plan_that_a_process_without_memory_gives(
    service, new_process, providers, clock, change
):
    sync(service)
    (REPEATED | COMPARED)[change](service, providers, clock)
    with repeats(service) as repeated:
        again = sync(service)
    assert len(repeated) == (change in REPEATED)
    made, plan = stored_plan(service, again), service.plan(again)
    whole = sync(new_process())
    assert stored_plan(service, whole) == made
    assert (plan.state, plan.id, plan.diff.plan_id, plan.diff.fetched_at) == (
        "waiting",
        again,
        again,
        plan.fetched_at,
    )
    assert [attempt.outcome for attempt in service.syncs()] == ["plan"] * 3


def test_what_changes_while_an_equal_list_is_fetched_is_compared_without_another_fetch(service, providers):
    sync(service)
    asked = []

    def decide():
        asked.append("single")
        if len(asked) == 1:
            service.decide(PROVIDER, NEW, "exclude", reason="no", actor=LOCAL)

    providers.on_single = decide
    with repeats(service) as repeated:
        plan = service.plan(sync(service))
    assert repeated == []
    assert len(asked) == len(plan.context.proofs) + len(plan.context.overdue)
    assert NEW in {out.universal_model_id for out in plan.diff.excluded}


def test_a_listing_that_cannot_be_read_is_copied_no_further_than_to_the_error_that_says_sync_again(service):
    sync(service)
    sql("UPDATE sync_plan SET listing = '['")(service)
    damaged = sync(service)
    with pytest.raises(StoreError, match=f"Sync {PROVIDER} again"):
        service.compare_again(damaged, actor=LOCAL)
    service.compare_again(sync(service), actor=LOCAL)


def test_an_unchanged_list_costs_no_read_of_models_and_listings(service):
    sync(service)
    sync(service)
    with counted(service) as (begun, sent):
        sync(service)
    lock = [] if service.database.is_sqlite else ["SELECT"]
    basis, again, tidying, told = (
        ["SELECT"] * 4,
        ["SELECT"] * 4,
        ["SELECT", "SELECT", "DELETE"],
        ["SELECT"] * 3,
    )
    assert len(begun) == 3
    assert sent == [
        *["SELECT"],  # the newest plan
        *basis,  # amendments, decisions, references, the catalogue counted
        *[*lock, *basis, *again],  # with the newest plan, that plan, the baseline, choices
        *["UPDATE", "INSERT", *tidying],  # the plan in place of the one before
        *[*told, "INSERT", "SELECT"],  # receivers, failures before; the attempt in the list of syncs
    ]
