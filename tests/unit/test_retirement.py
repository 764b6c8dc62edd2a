"""The end of life: whose it is, when it is overdue, and how it reads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from modelsync.core.diff import proposed_fields
from modelsync.core.lifecycle import Lifecycle
from modelsync.core.normalise import Terms, normalise
from modelsync.core.retirement import in_words, is_overdue, retiring_within
from modelsync.report.csv_tables import models_csv
from tests.support.models import listed, stored

TODAY = datetime(2026, 11, 25, tzinfo=UTC).date()
YESTERDAY = TODAY - timedelta(days=1)


def merged(terms, *, sent=None, known=None, today=TODAY, readable=True):
    entry = listed("gpt-a", lifecycle=sent or Lifecycle())
    return normalise("openai", entry, known, terms, today, date_is_final=True, prices_readable=readable)


def before_as_row(model):
    return stored("gpt-a", **{name: value for name, value in model if name != "universal_model_id"})


def row(**lifecycle):
    return stored("gpt-a", lifecycle=Lifecycle(**lifecycle))


def test_a_day_of_the_file_is_kept_with_its_source_and_never_archives():
    terms = Terms(retires_at=YESTERDAY, replacement="gpt-b", lifecycle_url="https://example.com/ends")
    after = merged(terms)
    assert after.status == "active"
    assert after.lifecycle == Lifecycle(
        retires_at=YESTERDAY,
        retires_kind="announced",
        replacement="gpt-b",
        source="file",
        source_url="https://example.com/ends",
    )
    assert is_overdue(after, TODAY)


def test_the_day_that_the_provider_sends_wins_and_archives():
    after = merged(Terms(retires_at=TODAY, retires_kind="earliest"), sent=Lifecycle(retires_at=YESTERDAY))
    assert (after.lifecycle.retires_at, after.lifecycle.source) == (YESTERDAY, "provider")
    assert after.lifecycle.retires_kind is None
    assert after.status == "archived"


@pytest.mark.parametrize("provider_first", [True, False])
def test_an_announced_day_is_no_update_when_another_says_it(provider_first):
    sent, said = Lifecycle(retires_at=TODAY), Terms(retires_at=TODAY)
    before = merged(None if provider_first else said, sent=sent if provider_first else None, today=YESTERDAY)
    known = before_as_row(before)
    after = merged(said, sent=None if provider_first else sent, known=known, today=YESTERDAY)
    assert proposed_fields(known, after) == ()
    assert after.lifecycle.source == ("file" if provider_first else "provider")


def test_an_announcement_after_an_earliest_day_is_an_update():
    before = merged(Terms(retires_at=TODAY, retires_kind="earliest"))
    known = before_as_row(before)
    after = merged(None, sent=Lifecycle(retires_at=TODAY), known=known, today=YESTERDAY)
    assert "lifecycle.retiresKind" in proposed_fields(known, after)
    assert not is_overdue(known, TODAY + timedelta(days=1))


def test_a_null_of_the_provider_leaves_the_day_to_the_file():
    after = merged(Terms(retires_at=TODAY), sent=Lifecycle(retires_at=None), known=row(retires_at=YESTERDAY))
    assert (after.lifecycle.retires_at, after.lifecycle.source) == (TODAY, "file")


def test_an_admins_day_says_so():
    after = merged(Terms(retires_at=TODAY, amended=frozenset({"retires_at"})))
    assert (after.lifecycle.source, after.sources) == ("admin", {"lifecycle.retiresAt": "admin"})


@pytest.mark.parametrize("fields", [{"context_window": 5}, {"retires_at": TODAY}, {"replacement": "gpt-b"}])
def test_what_the_file_no_longer_says_is_cleared(fields):
    [name] = fields
    before = merged(Terms(**fields))
    known = stored("gpt-a", **{n: getattr(before, n) for n in ("context_window", "lifecycle", "sources")})
    for after in (merged(None, known=known), merged(Terms(), known=known)):
        value = after if name == "context_window" else after.lifecycle
        assert getattr(value, name) is None
        assert after.sources == {}
    kept = merged(None, known=known, readable=False)
    assert (kept.lifecycle, kept.context_window) == (before.lifecycle, before.context_window)


def test_what_the_provider_said_is_kept_when_no_file_says_it():
    known = row(retires_at=TODAY, source="provider")
    assert merged(None, known=known, today=YESTERDAY).lifecycle.retires_at == TODAY


def test_an_earliest_day_is_no_deadline_and_reads_so():
    model = row(retires_at=YESTERDAY, retires_kind="earliest", source="file")
    assert not is_overdue(model, TODAY)
    assert retiring_within(90, [model], TODAY) == []
    assert in_words(model, TODAY) == "not before 2026-11-24"


def test_an_overdue_model_leads_and_says_how_long_it_is():
    soon = stored("gpt-b", lifecycle=Lifecycle(retires_at=TODAY))
    late = row(
        retires_at=date(2026, 11, 17),
        replacement="gpt-c",
        replacement_note="set the mode to text",
        source="file",
    )
    assert retiring_within(0, [soon, late], TODAY) == [late, soon]
    assert in_words(late, TODAY) == "retires 2026-11-17, 8 days overdue → gpt-c (set the mode to text)"
    assert [line.rpartition(",")[2] for line in models_csv([late, soon], TODAY).splitlines()] == [
        "overdue",
        "true",
        "false",
    ]
