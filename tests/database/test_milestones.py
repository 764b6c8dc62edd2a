"""Receivers are told of last days: one summary at the first start, then each milestone once, whatever restarts between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from tests.support.providers import openai_item
from tests.support.service_calls import plan


@pytest.fixture
def untold(new_service, database_url):
    """A process that tells nobody."""
    return new_service(database_url=database_url)


@pytest.fixture
def started(new_service, database_url, hooks):
    """Starts a process anew, which looks at the deadlines and delivers."""

    def start():
        service = new_service(database_url=database_url, webhook_url=hooks.url)
        service.announce_deadlines()
        service.deliver()
        service.database.engine.dispose()
        return service

    return start


def catalogue(service, providers, clock, **days):
    """Enabled models that retire in so many days."""
    today = clock.now.date()
    items = [
        openai_item(id_.replace("_", "-"), shutdown_date=(today + timedelta(days=left)).isoformat())
        for id_, left in days.items()
    ]
    providers.set("openai", *items)
    service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    for item in items:
        service.edit({item["id"]: Edit(enabled=True)}, actor=LOCAL)


def retiring(hooks):
    return [
        (one["data"]["universalModelId"], one["data"]["days"])
        for one in hooks.payloads
        if one["type"] == "model.retiring"
    ]


def test_the_first_start_of_an_existing_catalogue_sends_one_summary(untold, started, providers, clock, hooks):
    catalogue(untold, providers, clock, gpt_a=20, gpt_b=80, gpt_c=300)
    for _ in range(100):
        started()
    assert hooks.taken == ["catalogue.summary"]
    assert hooks.payloads[0]["data"]["retiring"] == 2


def test_each_milestone_comes_once_over_a_hundred_restarts(started, providers, clock, hooks):
    service = started()
    catalogue(service, providers, clock, gpt_a=95)
    start = clock.now
    for day in range(100):
        clock.now = start + timedelta(days=day)
        started()
    assert retiring(hooks) == [
        ("gpt-a", 90),
        ("gpt-a", 60),
        ("gpt-a", 30),
        ("gpt-a", 7),
        ("gpt-a", 0),
        ("gpt-a", -1),
    ]


def test_of_milestones_that_passed_unseen_only_the_nearest_is_told(started, providers, clock, hooks):
    service = started()
    catalogue(service, providers, clock, gpt_a=95)
    clock.now += timedelta(days=85)
    started()
    assert retiring(hooks) == [("gpt-a", 10)]


def test_a_model_that_is_enabled_later_is_told_of_then(started, providers, clock, hooks):
    service = started()
    catalogue(service, providers, clock, gpt_a=20)
    service.edit({"gpt-a": Edit(enabled=False)}, actor=LOCAL)
    started()
    assert retiring(hooks) == []
    service.edit({"gpt-a": Edit(enabled=True)}, actor=LOCAL)
    started()
    assert retiring(hooks) == [("gpt-a", 20)]
