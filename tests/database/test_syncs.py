"""Every attempt to sync is stored with who, when, how long and what came of it; one that fails keeps its own error."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from modelsync.adapters import REGISTRY
from modelsync.core.actors import LOCAL, Actor
from modelsync.core.attempts import Attempt
from modelsync.errors import FetchError, NotFoundError
from modelsync.service import AiModelSyncService
from modelsync.store.subjects import add_attempt
from tests.support.clock import NOON
from tests.support.providers import google_item, openai_item

ANN = Actor("ann", "admin")


@pytest.fixture
def service(new_service, database_url):
    return new_service(database_url=database_url)


@pytest.fixture
def listed(providers):
    """Google lists a model; OpenAI lists none, which fails."""
    providers.set("google", google_item("gemini-3-pro"))


def failed(service, provider="openai"):
    with pytest.raises(FetchError) as caught:
        service.sync_with_provider(provider, actor=ANN)
    return str(caught.value)


def test_a_sync_that_gives_a_plan_is_stored_with_it(service, listed, clock):
    diff = service.sync_with_provider("google", actor=ANN)
    (attempt,) = service.syncs()
    assert attempt == Attempt(
        provider="google",
        at=attempt.at,
        actor="ann",
        outcome="plan",
        plan_id=diff.plan_id,
        listed=1,
        seconds=attempt.seconds,
    )
    assert diff.fetched_at <= attempt.at <= clock.now
    assert 0 <= attempt.seconds < 60
    assert service.review().failed == {}


def test_a_sync_that_fails_is_stored_with_its_sentence(service, listed):
    sentence = failed(service)
    (attempt,) = service.syncs()
    assert (attempt.outcome, attempt.error, attempt.actor) == ("failed", sentence, "ann")
    assert (attempt.plan_id, attempt.listed) == (None, None)
    assert service.latest_plans() == {}


def test_side_by_side_each_attempt_is_stored(service, listed):
    service.sync_with_providers(["openai", "google"], actor=LOCAL)
    assert {attempt.provider: attempt.outcome for attempt in service.syncs()} == {
        "openai": "failed",
        "google": "plan",
    }


def test_a_missing_key_is_a_failed_attempt(service, listed, monkeypatch):
    monkeypatch.delenv(REGISTRY["openai"].key_variables[0])
    without = AiModelSyncService(
        service.settings.read(database_url=service.settings.database_url), service.database
    )
    assert REGISTRY["openai"].key_variables[0] in failed(without)
    assert [attempt.outcome for attempt in service.syncs()] == ["failed"]


def test_the_last_failure_stands_until_a_sync_succeeds(service, listed, providers):
    first, second = failed(service), failed(service)
    assert service.review().failed["openai"].error == first == second
    service.sync_with_provider("google", actor=ANN)
    assert list(service.review().failed) == ["openai"]
    assert any(first in problem for problem in service.status().problems)
    providers.set("openai", openai_item("gpt-5"))
    service.sync_with_provider("openai", actor=ANN)
    assert service.review().failed == {}
    assert service.status().problems == ()
    assert [attempt.outcome for attempt in service.syncs(provider="openai")] == ["plan", "failed", "failed"]


def test_a_provider_without_a_key_is_no_problem_of_the_installation(service, listed, monkeypatch):
    failed(service)
    monkeypatch.delenv(REGISTRY["openai"].key_variables[0])
    without = AiModelSyncService(
        service.settings.read(database_url=service.settings.database_url), service.database
    )
    assert without.status().problems == ()
    assert without.review().failed == {}


def test_a_comparison_without_the_network_is_no_attempt(service, listed):
    diff = service.sync_with_provider("google", actor=ANN)
    service.compare_again(diff.plan_id, actor=ANN)
    assert len(service.syncs()) == 1


def test_the_newest_comes_first_page_by_page(service, listed):
    for _ in range(3):
        service.sync_with_provider("google", actor=ANN)
    failed(service)
    whole, total = service.syncs_page()
    assert (total, [attempt.outcome for _, attempt in whole]) == (4, ["failed", "plan", "plan", "plan"])
    first, _ = service.syncs_page(limit=2)
    second, _ = service.syncs_page(limit=2, before=first[-1][0])
    assert first + second == whole
    assert [attempt.provider for attempt in service.syncs(provider="openai", limit=5)] == ["openai"]


def test_an_unknown_provider_is_named_and_one_that_is_gone_keeps_its_attempts(service, listed):
    with pytest.raises(NotFoundError, match="gogle"):
        service.syncs(provider="gogle")
    with pytest.raises(NotFoundError):
        service.sync_with_provider("gogle", actor=ANN)
    service.sync_with_provider("google", actor=ANN)
    left = {"openai": REGISTRY["openai"]}
    later = AiModelSyncService(service.settings, service.database, providers=left)
    assert len(later.syncs(provider="google")) == len(later.syncs()) == 1


def test_the_oldest_attempts_of_a_provider_go(service):
    def attempt(provider):
        return Attempt(provider=provider, at=NOON, actor="ann", outcome="failed", seconds=1, error="Down.")

    with service.database.writing() as session:
        add_attempt(session, attempt("google"))
        for _ in range(1_003):
            add_attempt(session, attempt("openai"))
    assert len(service.syncs(provider="openai")) == 1_000
    assert len(service.syncs(provider="google")) == 1


def test_a_database_that_is_locked_does_not_hide_why_a_sync_failed(new_service, listed, environment):
    service = new_service()
    sentence = failed(service)
    with closing(sqlite3.connect(environment / "modelsync.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        assert failed(service) == sentence
    assert len(service.syncs()) == 1


def test_a_database_that_cannot_be_had_does_not_hide_why_a_sync_failed(new_service, tmp_path):
    service = new_service(database_url=f"sqlite:///{tmp_path / 'missing' / 'models.db'}")
    assert "database" not in failed(service)


def test_a_mistake_in_the_program_is_an_attempt_too(service, listed):
    def broken(provider, page, items):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        service.sync_with_provider("google", actor=ANN, progress=broken)
    assert [attempt.error for attempt in service.syncs()] == ["Stopped by an unexpected ZeroDivisionError."]
