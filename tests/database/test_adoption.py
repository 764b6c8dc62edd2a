"""Another catalogue is taken over: names, switches, times and row ids are kept, the next sync says only what is true, undo takes it back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import yaml
from sqlalchemy import create_engine, text

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from modelsync.core.schedule import Due
from modelsync.errors import ForbiddenError, StalePlanError, StoreError
from modelsync.settings import Settings
from modelsync.store.subjects import database_now, note_tick, schedule
from tests.support.checkout import PRICING
from tests.support.database_dump import dump
from tests.support.other_catalogues import (
    CREATED,
    MAP,
    PROVIDERS,
    listed,
    listed_ids,
    litellm_config,
    make_table,
    their_rows,
)
from tests.support.providers import openai_item
from tests.support.service_calls import models, plan

HOUR = timedelta(hours=1)
OF_THE_ADMIN = {"displayName", "displayNameBy", "enabled"}


@pytest.fixture
def service(new_service, database_url, clock):
    clock.now = datetime(2026, 9, 1, 12, tzinfo=UTC)
    return new_service(database_url=database_url, pricing_dir=PRICING)


@pytest.fixture
def their_url(request, database_url, environment):
    """The address of another program's database, of the same kind as ours."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{environment / 'theirs.db'}"
        return
    server = request.getfixturevalue("postgresql_server")
    name = server.new_database()
    yield server.url(name)
    server.drop(name)


def next_syncs(service, providers):
    """What a sync of each provider's last recorded list proposes."""
    providers.page = 1000
    for provider in PROVIDERS:
        providers.set(provider, *listed(provider))
    return service.sync_with_providers(PROVIDERS, actor=LOCAL)


def committed(service, adoption):
    return [service.apply_sync(diff.plan_id, "all", actor=LOCAL) for diff in adoption.plans]


def only_true(service, diffs, ids):
    """Check that the next syncs say nothing false of what was taken over; gives the figures."""
    new = {m.universal_model_id for d in diffs.values() for m in d.new_models}
    archived = {m.universal_model_id for d in diffs.values() for m in d.archived_models}
    present = {id_ for provider in PROVIDERS for id_ in listed_ids(provider)}
    assert not new & ids
    assert archived <= ids - present
    updates = [update for diff in diffs.values() for update in diff.updated_models]
    ended = [update for update in updates if update.updated.status == "archived"]
    for update in updates:  # a model whose last day has passed goes off; else an admin's values stay
        assert update in ended or not OF_THE_ADMIN & set(update.changed_fields), update.changed_fields
    assert all(update.updated.lifecycle.retires_at <= service.today() for update in ended)
    return {
        "new": len(new),
        "updated": len(updates) - len(ended),
        "ended": len(ended),
        "absent": len(archived),
    }


def test_a_table_of_200_rows_is_taken_over_whole_and_the_next_sync_says_only_what_is_true(
    service, providers, database_url, their_url
):
    theirs = their_rows()
    assert len(theirs) == 200
    make_table(their_url, theirs)
    before = dump(database_url)["ai_model"]

    adoption = service.adopt_table(
        Settings.read(database_url=their_url).database_url,
        actor=LOCAL,
        map_content=MAP.encode(),
        keep_ids=True,
    )
    assert (adoption.rows, adoption.left) == (200, ())
    assert {diff.provider for diff in adoption.plans} == set(PROVIDERS)
    assert dump(database_url)["ai_model"] == before
    runs = committed(service, adoption)
    assert [(run.kind, run.counts.inserted) for run in runs] == [
        ("adopt", len(diff.new_models)) for diff in adoption.plans
    ]

    found = models(service)
    assert len(found) == 200
    for row in theirs:
        model = found[row.model_id]
        assert (model.display_name, model.display_name_by) == (row.name, "admin")
        assert model.enabled == row.enabled
        assert model.status == ("archived" if row.archived else "active")
        assert (model.id, model.created_at, model.provider) == (row.id, CREATED, row.provider)

    diffs = next_syncs(service, providers)
    figures = only_true(service, diffs, set(found))
    print(f"\nThe next sync of 200 adopted rows: {figures}")
    assert figures["absent"] == 13  # of the fifteen that no list has, two are archived already
    for diff in diffs.values():
        service.apply_sync(diff.plan_id, diff.ids(), actor=LOCAL, force=True, reason="all of it")
    after = models(service)
    kept = [row for row in theirs if after[row.model_id].status == "active"]
    assert {(row.name, row.enabled) for row in kept} == {
        (after[row.model_id].display_name, after[row.model_id].enabled) for row in kept
    }
    assert min(model.id for id_, model in after.items() if id_ not in found) > max(row.id for row in theirs)


