"""The schedule fetches the references once a day: one of many processes does it, and a failure is a note and no failed sync."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from modelsync.core.actors import LOCAL
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from modelsync.store.subjects import database_now, reference_checks, save_reference_check
from tests.support.reference_files import (
    deprecation,
    genai,
    genai_model,
    litellm,
    litellm_model,
    models_dev,
    models_dev_model,
)
from tests.support.reference_server import SETTINGS

DAY = timedelta(days=1)


@pytest.fixture
def published(reference_server):
    reference_server.publish("genai-prices", genai(genai_model("gpt-9")))
    reference_server.publish("litellm", litellm(**{"gpt-9": litellm_model()}))
    reference_server.publish("models.dev", models_dev(**{"gpt-9": models_dev_model()}))
    reference_server.publish("deprecations", [deprecation("gpt-9")])
    return reference_server


@pytest.fixture
def started(database_url):
    """Starts processes that ask over the network."""
    services = []

    def start(**settings):
        services.append(AiModelSyncService(Settings.read(database_url=database_url, **settings)))
        return services[-1]

    yield start
    for service in services:
        service.database.engine.dispose()


def make_due(service):
    """Move the next fetch of every reference to now."""
    with service.database.writing() as session:
        now = database_now(session)
        for check in reference_checks(session).values():
            save_reference_check(session, check.model_copy(update={"next_at": now - timedelta(seconds=1)}))


def left(service):
    """How long until each reference is fetched."""
    with service.database.reading() as session:
        now = database_now(session)
        return {name: check.next_at - now for name, check in reference_checks(session).items()}


def test_of_three_processes_one_fetches_each_reference_once_a_day(published, started):
    services = [started() for _ in range(3)]
    assert services[0].refresh_references() == 0  # a start asks nobody at once
    together = Barrier(len(services))

    def refresh(service):
        together.wait()
        return service.refresh_references()

    with ThreadPoolExecutor(len(services)) as pool:
        for day in range(1, 6):
            make_due(services[0])
            assert sum(pool.map(refresh, services)) == len(SETTINGS)
            assert len(published.headers) == len(SETTINGS) * day
            assert services[0].refresh_references() == 0
    assert all(0.8 * DAY < one < 1.2 * DAY for one in left(services[0]).values())
    assert all(state.fetched_at for state in services[0].references())


def test_a_failure_is_a_note_and_no_failed_sync(published, started, hooks, caplog):
    service = started(webhook_url=hooks.url)
    published.publish("litellm", b"no", status=503)
    service.refresh_references()
    pauses = []
    for failures in range(1, 4):
        make_due(service)
        service.refresh_references()
        pauses.append(left(service)["litellm"])
        (noted,) = [one for one in service.status().references if one.error]
        assert (noted.source, noted.failed_at is not None) == ("litellm", True)
        assert "503" in noted.error
        assert [record.getMessage() for record in caplog.records].count(noted.error) == failures
    assert pauses[0] < pauses[1] < pauses[2] < DAY
    assert {state.source for state in service.references() if state.fetched_at} == SETTINGS.keys() - {
        "litellm"
    }
    service.deliver()
    assert (hooks.got, service.syncs(), service.status().problems) == ([], [], ())
    published.publish("litellm", litellm(**{"gpt-9": litellm_model()}))
    make_due(service)
    service.refresh_references()
    assert not any(one.error for one in service.status().references)
    assert left(service)["litellm"] > 0.8 * DAY


def test_a_day_begins_when_a_person_fetched_them(published, started):
    service = started()
    service.update_references("litellm", actor=LOCAL)
    service.refresh_references()
    assert (left(service)["litellm"] > 0.9 * DAY, left(service)["models.dev"] < 0.9 * DAY) == (True, True)


def test_what_is_off_is_never_fetched(published, started):
    service = started(**dict.fromkeys(("genai_prices", "litellm_prices", "models_dev"), "off"))
    service.refresh_references()
    make_due(service)
    assert service.refresh_references() == 1
    assert len(published.headers) == 1
    assert [one.source for one in service.status().references] == ["deprecations"]
