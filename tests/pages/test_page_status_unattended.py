"""Status: schedule, receivers, references and deadlines; without any, one line each with what to set."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from modelsync.core.actors import LOCAL
from tests.support.app_pages import everything
from tests.support.catalogue import fill
from tests.support.checkout import PAGES
from tests.support.models import retiring, stored
from tests.support.providers import openai_item

SECRET = "hunter2-very-secret"


@pytest.fixture
def told(hooks, monkeypatch):
    monkeypatch.setenv("MODELSYNC_WEBHOOK_URL", f"{hooks.url}?token={SECRET}")
    monkeypatch.setenv("MODELSYNC_NOTIFY", hooks.url.replace("http://", f"json://ada:{SECRET}@"))
    return hooks


@pytest.fixture
def page(just_started):
    return AppTest.from_file(PAGES / "status.py", default_timeout=30)


def said(page):
    assert not page.exception
    return everything(page) + " ".join(html.proto.body for html in page.get("html"))


def test_a_page_without_schedule_receiver_and_deadline_says_what_to_set(page, service):
    service.database.upgrade()
    text = said(page.run())
    for cure in (
        "Set MODELSYNC_SYNC_EVERY=6h for the server, or run modelsync watch --every 6h.",
        "Set MODELSYNC_NOTIFY for people or MODELSYNC_WEBHOOK_URL for programs",
        "No enabled model retires within 30 days.",
    ):
        assert cure in text
    assert not [button for button in page.button if button.key == "notify_test"]


def test_the_schedule_says_who_keeps_it_and_each_provider_when_it_was_checked(page, service, providers):
    providers.set("openai", openai_item("gpt-5"))
    service.sync_with_provider("openai", actor=LOCAL)
    service.tick(timedelta(hours=6))
    text = said(page.run())
    assert "every 6 h" in text
    assert ", next in a moment" in text
    service.leave_schedule()
    text = said(page.run())
    assert "every 6 h" not in text
    assert ", next " not in text


def test_overdue_soon_and_dismissed_deadlines_are_counted(page, new_service):
    service = new_service()
    fill(
        service.database,
        *(stored(f"gpt-{days}", enabled=True, lifecycle=retiring(days)) for days in (-3, 5, 20, 31)),
        stored("gpt-off", lifecycle=retiring(5)),
    )
    service.dismiss_deadline("gpt-5", until=retiring(9).retires_at, reason="known", actor=LOCAL)
    text = said(page.run())
    for title, count in (("Overdue", 1), ("Within 30 days", 2), ("Of these dismissed", 1)):
        assert f"<dt>{title}</dt><dd>{count}</dd>" in text


def test_receivers_are_shown_without_secrets_and_a_test_message_goes_to_each(page, told, service, providers):
    told.refuse()
    providers.set("openai", openai_item("gpt-5"))
    page.run()
    (frame,) = [one.value for one in page.dataframe if "receiver" in one.value]
    assert list(frame["state"]) == ["nothing yet"] * 2
    page.button(key="notify_test").click().run()
    assert len([error for error in page.error if "503" in error.value or "did not take" in error.value]) == 2
    told.answer = lambda: 204
    page.button(key="notify_test").click().run()
    assert len([one for one in page.success if "took the test message" in one.value]) == 2
    assert len(told.got) == 2
    assert SECRET not in said(page) + frame.to_string()


def test_a_receiver_keeps_its_last_failure_after_it_works_again(page, told, new_service, providers, clock):
    service = new_service()
    told.refuse()
    providers.set("openai", openai_item("gpt-5"))
    service.deliver()
    service.sync_with_provider("openai", actor=LOCAL)
    service.deliver()
    (frame,) = [one.value for one in page.run().dataframe if "receiver" in one.value]
    assert list(frame["state"]) == ["failing"] * 2
    assert list(frame["waiting"]) == [1, 1]
    told.answer = lambda: 204
    clock.now += timedelta(minutes=1)
    service.deliver()
    (frame,) = [one.value for one in page.run().dataframe if "receiver" in one.value]
    assert list(frame["state"]) == ["delivered"] * 2
    assert frame["failed"].notna().all()
    assert "answered 503" in said(page)
