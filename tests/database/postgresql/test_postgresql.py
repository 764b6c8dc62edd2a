"""The same on PostgreSQL, by DATABASE_URL alone: schema, types, rules, a whole life of a catalogue."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from modelsync.core.kinds import iso_utc
from modelsync.store.database import SCHEMA_REVISION
from tests.support.clock import NOON
from tests.support.command_process import modelsync
from tests.support.model_ids import FIVE_MODELS
from tests.support.providers import google_item
from tests.support.service_calls import models
from tests.support.service_processes import Job, at_once

COLUMNS = "provider, universal_model_id, display_name, display_name_by, status, enabled, config, version"
COLUMNS += ", created_at, updated_at"


def test_a_search_reads_signs_as_signs_and_finds_what_is_typed_as_it_stands(stocked):
    stocked.edit({FIVE_MODELS[0]: Edit(display_name="École 100%_/x")}, actor=LOCAL)
    for words, found in (("École", 1), ("100%", 1), ("%_/X", 1), ("0_", 0), ("_", 1), ("GEMINI", 5)):
        assert stocked.models_page(search=words, limit=9)[1] == found, words


# --- the schema ------------------------------------------------------------------------------------------------------


def test_without_its_tables_a_sentence_names_the_command_that_makes_them(postgresql, query, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", postgresql)
    ended = modelsync("models")
    assert ended.code == 1
    assert ended.out == ""
    assert re.fullmatch(r"Error: [^\n]+ has no tables yet\. Run `modelsync db upgrade`\.\n", ended.err)
    assert "made-up-password" not in ended.err
    assert query("SELECT * FROM pg_tables WHERE schemaname = 'public'") == []
    upgraded = modelsync("db", "upgrade")
    assert upgraded.code == 0
    assert "made-up-password" not in upgraded.err
    assert modelsync("models", "--format", "json").out == "[]\n"
    assert modelsync("db", "upgrade").code == 0


@pytest.mark.parametrize("scheme", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_each_usual_way_to_write_the_address_works(new_service, stocked, postgresql, scheme):
    service = new_service(database_url=scheme + postgresql.removeprefix("postgresql://"))
    assert set(models(service)) == set(FIVE_MODELS)


def test_several_who_make_the_schema_at_once_make_one(postgresql, query, environment, monkeypatch):
    jobs = [Job(postgresql, "models", {}, NOON)] * 2
    assert [told.kind for told in at_once(*jobs)] == ["StoreError"] * 2
    monkeypatch.setenv("DATABASE_URL", postgresql)
    with ThreadPoolExecutor() as threads:
        ended = list(threads.map(lambda _: modelsync("db", "upgrade"), range(4)))
    assert [one.code for one in ended] == [0] * 4
    assert query("SELECT version_num FROM alembic_version") == [(SCHEMA_REVISION,)]
    assert at_once(*jobs) == [[], []]


def test_columns_have_types_that_postgresql_can_work_with(stocked, query):
    found = dict(
        query("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'ai_model'")
    )
    assert (found["config"], found["enabled"]) == ("jsonb", "boolean")
    assert (found["created_at"], found["updated_at"]) == ("timestamp with time zone",) * 2
    sql = "SELECT universal_model_id FROM ai_model WHERE (config #>> '{limits,contextWindow}')::int > 4096"
    assert len(query(f"{sql} AND NOT enabled AND created_at < now() + interval '100 years'")) == 5


def test_a_time_is_the_same_moment_whatever_zone_the_server_is_in(stocked, query, postgresql, new_service):
    [(name,)] = query("SELECT current_database()")
    before = stocked.history()[0].at
    query(f"ALTER DATABASE {name} SET timezone TO 'Asia/Kathmandu'")
    elsewhere = new_service(database_url=postgresql)
    assert elsewhere.history()[0].at == before
    assert elsewhere.history()[0].to_json()["at"] == iso_utc(before)
    plan = next(iter(elsewhere.latest_plans().values()))
    assert plan.closed_at == before


# --- rules -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("status = 'archived', enabled = true", "archived_never_enabled"),
        ("status = 'gone'", "status_known"),
        ("display_name_by = 'sync'", "display_name_by_known"),
        ("display_name = ''", "display_name"),
        ("display_name = E' \\t\\n'", "display_name_not_blank"),
        ("display_name = repeat('x', 256)", "display_name_length"),
        ("universal_model_id = ''", "(universal_model_id_length|config_id_equal)"),
        ("universal_model_id = 'gemini-other'", "config_id_equal"),
        ('config = config || \'{"universalModelId": "other"}\'', "config_id_equal"),
        ("config = config || '{\"universalModelId\": null}'", "config_id_equal"),
        ("config = config - 'universalModelId'", "config_id_equal"),
        ("config = NULL", "null value"),
        ("enabled = NULL", "null value"),
        ("version = 0", "version_positive"),
        ("created_at = NULL", "null value"),
    ],
)
def test_a_row_against_the_rules_is_refused_by_the_database(stocked, query, change, rule):
    with pytest.raises(psycopg.errors.IntegrityError, match=rule):
        query(f"UPDATE ai_model SET {change} WHERE universal_model_id = '{FIVE_MODELS[0]}'")


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE sync_plan SET state = 'lost'", "state_known"),
        ("UPDATE sync_run SET kind = 'guess'", "kind_known"),
        ("UPDATE model_change SET action = 'rename'", "action_known"),
        ("UPDATE model_change SET run_id = 99", "foreign key"),
        ("DELETE FROM sync_run", "foreign key"),
        (
            "INSERT INTO filter_decision VALUES ('google', 'a', 'maybe', 'why', 'me', now())",
            "decision_known",
        ),
        (
            f"INSERT INTO ai_model ({COLUMNS}) SELECT {COLUMNS} FROM ai_model",
            "ix_ai_model_universal_model_id",
        ),
    ],
)
def test_the_other_rules_are_the_databases_too(stocked, query, statement, rule):
    with pytest.raises(psycopg.errors.IntegrityError, match=rule):
        query(statement)


def test_a_provider_has_at_most_one_waiting_plan(stocked, query):
    stocked.sync_with_provider("google", actor=LOCAL)
    stocked.sync_with_provider("google", actor=LOCAL)
    with pytest.raises(psycopg.errors.UniqueViolation, match="uq_sync_plan_waiting"):
        query("UPDATE sync_plan SET state = 'waiting'")


# --- a life ----------------------------------------------------------------------------------------------------------


def test_a_catalogue_lives_on_postgresql_as_it_does_on_sqlite(stocked, providers, query):
    assert stocked.sync_with_provider("google", actor=LOCAL).is_empty
    first = stocked.history()[0]
    created = {id_: model.id for id_, model in models(stocked).items()}
    stocked.edit(
        {FIVE_MODELS[0]: Edit(display_name="Ours", enabled=True)},
        actor=Actor("ann", "admin"),
        reason="a pilot",
    )

    renamed = google_item(FIVE_MODELS[0], displayName="Theirs")
    providers.set(
        "google", renamed, *[google_item(id_) for id_ in FIVE_MODELS[1:4]], google_item("gemini-9-pro")
    )
    diff = stocked.sync_with_provider("google", actor=LOCAL)
    run = stocked.apply_sync(
        diff.plan_id, "all", {"gemini-9-pro": Edit(enabled=True)}, actor=Actor("ben", "admin")
    )
    assert run.counts.model_dump() == {"inserted": 1, "updated": 1, "archived": 1, "removed": 0}
    assert stocked.sync_with_provider("google", actor=LOCAL).is_empty
    found = models(stocked)
    assert (found[FIVE_MODELS[0]].display_name, found[FIVE_MODELS[0]].provider_display_name) == (
        "Ours",
        "Theirs",
    )
    assert (found[FIVE_MODELS[4]].status, found[FIVE_MODELS[4]].enabled) == ("archived", False)
    assert found["gemini-9-pro"].enabled

    undo, left = stocked.undo(run.run_id, actor=LOCAL)
    assert left == ()
    assert set(models(stocked)) == set(FIVE_MODELS)
    assert models(stocked)[FIVE_MODELS[4]].status == "active"
    redo, left = stocked.undo(undo.run_id, actor=LOCAL)
    assert left == ()
    assert models(stocked)["gemini-9-pro"].id == found["gemini-9-pro"].id
    assert {id_: models(stocked)[id_].id for id_ in FIVE_MODELS} == created
    assert [r.kind for r in stocked.history()] == ["undo", "undo", "apply", "edit", "apply"]
    assert stocked.history()[-1] == first
    assert redo.provider == "google"
    [(config,)] = query("SELECT config FROM ai_model WHERE universal_model_id = %s", FIVE_MODELS[0])
    assert config["providerDisplayName"] == "Theirs"


def test_findings_are_ignored_and_found_again(stocked):
    found = stocked.price_findings("google")
    assert [one.code for one in found] == ["unpriced"] * 5
    stocked.ignore_findings(found[:3], actor=LOCAL, reason="free")
    stocked.recall_findings(found[:2], actor=LOCAL)
    assert [one.ignored and one.ignored.reason for one in stocked.price_findings("google")] == [
        *(None, None, "free"),
        *(None, None),
    ]


def test_an_id_that_was_taken_back_is_not_given_to_another_row(stocked, providers, query):
    providers.set("google", *[google_item(id_) for id_ in [*FIVE_MODELS, "gemini-8-pro"]])
    run = stocked.apply_sync(stocked.sync_with_provider("google", actor=LOCAL).plan_id, "all", actor=LOCAL)
    undo, _ = stocked.undo(run.run_id, actor=LOCAL)
    providers.set("google", *[google_item(id_) for id_ in [*FIVE_MODELS, "gemini-9-pro"]])
    stocked.apply_sync(stocked.sync_with_provider("google", actor=LOCAL).plan_id, "all", actor=LOCAL)
    assert stocked.undo(undo.run_id, actor=LOCAL)[1] == ()
    assert [row[0] for row in query("SELECT id FROM ai_model ORDER BY id")] == [1, 2, 3, 4, 5, 6, 7]
    assert models(stocked)["gemini-9-pro"].id == 7


def test_the_command_line_has_the_same_words_for_both(stocked, monkeypatch, postgresql):
    monkeypatch.setenv("DATABASE_URL", postgresql)
    assert modelsync("enable", FIVE_MODELS[0], "--reason", "a pilot").code == 0
    history = json.loads(modelsync("history", "--format", "json").out)
    assert [(run["kind"], run["reason"]) for run in history] == [("edit", "a pilot"), ("apply", None)]
    assert modelsync("undo", history[0]["runId"]).code == 0
    again = modelsync("undo", history[0]["runId"])
    assert again.code == 3
    assert "was undone by run 3" in again.err


def test_a_reader_sees_one_state_however_many_questions_it_asks(stocked, query):
    with stocked.database.reading() as session:
        count = "SELECT count(*) FROM ai_model WHERE enabled"
        assert session.connection().exec_driver_sql(count).scalar() == 0
        query("UPDATE ai_model SET enabled = true")
        assert session.connection().exec_driver_sql(count).scalar() == 0


def test_the_status_says_the_version_and_whether_a_migration_is_pending(
    environment,
    postgresql,
    new_service,
):
    service = new_service(database_url=postgresql)
    assert "modelsync db upgrade" in service.status().problems[0]
    service.database.upgrade()
    status = service.status().database
    assert (status.kind, status.revision, status.problem) == ("PostgreSQL", SCHEMA_REVISION, None)
    assert int(status.server_version.split(".")[0]) >= 13
    assert (status.models, status.plans, status.runs) == (0, 0, 0)
