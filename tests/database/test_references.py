"""References and proposals on both kinds of database, on several servers, and for configured providers."""

from __future__ import annotations

import json

import pytest

from modelsync.core.actors import LOCAL
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.configured_lists import Lists, entry, house, toml
from tests.support.providers import google_item, openai_item
from tests.support.reference_files import (
    deprecation,
    litellm,
    litellm_model,
    models_dev,
    models_dev_model,
)


@pytest.fixture
def published(environment):
    """Publishes references as files; gives the settings that name them."""

    def publish(**contents):
        settings = {
            "genai_prices": "off",
            "litellm_prices": "off",
            "models_dev": "off",
            "deprecations": "off",
        }
        for name, content in contents.items():
            file = environment / f"{name}.json"
            file.write_text(json.dumps(content), encoding="utf-8")
            settings[name] = str(file)
        return settings

    return publish


def test_what_one_server_fetched_and_accepted_another_sees(new_service, providers, database_url, published):
    settings = published(
        litellm_prices=litellm(**{"gpt-9": litellm_model(deprecation_date="2027-01-01")}),
        models_dev=models_dev(**{"gpt-9": models_dev_model()}),
    )
    one, other = (new_service(database_url=database_url, **settings) for _ in range(2))
    providers.set("openai", openai_item("gpt-9"), openai_item("gpt-8"))
    one.apply_sync(one.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    assert other.proposals() == []

    outcomes = one.update_references(actor=LOCAL)

    stored = [state for state in other.references() if state.fetched_at]
    assert stored == list(outcomes.values())
    found = other.proposals("openai")
    assert [(p.kind, p.agreement) for p in found] == [
        ("price", "agree"),
        ("limit", "single"),
        ("lifecycle", "single"),
    ]
    other.reject_proposals(found[1:], actor=LOCAL)
    assert one.proposals("openai") == found[:1]

    run = one.accept_proposals([p for p in one.proposals() if p.ticked_by_default], actor=LOCAL)

    assert str(other.model("gpt-9").pricing.input) == "2"
    assert other.proposals() == []
    assert one.update_references(actor=LOCAL).keys() == outcomes.keys()
    other.undo(run.run_id, actor=LOCAL)
    assert one.model("gpt-9").pricing is None
    assert one.proposals() == found[:1]


def test_several_providers_at_once_are_one_run_and_one_undo(new_service, providers, published):
    settings = published(
        litellm_prices=litellm(
            **{"gpt-9": litellm_model(), "gemini/gemini-9": litellm_model(provider="gemini")}
        ),
        models_dev={
            **models_dev(**{"gpt-9": models_dev_model()}),
            **models_dev("google", **{"gemini-9": models_dev_model()}),
        },
    )
    service = new_service(**settings)
    providers.set("openai", openai_item("gpt-9"))
    providers.set("google", google_item("gemini-9"))
    for name in ("openai", "google"):
        service.apply_sync(service.sync_with_provider(name, actor=LOCAL).plan_id, "all", actor=LOCAL)
    service.update_references(actor=LOCAL)
    wanted = [p for p in service.proposals() if p.ticked_by_default]
    run = service.accept_proposals(wanted, actor=LOCAL)
    assert (run.kind, run.provider, run.counts.updated) == ("facts", None, 2)
    service.undo(run.run_id, actor=LOCAL)
    assert [p for p in service.proposals() if p.ticked_by_default] == wanted


def test_the_list_wins_over_a_reference(new_service, providers, published):
    """OpenAI sends the last day itself; LiteLLM's other day is not proposed against it."""
    settings = published(
        litellm_prices=litellm(**{"gpt-9": litellm_model(deprecation_date="2027-01-01")}),
        deprecations=[deprecation("gpt-9", "2027-01-01")],
    )
    service = new_service(**settings)
    providers.set("openai", openai_item("gpt-9", shutdown_date="2027-03-01"))
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    service.update_references(actor=LOCAL)
    assert [p.kind for p in service.proposals()] == ["price", "replacement"]


def test_a_configured_provider_is_known_by_its_kind_and_its_own_ids(environment, clock, published):
    toml(
        house=house(),
        openai_eu={"kind": "openai", "base_url": "https://eu.example/v1", "key_variable": "EU_API_KEY"},
    )
    (environment / ".env").write_text("EU_API_KEY=sk-eu-made-up-0123456789\n", encoding="utf-8")
    settings = published(
        litellm_prices=litellm(**{"gpt-9": litellm_model()}),
        models_dev=models_dev(**{"gpt-9": models_dev_model()}),
    )
    lists = Lists()
    lists.set("eu.example", [entry("gpt-9")])
    lists.set("house.example", [entry("gpt-9")])
    service = AiModelSyncService(Settings.read(**settings), transport=lists, clock=clock)
    for name in ("openai-eu", "house"):
        plan = service.sync_with_provider(name, actor=LOCAL).plan_id
        service.apply_sync(plan, "all", actor=LOCAL)
    service.update_references(actor=LOCAL)

    found = service.proposals()

    assert {(p.provider, p.universal_model_id) for p in found} == {("openai-eu", "openai-eu/gpt-9")}
    run = service.accept("openai-eu/gpt-9", actor=LOCAL)
    assert str(service.model("openai-eu/gpt-9").pricing.input) == "2"
    service.undo(run.run_id, actor=LOCAL)
    assert service.model("openai-eu/gpt-9").pricing is None
    service.database.engine.dispose()
