"""People are told in short, harmless words by apprise, one by one or as a digest; nothing secret is in any of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from modelsync.errors import SettingsError
from tests.support.providers import KEYS, openai_item
from tests.support.service_calls import plan

PASSWORD = "hunter2-very-secret"


@pytest.fixture
def told(new_service, hooks, monkeypatch):
    """Builds a service that tells the hook server through apprise."""

    def build(**settings):
        address = hooks.url.removeprefix("http://")
        monkeypatch.setenv("MODELSYNC_NOTIFY", f"json://ada:{PASSWORD}@{address}")
        return new_service(**settings)

    return build


def said(hooks):
    return [(one["title"], one["message"]) for one in hooks.payloads]


def test_a_plan_is_told_with_names_and_the_way_to_the_review(told, hooks, providers):
    service = told(public_url="https://models.example.com/sync/")
    providers.set("openai", *(openai_item(f"gpt-{number}") for number in range(5, 50)))
    plan(service)
    assert service.deliver() == 0
    ((title, text),) = said(hooks)
    assert title == "openai: 45 new, 0 updated, 0 archived to review"
    lines = text.splitlines()
    assert lines[0] == "New: GPT-5"
    assert lines[-2:] == ["and 33 more", "Review: https://models.example.com/sync/review"]
    assert len(lines) == 14


def test_names_are_no_markup_no_link_and_no_mention(told, hooks, providers):
    service = told()
    providers.set("openai", openai_item("gpt-5"))
    run = service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    hostile = "<!channel> @all **x** [a](https://evil.example) `y` <b>"
    service.undo(run.run_id, actor=Actor("eve <script>", "admin"), reason=hostile)
    service.deliver()
    title, text = said(hooks)[-1]
    assert not set("<>@*[]`|#") & set(title + text)
    assert "://" not in text
    assert "all" in text


def test_no_key_and_no_password_is_in_what_is_sent_stored_or_shown(told, hooks, providers, rows, caplog):
    service = told(webhook_url="http://user:hunter3@127.0.0.1:9/secret-path?token=hunter4")
    providers.set("openai", openai_item("gpt-5"))
    service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    service.deliver()
    hooks.refuse()
    providers.set("openai", openai_item("gpt-5"), openai_item("gpt-6"))
    plan(service)
    service.deliver()
    everything = "\n".join(
        [
            *(body for _headers, body in hooks.got),
            *rows.content(),
            *(record.getMessage() for record in caplog.records),
            *(f"{one}" for one in service.receivers()),
            service.status().model_dump_json(),
            repr(service.settings),
        ]
    )
    for secret in (PASSWORD, "hunter3", "hunter4", "secret-path", *KEYS.values()):
        assert secret not in everything
    assert "127.0.0.1" in everything


@pytest.mark.parametrize("address", ["nonsense", "bad://x", "mailto://", f"foo://{PASSWORD}"])
def test_an_address_that_apprise_does_not_understand_is_refused_and_not_shown(
    new_service, monkeypatch, address
):
    monkeypatch.setenv("MODELSYNC_NOTIFY", address)
    with pytest.raises(SettingsError, match="MODELSYNC_NOTIFY") as caught:
        new_service().deliver()
    assert PASSWORD not in str(caught.value)


def test_a_wrong_address_stops_no_sync_and_no_apply(new_service, providers, monkeypatch):
    monkeypatch.setenv("MODELSYNC_NOTIFY", "bad://x")
    service = new_service()
    providers.set("openai", openai_item("gpt-5"))
    assert service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)


def test_a_digest_takes_the_place_of_single_messages(told, hooks, providers, clock):
    service = told(digest="daily")
    providers.set("openai", openai_item("gpt-5"))
    service.deliver()
    service.apply_sync(plan(service).plan_id, "all", actor=Actor("ada", "admin"))
    service.edit({"gpt-5": Edit(enabled=True)}, actor=LOCAL)
    providers.set("openai", openai_item("gpt-5"), openai_item("gpt-6"))
    plan(service)
    service.deliver()
    assert said(hooks) == []
    clock.now += timedelta(days=1)
    service.deliver()
    service.deliver()
    ((title, text),) = said(hooks)
    assert title == "Model Sync: daily digest"
    assert text.strip().splitlines() == [
        "Pending:",
        "- openai: 1 change",
        "",
        "Committed:",
        "- openai: run 1 committed by ada",
        "",
        "Enabled without a price:",
        "- gpt-5",
    ]


def test_a_digest_with_nothing_to_say_is_not_sent(told, hooks, clock):
    service = told(digest="weekly")
    for _ in range(30):
        clock.now += timedelta(days=1)
        service.deliver()
    assert said(hooks) == []


def test_a_digest_that_is_refused_comes_later(told, hooks, providers, clock):
    service = told(digest="daily")
    service.deliver()
    providers.set("openai", openai_item("gpt-5"))
    plan(service)
    clock.now += timedelta(days=1)
    hooks.refuse()
    assert service.deliver() == 1
    hooks.answer = lambda: 200
    clock.now += timedelta(minutes=1)
    assert service.deliver() == 0
    assert len(said(hooks)) == 1
