"""Events reach programs as signed webhooks: once, in order, later where a receiver is down, and never lost by a restart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from modelsync.core.actors import LOCAL
from modelsync.errors import FetchError, SettingsError
from tests.support.providers import openai_item
from tests.support.service_calls import plan

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def started(new_service, database_url, hooks):
    """Starts processes that tell the hook server."""
    return lambda query="": new_service(database_url=database_url, webhook_url=hooks.url + query)


@pytest.fixture
def told(started):
    return started()


def listed(providers, *ids):
    providers.set("openai", *map(openai_item, ids))


def failed(service):
    with pytest.raises(FetchError):
        plan(service)


def test_a_plan_an_apply_and_an_undo_are_told_once_each_and_in_order(told, hooks, providers):
    listed(providers, "gpt-5", "gpt-5-mini")
    diff = plan(told)
    run = told.apply_sync(diff.plan_id, "all", actor=LOCAL)
    told.undo(run.run_id, actor=LOCAL)
    told.deliver()
    told.deliver()
    assert hooks.taken == ["plan.waiting", "run.applied", "run.undone"]
    waiting, applied, undone = hooks.payloads
    assert waiting["data"] == {
        "provider": "openai",
        "planId": diff.plan_id,
        "counts": {"new": 2, "updated": 0, "archived": 0},
        "findings": [],
        "url": None,
    }
    assert applied["data"] == run.to_json()
    assert undone["data"]["kind"] == "undo"
    assert all(payload.keys() == {"type", "timestamp", "data"} for payload in hooks.payloads)


def test_the_signature_verifies_with_the_public_library(new_service, hooks, providers, monkeypatch):
    monkeypatch.setenv("MODELSYNC_WEBHOOK_SECRET", SECRET)
    service = new_service(webhook_url=hooks.url)
    listed(providers, "gpt-5")
    plan(service)
    service.deliver()
    ((headers, body),) = hooks.got
    assert Webhook(SECRET).verify(body, headers)["type"] == "plan.waiting"
    assert headers["webhook-id"].startswith("msg_")


def test_without_a_secret_nothing_is_signed(told, hooks, providers):
    listed(providers, "gpt-5")
    plan(told)
    told.deliver()
    assert "webhook-signature" not in hooks.got[0][0]


def test_the_same_changes_in_a_new_plan_are_not_told_again(told, hooks, providers):
    listed(providers, "gpt-5")
    plan(told)
    plan(told)
    listed(providers, "gpt-5", "gpt-5-mini")
    plan(told)
    told.deliver()
    assert [payload["data"]["counts"]["new"] for payload in hooks.payloads] == [1, 2]


def test_a_rejected_change_waits_for_nobody(told, hooks, providers):
    listed(providers, "gpt-5")
    diff = plan(told)
    told.change_review(
        diff.plan_id, lambda review: review.model_copy(update={"ticks": {"gpt-5": False}}), actor=LOCAL
    )
    plan(told)
    told.deliver()
    assert len(hooks.got) == 1


def test_a_failure_is_told_once_in_a_series_and_then_the_recovery(told, hooks, providers):
    failed(told)
    failed(told)
    listed(providers, "gpt-5")
    plan(told)
    failing = told.syncs()[-1]
    told.deliver()
    assert sorted(hooks.taken) == ["plan.waiting", "sync.failed", "sync.recovered"]
    first = next(one for one in hooks.payloads if one["type"] == "sync.failed")
    again = next(one for one in hooks.payloads if one["type"] == "sync.recovered")
    assert first["data"]["error"] == again["data"]["error"] == failing.error
    assert first["data"]["since"] == again["data"]["since"]


def test_a_receiver_that_is_down_gets_everything_later_in_order_with_the_same_ids(
    told, started, hooks, providers, clock
):
    seen = []
    hooks.refuse()
    listed(providers, "gpt-5")
    run = told.apply_sync(plan(told).plan_id, "all", actor=LOCAL)
    assert told.deliver() == 1
    told.undo(run.run_id, actor=LOCAL)
    told.deliver()
    (receiver,) = told.receivers()
    assert (receiver.failures, receiver.waiting) == (1, 3)  # the pause lasts: nothing was tried again
    assert "503" in receiver.last_error
    clock.now += timedelta(minutes=1)
    restarted = started()
    hooks.answer = lambda: seen.append(1) or 204
    assert restarted.deliver() == 0
    assert hooks.taken == ["plan.waiting", "run.applied", "run.undone"]
    assert len(seen) == len({headers["webhook-id"] for headers, _ in hooks.got}) == 3
    (receiver,) = restarted.receivers()
    assert (receiver.failures, receiver.waiting, receiver.last_error) == (0, 0, None)


def test_pauses_grow_and_after_three_days_an_event_is_given_up_visibly(told, hooks, providers, clock):
    hooks.refuse()
    listed(providers, "gpt-5")
    plan(told)
    pauses = []
    for _ in range(6):
        told.deliver()
        (receiver,) = told.receivers()
        pauses.append(round((receiver.next_at - clock.now).total_seconds() / 5) * 5)
        clock.now = receiver.next_at
    assert pauses == [5, 30, 120, 600, 3600, 3600]
    clock.now += timedelta(days=3)
    told.deliver()
    (receiver,) = told.receivers()
    assert (receiver.given_up, receiver.waiting) == (1, 0)
    listed(providers, "gpt-5", "gpt-5-mini")
    plan(told)
    hooks.answer = lambda: 200
    clock.now += timedelta(hours=1)
    told.deliver()
    assert [payload["data"]["counts"]["new"] for payload in hooks.payloads] == [2]


def test_410_stops_a_receiver_until_its_settings_change(told, started, hooks, providers, clock):
    hooks.refuse(410)
    listed(providers, "gpt-5")
    plan(told)
    assert told.deliver() == 1
    hooks.answer = lambda: 200
    clock.now += timedelta(days=1)
    told.deliver()
    assert (hooks.got, told.receivers()[0].stopped) == ([], True)
    changed = started("?v=2")
    changed.deliver()  # known from now on
    listed(providers, "gpt-5", "gpt-5-mini")
    plan(changed)
    changed.deliver()
    assert hooks.taken == ["plan.waiting"]


def test_a_redirect_is_not_followed_and_a_long_answer_not_read(told, hooks, providers):
    hooks.refuse(302)
    hooks.location = hooks.url
    listed(providers, "gpt-5")
    plan(told)
    assert told.deliver() == 1
    assert "redirects are not followed" in told.receivers()[0].last_error
    assert hooks.got == []


def test_a_receiver_that_nobody_can_reach_fails_no_sync_and_no_apply(new_service, providers, database_url):
    service = new_service(database_url=database_url, webhook_url="http://127.0.0.1:9/hook")
    listed(providers, "gpt-5")
    assert service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    assert service.deliver() == 1
    assert "cannot be reached" in service.receivers()[0].last_error


def test_a_run_that_is_refused_tells_nobody(told, hooks, providers):
    listed(providers, "gpt-5")
    diff = plan(told)
    with pytest.raises(Exception, match="no change for"):
        told.apply_sync(diff.plan_id, ["gpt-9"], actor=LOCAL)
    told.deliver()
    assert hooks.taken == ["plan.waiting"]


def test_where_nobody_is_told_nothing_is_kept(new_service, providers, rows):
    service = new_service()
    listed(providers, "gpt-5")
    service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    assert rows("SELECT * FROM outbox_event") == []


@pytest.mark.parametrize(
    "secret", ["short", "whsec_", "whsec_AAAA", "whsec_not base64!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
)
def test_a_secret_that_signs_nothing_is_refused_and_not_shown(new_service, hooks, monkeypatch, secret):
    monkeypatch.setenv("MODELSYNC_WEBHOOK_SECRET", secret)
    service = new_service(webhook_url=hooks.url)
    with pytest.raises(SettingsError, match="MODELSYNC_WEBHOOK_SECRET") as caught:
        service.deliver()
    assert secret not in str(caught.value).replace("whsec_ and", "")
