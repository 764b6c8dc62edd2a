"""The schedule: of many processes one does each tick, failures pause, and nothing but plans is made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from modelsync.adapters import REGISTRY
from modelsync.core.actors import LOCAL
from modelsync.core.plans import Review
from modelsync.core.schedule import Due
from modelsync.store.subjects import database_now, note_tick, schedule
from tests.support.catalogue import fill
from tests.support.models import stored
from tests.support.pricing_files import price_file
from tests.support.providers import google_item, openai_item

HOUR = timedelta(hours=1)
TICKS = 50


@pytest.fixture
def service(new_service, database_url, listed):
    return new_service(database_url=database_url)


@pytest.fixture
def listed(environment, providers, monkeypatch):
    """Two providers with a list; the third has no key."""
    providers.set("openai", openai_item("gpt-5"))
    providers.set("google", google_item("gemini-3-pro"))
    monkeypatch.delenv(REGISTRY["anthropic"].key_variables[0])


def make_due(service):
    """Move the next tick of every provider to now."""
    with service.database.writing() as session:
        now = database_now(session)
        for place in schedule(session).values():
            note_tick(session, Due(place.provider, now - timedelta(seconds=1), place.failures))


def tried(service):
    return [attempt.provider for attempt in service.syncs()]


def test_a_start_waits_and_a_provider_without_its_key_is_never_tried(listed, service):
    assert service.tick(HOUR) == 0
    assert tried(service) == []
    make_due(service)
    assert service.tick(HOUR) == 2
    assert service.tick(HOUR) == 0
    assert sorted(tried(service)) == ["google", "openai"]
    assert {attempt.actor for attempt in service.syncs()} == {"schedule"}


def test_three_processes_do_each_of_fifty_ticks_once(listed, new_service, database_url):
    services = [new_service(database_url=database_url) for _ in range(3)]
    services[0].tick(HOUR)
    together = Barrier(len(services))

    def tick(service):
        together.wait()
        return service.tick(HOUR)

    with ThreadPoolExecutor(len(services)) as pool:
        for round_ in range(1, TICKS + 1):
            make_due(services[0])
            assert sum(pool.map(tick, services)) == 2
            assert services[0].syncs_page(limit=1)[1] == 2 * round_


def test_the_next_tick_is_an_interval_away_however_long_the_machine_slept(listed, service):
    service.tick(HOUR)
    make_due(service)
    with service.database.writing() as session:
        for place in schedule(session).values():
            note_tick(session, Due(place.provider, place.at - timedelta(days=3)))
    service.tick(HOUR)
    with service.database.reading() as session:
        left = [place.at - database_now(session) for place in schedule(session).values()]
    assert all(0.8 * HOUR < one < 1.2 * HOUR for one in left)
    assert service.tick(HOUR) == 0


def test_a_failure_is_tried_again_sooner_and_a_success_ends_the_pauses(listed, service, providers):
    providers.set("openai")  # an empty list is a failure
    service.tick(HOUR)
    pauses = []
    for _ in range(3):
        make_due(service)
        service.tick(HOUR)
        pauses.append(next_of(service, "openai"))
    assert pauses[0].at < pauses[1].at < pauses[2].at
    assert [place.failures for place in pauses] == [1, 2, 3]
    providers.set("openai", openai_item("gpt-5"))
    make_due(service)
    service.tick(HOUR)
    assert next_of(service, "openai").failures == 0


def test_the_schedule_makes_plans_and_applies_none(listed, service):
    service.tick(HOUR)
    make_due(service)
    service.tick(HOUR)
    assert service.models() == []
    assert service.history() == []
    assert {plan.actor for plan in service.latest_plans().values()} == {"schedule"}


def test_who_keeps_the_schedule_is_seen_until_they_leave(listed, service):
    assert service.schedule_state().hosts == ()
    service.tick(HOUR)
    ((_host, every),) = service.schedule_state().hosts
    assert every == HOUR
    assert set(service.schedule_state().due) == {"openai", "google"}
    service.leave_schedule()
    assert service.schedule_state().hosts == ()


def next_of(service, provider):
    return service.schedule_state().due[provider]


def tick_now(service):
    make_due(service)
    service.tick(HOUR)


def outcomes(service, provider="openai"):
    return [attempt.outcome for attempt in service.syncs(provider=provider)]


def test_a_tick_without_a_change_keeps_the_plan_its_review_and_its_youth(service, clock, providers):
    service.tick(HOUR)
    tick_now(service)
    first = service.latest_plans()["openai"]
    service.change_review(first.id, lambda _: Review(ticks={"gpt-5": False}), actor=LOCAL)
    for day in range(1, 5):
        clock.now += timedelta(days=1)
        # The release time is the time of the request, as some servers have it, and a key is new that nobody reads.
        providers.set("openai", openai_item("gpt-5", created=1_767_225_600 + day, unread=day))
        tick_now(service)
    last = service.latest_plans()["openai"]
    assert (last.id, last.review.ticks) == (first.id, {"gpt-5": False})
    assert service.too_old(last) is None
    assert outcomes(service) == ["unchanged"] * 4 + ["plan"]
    assert service.syncs(provider="openai", limit=1)[0].plan_id == first.id


def test_a_catalogue_that_agrees_with_its_list_gets_one_empty_plan(service):
    service.tick(HOUR)
    tick_now(service)
    service.apply_sync(service.latest_plans()["openai"].id, "all", actor=LOCAL)
    for _ in range(3):
        tick_now(service)
    assert outcomes(service) == ["unchanged", "unchanged", "plan", "plan"]


@pytest.mark.parametrize(
    "change",
    [
        lambda service, providers, clock: providers.set("openai", openai_item("gpt-5"), openai_item("gpt-6")),
        lambda service, providers, clock: service.decide(
            "openai", "gpt-5", "exclude", reason="no", actor=LOCAL
        ),
        lambda service, providers, clock: providers.set(
            "openai", openai_item("gpt-5", shutdown_date="2027-01-01")
        ),
        lambda service, providers, clock: providers.set("openai", openai_item("gpt-5"), openai_item("tts-1")),
        lambda service, providers, clock: price_file(service.settings.pricing_dir, "openai", {"id": "gpt-5"}),
        lambda service, providers, clock: fill(service.database, stored("gpt-5", "google")),
        lambda service, providers, clock: fill(service.database, stored("gpt-6")),
    ],
    ids=["listed", "decided", "dated", "excluded", "priced", "owned elsewhere", "stored"],
)
def test_whatever_a_person_would_see_makes_a_new_plan(service, providers, clock, change):
    service.tick(HOUR)
    tick_now(service)
    tick_now(service)
    before = len(service.syncs(provider="openai"))
    change(service, providers, clock)
    tick_now(service)
    tick_now(service)
    assert outcomes(service)[:-before] == ["unchanged", "plan"]


def test_what_changes_while_an_equal_list_is_fetched_is_compared(service, providers):
    service.tick(HOUR)
    tick_now(service)
    fill(service.database, stored("gpt-4"))  # not listed: each sync asks for it
    tick_now(service)
    tick_now(service)
    before = len(service.syncs(provider="openai"))

    def decide():
        providers.on_single = None
        service.decide("openai", "gpt-5", "exclude", reason="no", actor=LOCAL)

    providers.on_single = decide
    tick_now(service)
    assert outcomes(service)[:-before] == ["plan"]
    assert [out.universal_model_id for out in service.latest_plans()["openai"].diff.excluded] == ["gpt-5"]


def test_a_date_that_passes_makes_a_new_plan_of_an_equal_list(service, providers, clock):
    last_day = (clock.now + timedelta(days=10)).date().isoformat()
    providers.set("openai", openai_item("gpt-5", shutdown_date=last_day), openai_item("gpt-6"))
    service.tick(HOUR)
    tick_now(service)
    service.apply_sync(service.latest_plans()["openai"].id, "all", actor=LOCAL)
    tick_now(service)
    clock.now += timedelta(days=5)
    tick_now(service)
    clock.now += timedelta(days=6)
    tick_now(service)
    assert outcomes(service) == ["plan", "unchanged", "plan", "plan"]


def test_a_sync_that_a_person_asks_for_always_makes_a_plan(service):
    service.tick(HOUR)
    tick_now(service)
    before = service.latest_plans()["openai"].id
    service.sync_with_provider("openai", actor=LOCAL)
    assert service.latest_plans()["openai"].id != before
