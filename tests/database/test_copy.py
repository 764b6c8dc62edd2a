"""`modelsync db copy` moves a whole catalogue from one database to another, with its history and its numbers."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.amendments import amended
from modelsync.core.edits import Edit
from modelsync.core.facts import Fact, Limits
from modelsync.core.milestones import Milestone
from modelsync.core.operations import Approved
from modelsync.core.plans import Review
from modelsync.store.amendments import write_facts
from modelsync.store.subjects import see_milestones
from modelsync.store.tables.every import IgnoredFinding, ScheduleHost, StoredProposalChoice
from tests.support.command_process import modelsync
from tests.support.providers import google_item, openai_item
from tests.support.reference_files import as_bytes, litellm, litellm_model

IDS = [f"gemini-{number}-pro" for number in range(1, 7)]
TABLES = [table for name, table in SQLModel.metadata.tables.items() if name != ScheduleHost.__tablename__]
"""All but the processes that keep the schedule: those of the source say nothing of the target."""


@pytest.fixture
def lived(new_service, providers, clock, environment):
    """A service whose database holds something of everything: all kinds of runs, plans and decisions."""
    service = new_service(webhook_url="http://127.0.0.1:9/hook")
    service.announce_deadlines()
    providers.set("google", *[google_item(id_) for id_ in IDS[:4]])
    service.apply_sync(
        service.sync_with_provider("google", actor=LOCAL).plan_id,
        "all",
        actor=Actor("ann", "admin"),
        reason="first",
    )
    service.edit({IDS[0]: Edit(display_name="Größe “42” 😀", enabled=True)}, actor=Actor("ben", "admin"))
    providers.set("google", *[google_item(id_) for id_ in IDS[1:]])
    plan = service.sync_with_provider("google", actor=LOCAL).plan_id
    later = service.apply_plans(
        [Approved(plan, "all"), Approved("none", "all")], force=True, reason="they are gone", actor=LOCAL
    )[plan]
    assert later.operation_id
    service.undo(later.run_id, reason="they are not", actor=LOCAL)
    service.decide("google", "gemini-9-image", "include", reason="wanted", actor=LOCAL)
    providers.set("openai", *[openai_item(id_) for id_ in ("gpt-5", "o5", "gpt-audio")])
    service.sync_with_provider("openai", actor=LOCAL)
    service.discard(service.sync_with_provider("openai", actor=LOCAL).plan_id, actor=Actor("ann", "admin"))
    diff = service.sync_with_provider("google", actor=LOCAL)
    named = Review(edits={IDS[5]: Edit(display_name="“Größe” 😀", enabled=True)})
    service.change_review(diff.plan_id, lambda _: named, actor=LOCAL)
    file = environment / "map.json"
    file.write_bytes(as_bytes(litellm(**{"gpt-5": litellm_model()})))
    new_service(litellm_prices=str(file)).update_references("litellm", actor=LOCAL)
    service.tick(timedelta(hours=1))
    last_day = clock.now.date() + timedelta(days=20)
    providers.set("openai", openai_item("gpt-5", shutdown_date=last_day.isoformat()))
    service.dismiss_deadline(IDS[0], until=last_day, reason="later", actor=LOCAL)
    with service.database.writing() as session:
        session.add(
            StoredProposalChoice(
                provider="google",
                universal_model_id=IDS[0],
                kind="price",
                begins="",
                seen="{}",
                approved=False,
                actor="ann",
                at=clock.now,
            )
        )
        session.add(
            IgnoredFinding(
                provider="google",
                universal_model_id=IDS[0],
                code="unpriced",
                seen="no entry",
                reason="free",
                actor="ann",
                at=clock.now,
            )
        )
        said = Fact(
            provider="google",
            universal_model_id=IDS[0],
            kind="limit",
            value=Limits(context_window=5),
            source="ann",
        )
        [change] = amended({}, [said], by="ann", at=clock.now, today=clock.now.date())
        write_facts(session, "1", [change])
        see_milestones(session, [Milestone(service.model(IDS[0]), last_day, 30, 20)])
    service.sign_out({"iss": "https://login.example.com", "sub": "ann", "exp": 4_000_000_000})
    service.create_token("shop", "read", actor=LOCAL)
    service.create_token("old", "write", actor=LOCAL)
    service.revoke_token("old", actor=Actor("ann", "admin"))
    return service


def rows(service):
    """Every row of every table, as values."""
    with service.database.reading() as session:
        return {
            table.name: sorted(
                (tuple(row) for row in session.connection().execute(select(table))),
                key=lambda row: str(row[0]),
            )
            for table in TABLES
        }


def test_every_row_arrives_on_postgresql_and_comes_back(lived, new_service, postgresql, environment):
    here = f"sqlite:///{environment / 'modelsync.db'}"
    back = f"sqlite:///{environment / 'back.db'}"
    there = modelsync("db", "copy", here, postgresql)
    assert (there.code, there.out) == (0, "")
    assert (
        there.err
        == "Copied 4 ai_model, 5 sync_plan, 4 sync_run, 11 model_change, 1 filter_decision, 2 api_token, 5 sync_attempt.\n"
    )
    before = rows(lived)
    assert all(before.values())
    assert rows(new_service(database_url=postgresql)) == before
    assert modelsync("db", "copy", postgresql, back).code == 0
    assert rows(new_service(database_url=back)) == before


@pytest.fixture
def new_url(environment, postgresql_server):
    """Makes addresses of new databases of either kind."""
    names = []

    def build(kind):
        names.append(postgresql_server.new_database())
        is_sqlite = kind == "sqlite"
        return f"sqlite:///{environment / names[-1]}.db" if is_sqlite else postgresql_server.url(names[-1])

    yield build
    for name in names:
        postgresql_server.drop(name)


@pytest.mark.parametrize(
    "over",
    [("sqlite", "sqlite"), ("sqlite", "postgresql"), ("postgresql", "sqlite"), ("postgresql", "postgresql")],
)
def test_a_number_is_never_given_twice_across_two_copies(lived, new_url, new_service, providers, over):
    """Rows 5 and 6 were taken back: their numbers stay theirs, so that this can be taken back too."""
    middle, end = map(new_url, over)
    assert modelsync("db", "copy", "sqlite:///modelsync.db", middle).code == 0
    assert modelsync("db", "copy", middle, end).code == 0
    service = new_service(database_url=end)
    providers.set("openai", *[openai_item(id_) for id_ in ("gpt-5", "o5")])
    run = service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    assert run.run_id == "5"
    assert [m.id for m in service.models(provider="openai")] == [7, 8]
    undo = next(r for r in service.history() if r.kind == "undo")
    assert service.undo(undo.run_id, actor=LOCAL)[1] == ()
    assert {m.universal_model_id: m.id for m in service.models(provider="google")} == {
        id_: number for number, id_ in enumerate(IDS, start=1)
    }


def test_an_empty_catalogue_is_copied_and_starts_at_one(
    service, new_service, providers, postgresql, environment
):
    assert service.models() == []
    assert modelsync("db", "copy", f"sqlite:///{environment / 'modelsync.db'}", postgresql).code == 0
    copy = new_service(database_url=postgresql)
    providers.set("openai", openai_item("gpt-5"))
    copy.apply_sync(copy.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    assert [(m.id, r.run_id) for m, r in zip(copy.models(), copy.history(), strict=True)] == [(1, "1")]


def test_a_database_that_holds_anything_is_never_written_into(lived, new_service, database_url, environment):
    here = f"sqlite:///{environment / 'modelsync.db'}"
    target = f"sqlite:///{environment / 'other.db'}" if database_url == here else database_url
    other = new_service(database_url=target)
    other.decide("openai", "gpt-5", "exclude", reason="all that is here", actor=LOCAL)
    before = rows(other)
    ended = modelsync("db", "copy", here, target)
    assert ended.code == 1
    assert "already has rows in filter_decision. Copy into an empty one." in ended.err
    assert "made-up-password" not in ended.err
    assert rows(other) == before


def test_a_file_that_does_not_exist_is_not_copied_and_not_created(environment):
    done = modelsync("db", "copy", "sqlite:///mistyped.db", "sqlite:///new.db")
    assert done.code == 1
    assert "mistyped.db does not exist" in done.err
    assert not (environment / "mistyped.db").exists()
    assert not (environment / "new.db").exists()


def test_a_database_is_not_copied_onto_itself(lived, environment):
    here = f"sqlite:///{environment / 'modelsync.db'}"
    before = rows(lived)
    ended = modelsync("db", "copy", here, here)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "Error: FROM and TO are the same database. Name another one to copy into.\n"
    assert rows(lived) == before


def test_a_waiting_plan_goes_along_and_can_be_applied(lived, postgresql, environment, monkeypatch):
    assert modelsync("db", "copy", f"sqlite:///{environment / 'modelsync.db'}", postgresql).code == 0
    monkeypatch.setenv("DATABASE_URL", postgresql)
    monkeypatch.setenv("MODELSYNC_PLAN_MAX_AGE", "100000")
    ended = modelsync("apply", "--latest", "google", "--all", "--force", "--reason", "moved house")
    assert ended.code == 0
    assert json.loads(ended.out)["counts"] == {"inserted": 2, "updated": 0, "archived": 1, "removed": 0}