def test_undo_of_an_adoption_leaves_the_catalogue_as_before(service, providers, database_url, their_url):
    providers.set("openai", *[openai_item(id_) for id_ in listed_ids("openai")[:30]])
    diff = plan(service)
    service.apply_sync(diff.plan_id, diff.ids(), actor=LOCAL)
    before, decided = models(service), dump(database_url)["filter_decision"]
    make_table(their_url, their_rows())
    adoption = service.adopt_table(
        Settings.read(database_url=their_url).database_url, actor=LOCAL, map_content=MAP.encode()
    )
    assert any(d.updated_models for d in adoption.plans)
    for run in committed(service, adoption):
        assert service.undo(run.run_id, actor=LOCAL)[1] == ()
    after = models(service)
    unmoved = {"version": 0, "updated_at": CREATED}
    assert {i: m.model_copy(update=unmoved) for i, m in after.items()} == {
        i: m.model_copy(update=unmoved) for i, m in before.items()
    }
    assert dump(database_url)["filter_decision"] == decided


def test_an_adoption_that_is_undone_and_redone_is_not_archived_by_the_next_sync(service, providers):
    content = (
        b"provider,universalModelId,displayName\nopenai,gpt-5,GPT-5\nopenai,text-embedding-3-large,Vectors\n"
    )
    (run,) = committed(service, service.adopt_file("models.csv", content, actor=LOCAL))
    providers.set("openai", *map(openai_item, ("gpt-5", "text-embedding-3-large")))
    made = service.decisions("openai")
    assert [decision.decision for decision in made.values()] == ["include"]

    def taken_back(done):
        """Undo a run, then look what the next sync says."""
        undone, left = service.undo(done.run_id, actor=LOCAL)
        assert left == ()
        return undone, service.decisions("openai"), plan(service)

    undone, decided, diff = taken_back(run)
    assert (decided, [m.universal_model_id for m in diff.new_models]) == ({}, ["gpt-5"])
    redone, decided, diff = taken_back(undone)
    assert {id_: (d.decision, d.reason) for id_, d in decided.items()} == {
        id_: (d.decision, d.reason) for id_, d in made.items()
    }
    assert diff.archived_models == ()
    assert taken_back(redone)[1] == {}
    service.decide("openai", "text-embedding-3-large", "exclude", reason="Nobody asks for it", actor=LOCAL)
    taken_back(service.history(limit=1)[0])
    assert service.decisions("openai")["text-embedding-3-large"].decision == "exclude"


def test_a_litellm_config_of_80_models_is_taken_over_and_the_next_sync_says_only_what_is_true(
    service, providers
):
    content = litellm_config().encode()
    entries = yaml.safe_load(content)["model_list"]
    assert len(entries) == 80
    adoption = service.adopt_file("config.yaml", content, actor=LOCAL)
    assert (adoption.rows, adoption.left) == (80, ())
    committed(service, adoption)
    found = models(service)
    assert {e["litellm_params"]["model"].partition("/")[2]: e["model_name"] for e in entries} == {
        id_: model.display_name for id_, model in found.items()
    }
    assert all(model.enabled for model in found.values())
    figures = only_true(service, next_syncs(service, providers), set(found))
    print(f"\nThe next sync of 80 adopted entries: {figures}")
    assert service.adopt_file("config.yaml", content, actor=LOCAL).plans == ()


def test_what_is_here_already_gets_its_name_and_switch_and_keeps_the_rest(service, providers):
    providers.set("openai", openai_item("gpt-5"), openai_item("gpt-5-mini"), openai_item("o3"))
    service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    csv = "model_id,name,enabled\ngpt-5,Our flagship,yes\ngpt-5-mini,GPT-5 mini,no\ngpt-4o,GPT-4o,yes\n"
    adoption = service.adopt_file("models.csv", csv.encode(), actor=LOCAL)
    (diff,) = adoption.plans
    assert [m.universal_model_id for m in diff.new_models] == ["gpt-4o"]
    assert [(u.updated.universal_model_id, u.changed_fields) for u in diff.updated_models] == [
        ("gpt-5", ("displayName", "enabled"))
    ]
    service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    found = models(service)
    assert (found["gpt-5"].display_name, found["gpt-5"].display_name_by, found["gpt-5"].enabled) == (
        "Our flagship",
        "admin",
        True,
    )
    assert (found["gpt-4o"].display_name_by, found["gpt-5-mini"].display_name_by) == ("provider", "provider")
    assert plan(service).archived_models[0].universal_model_id == "gpt-4o"


def test_a_review_corrects_an_adoption_like_any_other_plan(service):
    csv = "model_id,name,enabled\ngpt-5,Old name,yes\ngpt-5-mini,Mini,yes\n"
    (diff,) = service.adopt_file("models.csv", csv.encode(), actor=LOCAL).plans

    def correct(review):
        edits = {"gpt-5": Edit(display_name="New name", enabled=False)}
        return review.model_copy(update={"edits": edits, "ticks": {"gpt-5-mini": False}})

    service.change_review(diff.plan_id, correct, actor=LOCAL)
    again = service.compare_again(diff.plan_id, actor=LOCAL)
    assert again.plan_id != diff.plan_id
    service.apply_sync(again.plan_id, "all", actor=LOCAL)
    assert {(m.display_name, m.enabled) for m in service.models()} == {("New name", False)}


