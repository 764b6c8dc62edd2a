"""Configured providers beside the three: ids, accounts, globs, prices and second proofs of their own."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.core.succession import succession
from modelsync.errors import FetchError, NotFoundError, SettingsError, UnsafePlanError
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.compatible_server import serving
from tests.support.configured_lists import Lists, entry, house, toml
from tests.support.pricing_files import price_file
from tests.support.providers import openai_item

EU_KEY = "sk-eu-made-up-0123456789"


@pytest.fixture
def lists():
    return Lists()


@pytest.fixture
def service_on(environment, lists, clock):
    """Builds services on the test's file of providers, as it is at that time."""
    made = []

    def build():
        made.append(AiModelSyncService(Settings.read(), transport=lists, clock=clock))
        return made[-1]

    yield build
    for service in made:
        service.database.engine.dispose()


@pytest.fixture
def synced(service_on, lists):
    """Syncs a provider with these entries and applies the plan; gives the service and the diff."""

    def sync(provider, host, items):
        lists.set(host, items)
        service = service_on()
        diff = service.sync_with_provider(provider, actor=LOCAL)
        if not diff.is_empty:
            service.apply_sync(diff.plan_id, "all", force=True, reason="test", actor=LOCAL)
        return service, diff

    return sync


def ids(models):
    return [model.universal_model_id for model in models]


def rules(diff):
    return {excluded.universal_model_id: excluded.rule for excluded in diff.excluded}


def test_a_keyless_server_is_asked_without_a_key_and_its_ids_have_its_prefix(synced, lists):
    toml(house=house())
    service, _ = synced("house", "house.example", [entry("qwen3:latest"), entry("org/llama-4")])
    assert not {"authorization", "api-key", "x-api-key"} & {name.lower() for name in lists.asked[0].headers}
    rows = service.models(provider="house")
    assert ids(rows) == ["house/org/llama-4", "house/qwen3:latest"]
    assert [row.provider_model_id for row in rows] == ["org/llama-4", "qwen3:latest"]
    assert rows[0].to_json()["providerModelId"] == "org/llama-4"
    assert service.missing_key("house") is None


def test_two_accounts_of_openai_are_kept_apart(synced, lists, monkeypatch):
    monkeypatch.setenv("OPENAI_EU_API_KEY", EU_KEY)
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-the-first")
    toml(
        openai_eu={"kind": "openai", "key_variable": "OPENAI_EU_API_KEY", "base_url": "https://eu.example/v1"}
    )
    synced("openai", "api.openai.com", [openai_item("gpt-5"), openai_item("gpt-5-mini")])
    service, diff = synced("openai-eu", "eu.example", [openai_item("gpt-5"), openai_item("acme-gpt-5")])
    assert lists.asked[-1].headers["authorization"] == f"Bearer {EU_KEY}"
    assert "openai-organization" not in lists.asked[-1].headers
    assert rules(diff) == {"openai-eu/acme-gpt-5": "private"}  # the strict rules of its kind
    assert ids(service.models(provider="openai-eu")) == ["openai-eu/gpt-5"]
    _, second = synced("openai-eu", "eu.example", [openai_item("gpt-5.4")])
    assert ids(second.archived_models) == ["openai-eu/gpt-5"]
    assert {row.status for row in service.models(provider="openai")} == {"active"}


def test_second_proofs_ask_for_the_providers_own_id(synced, lists):
    toml(house=house())
    synced("house", "house.example", [entry("org/a"), entry("org/b"), entry("org/c")])
    lists.answers = {"org/b"}
    lists.set("house.example", [entry("org/a")])
    service, diff = synced("house", "house.example", [entry("org/a")])
    assert ids(diff.archived_models) == ["house/org/b", "house/org/c"]
    proofs = service.plan(diff.plan_id).context.proofs
    assert proofs == {"house/org/b": "answers", "house/org/c": "gone"}


