"""Deadlines of enabled models: which need attention, and those that an admin dismissed until a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from modelsync.core.lifecycle import Lifecycle
from modelsync.errors import EditError, NotFoundError
from modelsync.store.tables.unattended import DismissedDeadline
from tests.support.catalogue import fill
from tests.support.models import stored

ADA = Actor("ada@example.com", "admin")


@pytest.fixture
def today(clock):
    return clock.now.date()


@pytest.fixture
def service(new_service, database_url, today):
    """Models by the days that are left to them: all enabled, but for two."""
    service = new_service(database_url=database_url)

    def ends(days, **more):
        return Lifecycle(retires_at=today + timedelta(days=days), **more)

    fill(
        service.database,
        *(stored(f"gpt-{days}", enabled=True, lifecycle=ends(days)) for days in (-1, 0, 30, 31)),
        stored("gpt-off", lifecycle=ends(5)),
        stored("gpt-earliest", enabled=True, lifecycle=ends(5, retires_kind="earliest")),
    )
    return service


def near(service):
    return [model.universal_model_id for model in service.deadlines()]


def dismiss(service, until, id_="gpt-0", reason="moved by contract"):
    return service.dismiss_deadline(id_, until=until, reason=reason, actor=ADA)


def test_enabled_models_of_the_next_thirty_days_and_overdue_ones_count(service):
    assert near(service) == ["gpt--1", "gpt-0", "gpt-30"]
    service.edit({"gpt-0": Edit(enabled=False)}, actor=LOCAL)
    assert near(service) == ["gpt--1", "gpt-30"]


def test_a_dismissed_one_is_away_until_its_day_and_comes_back_on_it(service, today, clock):
    dismiss(service, today + timedelta(days=3))
    for _ in range(3):
        assert "gpt-0" not in near(service)
        assert service.review().dismissed["gpt-0"].reason == "moved by contract"
        clock.now += timedelta(days=1)
    assert "gpt-0" in near(service)


def test_one_that_is_taken_back_or_dismissed_anew_stays_as_a_record(service, today):
    dismiss(service, today + timedelta(days=3))
    service.recall_deadline("gpt-0", actor=LOCAL)
    assert "gpt-0" in near(service)
    dismiss(service, today + timedelta(days=5), reason="not yet")
    dismiss(service, today + timedelta(days=7), reason="later still")
    assert service.review().dismissed["gpt-0"].until == today + timedelta(days=7)
    with service.database.reading() as session:
        rows = session.exec(select(DismissedDeadline)).all()
        kept = [(row.reason, row.actor, row.recalled_by) for row in rows]
    assert kept == [
        ("moved by contract", ADA.name, LOCAL.name),
        ("not yet", ADA.name, ADA.name),
        ("later still", ADA.name, None),
    ]


def test_a_dismissal_needs_a_reason_a_later_day_and_a_model(service, today):
    tomorrow = today + timedelta(days=1)
    with pytest.raises(EditError, match="needs a reason"):
        dismiss(service, tomorrow, reason=" ")
    with pytest.raises(EditError, match="Choose a later day"):
        dismiss(service, today)
    with pytest.raises(NotFoundError, match="no model 'gpt-none'"):
        dismiss(service, tomorrow, "gpt-none")
    assert service.review().dismissed == {}