def test_prices_become_facts_where_there_are_none_and_go_with_the_undo(service):
    csv = (
        "model_id,input_price_per_million,output_price_per_1k\ngpt-77,2.5,0.01\ngpt-5,99,99\ngpt-78,-1,free\n"
    )
    adoption = service.adopt_file("models.csv", csv.encode(), actor=LOCAL)
    said = " ".join(notice.message for notice in adoption.warnings)
    assert "gpt-5: its price here is another one, which stays" in said
    assert "“-1”" in said
    (run,) = committed(service, adoption)
    found = models(service)
    pricing = found["gpt-77"].pricing
    assert (str(pricing.input), str(pricing.output), pricing.source) == ("2.5", "10", "models.csv")
    assert found["gpt-5"].pricing.input != 99
    assert [one.key for one in service.amendments()] == ["price:openai:gpt-77:2026-09-01"]
    service.undo(run.run_id, actor=LOCAL)
    assert (service.models(), service.amendments()) == ([], [])


def test_a_taken_row_id_is_refused_and_new_rows_count_on(service, providers, database_url):
    providers.set("openai", openai_item("o3"))
    run = service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
    service.undo(run.run_id, actor=LOCAL)  # row 1 was o3's once: it is never another model's
    table = "id,model_id\n1,gpt-5\n40,gpt-5-mini\n40,gpt-4o\n,gpt-4.1\n99999999999,gpt-4\n50,o1\n"
    adoption = service.adopt_file("models.csv", table.encode(), actor=LOCAL, keep_ids=True)
    assert {(one.row, one.rule) for one in adoption.left} == {
        (1, "row-id-taken"),
        (3, "row-id"),
        (4, "row-id"),
        (5, "row-id"),
    }
    assert "The row id 1 is o3’s" in adoption.left[0].reason
    (diff,) = adoption.plans
    other = service.adopt_file("more.csv", b"id,model_id\n50,claude-opus-5\n", actor=LOCAL, keep_ids=True)
    service.apply_sync(other.plans[0].plan_id, "all", actor=LOCAL)
    with pytest.raises(StalePlanError, match="o1: its row id 50 is claude-opus-5’s now"):
        service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    service.apply_sync(diff.plan_id, ["gpt-5-mini"], actor=LOCAL)
    providers.set("openai", openai_item("gpt-5-mini"), openai_item("o4-mini"))
    service.apply_sync(plan(service).plan_id, ["o4-mini"], actor=LOCAL)
    assert {m.universal_model_id: m.id for m in service.models()} == {
        "gpt-5-mini": 40,
        "claude-opus-5": 50,
        "o4-mini": 51,
    }


def make_due(service):
    """Move the next tick of every provider to now."""
    with service.database.writing() as session:
        now = database_now(session)
        for place in schedule(session).values():
            note_tick(session, Due(place.provider, now - timedelta(seconds=1), place.failures))


def test_a_scheduled_sync_lets_an_adoption_wait_and_a_persons_sync_says_that_it_is_gone(service, providers):
    providers.set("openai", openai_item("gpt-5"))
    (diff,) = service.adopt_file("models.csv", b"model_id\ngpt-4o\n", actor=LOCAL).plans
    from modelsync.service.context import ServiceContext
    from modelsync.service.references import References
    from modelsync.service.sync import Sync

    context = ServiceContext(
        service.settings,
        service.database,
        service.providers,
        providers,
        lambda: datetime(2026, 9, 1, 13, tzinfo=UTC),
    )
    Sync(context, References(context)).sync_unattended("openai", actor=Actor.admin("schedule"))
    assert service.latest_plans()["openai"].id == diff.plan_id
    synced = plan(service)
    assert [w.message for w in synced.warnings if w.code == "adoption-superseded"] == [
        "This sync replaced the plan that takes over models.csv, which nobody committed: adopt it again."
    ]


def test_the_length_of_an_adoption_is_no_baseline_of_a_list(service, providers):
    many = "model_id\n" + "".join(f"gpt-{n}-mini\n" for n in range(100))
    committed(service, service.adopt_file("models.csv", many.encode(), actor=LOCAL))
    providers.set("openai", *[openai_item(f"gpt-{n}-mini") for n in range(60)])
    diff = plan(service)
    found = service.findings(service.plan(diff.plan_id), diff.ids())
    assert "short-listing" not in {finding.code for finding in found}


def test_a_source_is_read_and_never_written(service, their_url):
    make_table(their_url, their_rows(3), name="models")
    make_table(their_url, their_rows(5), name="others")
    url = Settings.read(database_url=their_url).database_url
    with pytest.raises(StoreError, match=r"has no table ai_model\. Name one with --table: models, others"):
        service.adopt_table(url, actor=LOCAL)
    assert service.adopt_table(url, "others", actor=LOCAL, map_content=MAP.encode()).rows == 5
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM models")).scalar_one() == 3
    engine.dispose()


def test_only_an_admin_adopts(service):
    with pytest.raises(ForbiddenError):
        service.adopt_file("models.csv", b"model_id\ngpt-5\n", actor=Actor("ada", "viewer"))