def test_globs_come_first_and_an_admin_overrules_them(service_on, lists):
    toml(house=house(include=["qwen*", "llama*"], exclude=["*-base"]))
    lists.set("house.example", [entry("qwen-3"), entry("qwen-3-base"), entry("phi-5"), entry("llama-embed")])
    service = service_on()
    diff = service.sync_with_provider("house", actor=LOCAL)
    assert rules(diff) == {
        "house/qwen-3-base": "exclude-glob",
        "house/phi-5": "not-included",
        "house/llama-embed": "embedding",
    }
    service.decide("house", "house/phi-5", "include", reason="we use it", actor=LOCAL)
    assert "house/phi-5" in ids(service.sync_with_provider("house", actor=LOCAL).new_models)


def test_one_note_says_how_many_models_were_assumed(synced):
    toml(house=house())
    declared = entry("c", architecture={"output_modalities": ["text"]})
    _, diff = synced("house", "house.example", [entry("a"), entry("b"), declared])
    assert [warning.code for warning in diff.warnings] == ["assumed"]
    assert diff.warnings[0].message.startswith("2 new models declare no trade and count as text")
    assert synced("house", "house.example", [entry("a"), entry("b"), declared])[1].warnings == ()


def priced(prompt, completion, **more):
    return entry("m", pricing={"prompt": prompt, "completion": completion, **more})


def test_a_price_of_the_list_is_kept_updated_and_checked(synced, service_on, lists):
    toml(house=house())
    service, _ = synced(
        "house", "house.example", [priced("0.000002", "0.000008", input_cache_read="0.0000002")]
    )
    [row] = service.models(provider="house")
    figures = (row.pricing.input, row.pricing.output, row.pricing.cached_input, row.pricing.source)
    assert figures == (Decimal(2), Decimal(8), Decimal("0.2"), "listing")
    lists.set("house.example", [priced("0.00002", "0.000008", input_cache_read="0.0000002")])
    service = service_on()
    diff = service.sync_with_provider("house", actor=LOCAL)
    assert [update.changed_fields for update in diff.updated_models] == [("pricing.input",)]
    with pytest.raises(UnsafePlanError) as raised:
        service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    assert "input price" in str(raised.value.findings)


def test_a_list_that_no_longer_says_a_price_keeps_it_and_one_that_varies_has_none(synced):
    toml(house=house())
    synced("house", "house.example", [priced("0.000002", "0.000008")])
    service, diff = synced("house", "house.example", [entry("m")])
    assert diff.is_empty
    service, _ = synced("house", "house.example", [priced("-1", "-1")])
    assert service.models(provider="house")[0].pricing is None
    service, _ = synced("house", "house.example", [priced("0", "0")])
    assert service.models(provider="house")[0].pricing.input == 0


def test_the_pricing_file_wins_over_the_list_and_may_write_either_id(synced, pricing_dir):
    toml(house=house())
    price_file(pricing_dir, "house", {"id": "b", "input": "3"}, {"id": "house/a", "input": "1"})
    items = [entry(id_, pricing={"prompt": "0.000009", "completion": "0.000009"}) for id_ in ("a", "b", "c")]
    service, _ = synced("house", "house.example", items)
    rows = {row.provider_model_id: row.pricing for row in service.models(provider="house")}
    assert {id_: (price.input, price.source == "listing") for id_, price in rows.items()} == {
        "a": (1, False),
        "b": (3, False),
        "c": (9, True),
    }


def test_a_price_in_the_list_is_no_gap_of_the_pricing_file(synced):
    toml(house=house())
    priced_one = entry("a", pricing={"prompt": "0.000009", "completion": "0.000009"})
    service, _ = synced("house", "house.example", [priced_one, entry("b")])
    found = service.price_findings("house")
    assert [(one.universal_model_id, one.code, one.level) for one in found] == [
        ("1 active model", "unpriced", "note")
    ]


