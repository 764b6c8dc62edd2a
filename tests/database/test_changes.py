"""The audit over the whole history: newest first, filtered, and page by page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from modelsync.core.field_changes import ChangeFilter, first_moment, last_moment
from modelsync.errors import NotFoundError
from modelsync.service import AiModelSyncService
from tests.support.pricing_files import price_file
from tests.support.providers import anthropic_item, google_item

IDS = [f"gemini-{number}-pro" for number in range(1, 4)]
ANN = Actor("ann", "admin")


@pytest.fixture
def service(new_service, database_url):
    return new_service(database_url=database_url)


@pytest.fixture
def lived(service, providers, clock, pricing_dir):
    """A catalogue with a history of four days: added, enabled, dearer, and taken back in part."""
    providers.set("google", *map(google_item, IDS))
    providers.set("anthropic", anthropic_item("claude-a"))
    applied(service, "google")
    clock.now += timedelta(days=1)
    service.edit({id_: Edit(enabled=True) for id_ in IDS[:2]}, actor=ANN, reason="for the shop")
    clock.now += timedelta(days=1)
    price_file(pricing_dir, "google", {"id": IDS[0], "input": "9"})
    applied(service, "google")
    applied(service, "anthropic")
    clock.now += timedelta(days=1)
    service.undo("2", actor=LOCAL)
    return service


def applied(service, provider):
    diff = service.sync_with_provider(provider, actor=LOCAL)
    return service.apply_sync(diff.plan_id, "all", force=True, reason="a test", actor=LOCAL)


def rows(service, **wanted):
    return [
        (change.run_id, change.universal_model_id, change.field)
        for change in service.changes(ChangeFilter(**wanted))
    ]


def test_the_newest_change_comes_first(lived):
    numbers = [int(run) for run, _, _ in rows(lived)]
    assert numbers == sorted(numbers, reverse=True)
    assert rows(lived)[-3:] == [("1", id_, "model") for id_ in reversed(IDS)]
    assert ("4", "claude-a", "model") in rows(lived)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"actor": "ann"}, [("2", IDS[1], "enabled"), ("2", IDS[0], "enabled")]),
        ({"model": IDS[1], "field": "enabled"}, [("5", IDS[1], "enabled"), ("2", IDS[1], "enabled")]),
        ({"provider": "anthropic"}, [("4", "claude-a", "model")]),
        ({"field": "model", "model": IDS[2]}, [("1", IDS[2], "model")]),
        ({"field": "pricing.input"}, [("3", IDS[0], "pricing.input")]),
        ({"actor": "nobody"}, []),
    ],
)
def test_filters_name_what_is_wanted(lived, wanted, found):
    assert rows(lived, **wanted) == found


def test_an_object_stands_for_all_fields_in_it(lived):
    found = {field for _, _, field in rows(lived, field="pricing")}
    assert {"pricing.input", "pricing.output"} <= found
    assert all(field.startswith("pricing.") for field in found)


def test_a_date_is_the_whole_day_at_both_ends(lived, clock):
    second = (clock.now - timedelta(days=2)).date().isoformat()
    on_that_day = {"since": first_moment(second), "until": last_moment(second)}
    assert {run for run, _, _ in rows(lived, **on_that_day)} == {"2"}
    at = lived.run("2").at
    assert {run for run, _, _ in rows(lived, since=at, until=at)} == {"2"}
    assert rows(lived, since=at + timedelta(seconds=1), until=at + timedelta(seconds=2)) == []


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_make_the_whole(lived, limit):
    found, after = [], None
    while True:
        page, after = lived.changes_page(ChangeFilter(), limit=limit, after=after)
        found += page
        if after is None:
            break
        assert len(page) == limit
    assert found == lived.changes(ChangeFilter())


def test_a_page_stays_where_it_was_when_newer_changes_come(lived):
    first, after = lived.changes_page(ChangeFilter(field="enabled"), limit=1)
    lived.edit({IDS[2]: Edit(enabled=True)}, actor=ANN)
    second, _ = lived.changes_page(ChangeFilter(field="enabled"), limit=9, after=after)
    assert [*first, *second] == lived.changes(ChangeFilter(field="enabled"))[1:]


def test_an_unknown_provider_or_field_is_named(lived):
    for wanted in ({"provider": "gogle"}, {"field": "price"}):
        with pytest.raises(NotFoundError, match=next(iter(wanted.values()))):
            lived.changes(ChangeFilter(**wanted))


def test_a_provider_that_is_gone_keeps_its_history(lived):
    left = {name: adapter for name, adapter in lived.providers.items() if name != "google"}
    later = AiModelSyncService(lived.settings, lived.database, providers=left)
    assert rows(later, provider="google") == rows(lived, provider="google")


def test_an_empty_history_has_no_change(service):
    assert service.changes(ChangeFilter(until=datetime(9999, 12, 31, tzinfo=UTC))) == []
    assert service.changes_page(ChangeFilter(), limit=5) == ([], None)
