"""The enabled models as clients read them: OpenAI's own, and one that reads OpenRouter's fields; and what they learn of a model's end."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import openai
import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.model_fields import FIGURES
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.api_calls import IDS, applied, synced
from tests.support.configured_lists import toml
from tests.support.providers import anthropic_item, openai_item


@pytest.fixture
def official(server):
    clients = []

    def build(token):
        client = openai.OpenAI(api_key=token, base_url=f"{server.url}/v1", max_retries=0)
        clients.append(client)
        return client

    yield build
    for client in clients:
        client.close()


def set_fact(client, kind, **value):
    fact = {"provider": "openai", "universalModelId": "gpt-5", "kind": kind, "value": value}
    answer = client.post("/api/v1/amendments", json=fact)
    assert answer.status_code in {200, 204}, answer.text


def archive(server, client, id_):
    server.providers.set("openai", [openai_item(one) for one in IDS if one != id_])
    assert applied(client, synced(client), force=True, reason="gone").status_code == 200


def test_openais_client_lists_what_it_may_use_and_reads_what_is_beside_its_own_fields(
    server, stocked, official
):
    server.providers.set("anthropic", [anthropic_item("claude/special")])
    applied(stocked, synced(stocked, "anthropic"), edits={"claude/special": {"enabled": True}})
    set_fact(stocked, "price", input="1.25", cachedInput="0.125", output="10", webSearch="10")
    set_fact(stocked, "lifecycle", retiresAt="2099-05-06")
    set_fact(stocked, "limit", contextWindow=400_000, maxOutputTokens=128_000)
    client = official(server.tokens["read"])
    models = {model.id: model for model in client.models.list()}
    assert models.keys() == {"claude/special", "gpt-5", "o5"}
    assert models["gpt-5"].to_dict() == {
        "id": "gpt-5",
        "object": "model",
        "created": 1_767_225_600,
        "owned_by": "openai",
        "name": "GPT-5",
        "context_length": 400_000,
        "max_completion_tokens": 128_000,
        "pricing": {
            "prompt": "0.00000125",
            "input_cache_read": "0.000000125",
            "completion": "0.00001",
            "web_search": "0.01",
        },
        "shutdown_date": "2099-05-06",
    }
    assert "shutdown_date" not in models["o5"].to_dict()
    assert client.models.retrieve("claude/special").to_dict() == models["claude/special"].to_dict()


def test_a_client_that_reads_openrouters_fields_gets_names_limits_prices_and_days(
    server, stocked, environment, monkeypatch
):
    set_fact(stocked, "lifecycle", retiresAt="2099-05-06")
    monkeypatch.setenv("SHOP_KEY", server.tokens["read"])
    toml(shop={"kind": "openrouter", "base_url": f"{server.url}/v1", "key_variable": "SHOP_KEY"})
    service = AiModelSyncService(Settings.read())
    try:
        diff = service.sync_with_provider("shop", actor=LOCAL)
    finally:
        service.database.engine.dispose()
    assert [warning.code for warning in diff.warnings] == ["assumed"]  # that they are text
    read = {model.provider_model_id: model for model in diff.new_models}
    told = {one["universalModelId"]: one for one in stocked.get("/api/v1/models").json()["items"]}
    assert read.keys() == {"gpt-5", "o5"}
    for id_, model in read.items():
        known = told[id_]
        assert (model.display_name, model.context_window) == (known["displayName"], known["contextWindow"])
        assert model.max_output_tokens == known["maxOutputTokens"]
        assert str(model.lifecycle.retires_at) == str(known["lifecycle"]["retiresAt"])
        figures = {figure.key: model.pricing.amount(figure) for figure in FIGURES} if model.pricing else {}
        for key in ("input", "output"):
            assert (known["pricing"] is None and not figures) or f"{figures[key]:f}" == known["pricing"][key]


def test_the_end_of_a_model_is_in_its_headers(stocked):
    assert not {"deprecation", "sunset", "link"} & stocked.get("/v1/models/o5").headers.keys()
    set_fact(stocked, "lifecycle", deprecatedAt="2026-10-01", retiresAt="2099-05-06")
    set_fact(stocked, "replacement", replacement="o5")
    headers = stocked.get("/v1/models/gpt-5").headers
    assert headers["deprecation"] == f"@{int(datetime(2026, 10, 1, tzinfo=UTC).timestamp())}"
    assert parsedate_to_datetime(headers["sunset"]) == datetime(2099, 5, 6, tzinfo=UTC)
    assert headers["sunset"].endswith(" GMT")
    assert headers["link"] == '</v1/models/o5>; rel="successor-version"'
    set_fact(stocked, "lifecycle", retiresAt="2099-05-06", retiresKind="earliest")
    answer = stocked.get("/v1/models/gpt-5")
    assert "sunset" not in answer.headers
    assert "shutdown_date" not in answer.json()


def test_an_archived_model_is_gone_and_names_its_successor(server, stocked, official):
    set_fact(stocked, "replacement", replacement="o5")
    archive(server, stocked, "gpt-5")
    with pytest.raises(openai.APIStatusError, match="Use 'o5'") as gone:
        official(server.tokens["read"]).models.retrieve("gpt-5")
    assert (gone.value.status_code, gone.value.code) == (410, "model_archived")
    assert gone.value.body["successor"] == "o5"
    assert gone.value.response.headers["link"] == '</v1/models/o5>; rel="successor-version"'


def test_openais_client_raises_its_own_errors(server, stocked, official):
    with pytest.raises(openai.AuthenticationError, match="valid token") as unknown:
        official("sk-wrong").models.list()
    assert unknown.value.code == "invalid_api_key"
    client = official(server.tokens["read"])
    for id_ in ("gpt-5-mini", "gpt-99"):  # one is not enabled, the other unknown: both may not be used
        with pytest.raises(openai.NotFoundError) as missing:
            client.models.retrieve(id_)
        assert missing.value.code == "model_not_found"
