"""A schema of our own on PostgreSQL, beside another program's tables of the same names: by way of PgBouncer too."""

from __future__ import annotations

import psycopg
import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.errors import StoreError
from modelsync.service.databases import copy_catalogue, upgrade_database
from modelsync.settings import Settings
from tests.support.model_ids import FIVE_MODELS
from tests.support.providers import google_item
from tests.support.service_calls import models

THEIRS = "CREATE TABLE ai_model (id serial PRIMARY KEY, model text); INSERT INTO ai_model (model) VALUES ('theirs')"
NAMES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"


@pytest.mark.parametrize("by_way_of", ["postgresql", "pgbouncer"])
def test_a_whole_life_in_a_schema_of_our_own_touches_nothing_beside_it(
    query, request, new_service, providers, by_way_of
):
    url = request.getfixturevalue(by_way_of)
    query(THEIRS)
    query("CREATE TABLE alembic_version (version_num text); INSERT INTO alembic_version VALUES ('5f2c9a')")
    service = new_service(database_url=url, database_schema="model_sync")
    with pytest.raises(StoreError, match="db upgrade"):
        service.models()
    service.database.upgrade()
    providers.set("google", *[google_item(id_) for id_ in FIVE_MODELS])
    with psycopg.connect(
        url, autocommit=True
    ) as other:  # a client that leaves its search_path on a shared connection
        other.execute("SET search_path TO public")
        diff = service.sync_with_provider("google", actor=LOCAL)
        service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    run = service.edit({FIVE_MODELS[0]: Edit(enabled=True)}, actor=LOCAL)
    service.undo(run.run_id, actor=LOCAL)
    assert set(models(service)) == set(FIVE_MODELS)
    assert service.status().database.models == 5
    assert query("SELECT model FROM public.ai_model") == [("theirs",)]
    assert query("SELECT count(*) FROM model_sync.ai_model") == [(5,)]
    assert query(NAMES) == [("ai_model",), ("alembic_version",)]
    upgrade_database(Settings.read(database_url=url).database_url, "model_sync")


def test_a_copy_into_a_schema_of_our_own_goes_on_counting(query, stocked, new_service, postgresql):
    url = Settings.read(database_url=postgresql).database_url
    copy_catalogue(url, "sqlite:///copy.db")
    query("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    copy_catalogue("sqlite:///copy.db", url, "ours")
    moved = new_service(database_url=postgresql, database_schema="ours")
    assert set(models(moved)) == set(FIVE_MODELS)
    assert moved.edit({FIVE_MODELS[0]: Edit(enabled=True)}, actor=LOCAL).run_id == "2"
    assert query(NAMES) == []


def test_an_ai_model_of_another_program_is_named_with_both_ways_and_left_alone(
    query, new_service, postgresql
):
    query(THEIRS)
    there = new_service(database_url=postgresql)
    ways = r"table ai_model of another program.*MODELSYNC_DATABASE_SCHEMA.*`modelsync adopt`"
    for act in (there.models, there.database.upgrade):
        with pytest.raises(StoreError, match=ways):
            act()
    assert "ai_model of another program" in there.status().database.problem
    assert query(NAMES) == [("ai_model",)]


@pytest.mark.parametrize("by_way_of", ["postgresql", "pgbouncer"])
def test_the_table_beside_the_schema_is_adopted_with_its_types_and_row_ids(
    query, request, new_service, by_way_of
):
    url = request.getfixturevalue(by_way_of)
    query(
        'CREATE TABLE ai_model (id bigserial PRIMARY KEY, uid uuid DEFAULT gen_random_uuid(), "displayName" varchar(80),'
        " enabled boolean, provider text, config jsonb, picture bytea, created_at timestamptz);"
        ' INSERT INTO ai_model (id, "displayName", enabled, provider, config, created_at, picture) VALUES'
        " (41, 'Our flagship', true, 'openai', '{\"modelId\": \"gpt-5\", \"t\": 1.5}', '2025-01-02 03:04:05+02', '\\x00ff'),"
        " (42, 'Opus', false, 'anthropic', '{\"modelId\": \"claude-opus-5\"}', NULL, NULL),"
        " (43, NULL, NULL, NULL, NULL, NULL, NULL)"
    )
    service = new_service(database_url=url, database_schema="model_sync")
    service.database.upgrade()
    adoption = service.adopt_table(
        Settings.read(database_url=url).database_url, "public.ai_model", actor=LOCAL, keep_ids=True
    )
    assert [(one.row, one.rule) for one in adoption.left] == [(3, "no-id")]
    for diff in adoption.plans:
        service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert {m.universal_model_id: (m.id, m.display_name, m.enabled) for m in service.models()} == {
        "gpt-5": (41, "Our flagship", True),
        "claude-opus-5": (42, "Opus", False),
    }
    assert f"{models(service)['gpt-5'].created_at:%d %H:%M}" == "02 01:04"
    assert query("SELECT nextval('model_sync.ai_model_id_seq')") == [(43,)]
    assert query("SELECT count(*), max(id) FROM public.ai_model") == [(3, 43)]