def test_a_column_of_odd_values_costs_no_model(synced):
    toml(house=house())
    odd = {
        "context_length": "unlimited",
        "name": 7,
        "created": "yesterday",
        "pricing": {"prompt": [], "completion": "9"},
    }
    service, diff = synced("house", "house.example", [entry("a", **odd)])
    [row] = service.models(provider="house")
    assert (row.context_window, row.pricing, row.display_name) == (None, None, "a")
    [warning] = [warning for warning in diff.warnings if warning.code == "unreadable-field"]
    assert all(name in warning.message for name in ("context_length", "name", "created", "pricing.prompt"))


def test_an_id_of_a_built_in_provider_stays_its_own_also_without_a_prefix(synced):
    toml(house=house(id_prefix=""))
    synced("openai", "api.openai.com", [openai_item("gpt-5")])
    service, diff = synced("house", "house.example", [entry("gpt-5"), entry("qwen-3")])
    assert rules(diff) == {"gpt-5": "foreign-id"}
    assert ids(service.models(provider="house")) == ["qwen-3"]


def test_a_missing_key_is_named_by_its_variable(service_on):
    toml(house=house(key_variable="HOUSE_API_KEY"))
    service = service_on()
    assert service.missing_key("house") == "HOUSE_API_KEY"
    with pytest.raises(FetchError, match="There is no key for OpenAI-compatible: set HOUSE_API_KEY"):
        service.sync_with_provider("house", actor=LOCAL)


def test_an_empty_list_names_the_file(service_on, lists):
    toml(house=house())
    lists.set("house.example", [])
    with pytest.raises(FetchError, match=r"empty list.*base_url of \[providers\.house\] in providers\.toml"):
        service_on().sync_with_provider("house", actor=LOCAL)


def test_a_mistake_in_the_file_stops_the_service(service_on):
    toml(house={"kind": "pigeon"})
    with pytest.raises(SettingsError, match="unknown kind"):
        service_on()


def test_a_built_in_providers_rows_need_no_change_for_their_own_id(synced):
    items = [openai_item("gpt-5")]
    service, _ = synced("openai", "api.openai.com", items)
    [row] = service.models(provider="openai")
    assert row.provider_model_id == "gpt-5"
    assert synced("openai", "api.openai.com", items)[1].is_empty


def test_sixteen_providers_are_synced_eight_at_once(environment):
    with serving() as server:
        names = [f"p{number}" for number in range(16)]
        for name in names:
            server.set(name, entry("a"))
        server.gate = threading.Barrier(8, timeout=30).wait
        toml(**{name: house() | {"base_url": server.url(name)} for name in names})
        service = AiModelSyncService(Settings.read())
        found = service.sync_with_providers(names, actor=LOCAL)
        service.database.engine.dispose()
    assert {name: len(diff.new_models) for name, diff in found.items()} == dict.fromkeys(names, 1)
    assert server.most_at_once == 8


def test_a_successor_is_named_by_the_providers_own_id(synced):
    toml(house=house())
    old = entry("old", deprecation="2027-01-01", deprecation_replacement_model="new")
    service, _ = synced("house", "house.example", [old, entry("new")])
    service.edit({"house/old": Edit(enabled=True)}, actor=LOCAL)
    rows = {row.universal_model_id: row for row in service.models()}
    found = succession(rows["house/old"], rows)
    assert set(found.edits()) == {"house/old", "house/new"}


def test_a_plan_of_a_provider_that_left_the_file_archives_nothing(synced, service_on, lists):
    toml(house=house())
    synced("house", "house.example", [entry("a"), entry("b"), entry("c")])
    lists.set("house.example", [entry("a")])
    diff = service_on().sync_with_provider("house", actor=LOCAL)
    toml(villa=house("villa"))
    service = service_on()
    with pytest.raises(NotFoundError, match="There is no provider 'house'"):
        service.apply_sync(diff.plan_id, "all", actor=LOCAL, force=True, reason="all the same")
    assert {row.status for row in service.models(provider="house")} == {"active"}
