"""Proposals over HTTP: what the references would add or change, and making it so."""

from __future__ import annotations

import json

import pytest

from tests.support.api_calls import applied, refused, synced
from tests.support.providers import openai_item
from tests.support.reference_files import litellm, litellm_model, models_dev, models_dev_model

ADDRESS = "/api/v1/proposals"


@pytest.fixture
def proposed(server, writer):
    """gpt-9 and o7 in the catalogue; of gpt-9 two references have a price, of o7 they differ."""
    server.providers.set("openai", [openai_item("gpt-9"), openai_item("o7")])
    assert applied(writer, synced(writer)).status_code == 200
    published = {
        "MODELSYNC_LITELLM_PRICES": litellm(**{"gpt-9": litellm_model(), "o7": litellm_model()}),
        "MODELSYNC_MODELS_DEV": models_dev(
            **{"gpt-9": models_dev_model(context=0, longest=0), "o7": models_dev_model(3)}
        ),
    }
    for name, content in published.items():
        (server.folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    for source in ("litellm", "models.dev"):
        server.run("references", "update", source)
    return writer


def test_the_proposals_come_in_pages(proposed, reader):
    page = reader.get(ADDRESS, params={"provider": "openai", "limit": 1}).json()
    assert (page["total"], len(page["items"])) == (3, 1)
    assert page["items"][0] | {"sources": []} == {
        "provider": "openai",
        "universalModelId": "gpt-9",
        "kind": "price",
        "from": None,
        "current": {},
        "proposed": {"input": "2", "output": "10"},
        "sources": [],
        "agreement": "agree",
    }
    following = reader.get(page["next"]).json()
    assert [one["universalModelId"] for one in following["items"]] == ["o7"]
    assert reader.get(ADDRESS, params={"provider": "anthropic"}).json()["items"] == []


def test_an_accept_sets_the_price_and_an_undo_takes_it_back(server, proposed):
    answer = proposed.post(f"{ADDRESS}/gpt-9/accept", json={"kind": "price", "reason": "they agree"})
    assert answer.status_code == 200, answer.text
    run = answer.json()
    assert (run["kind"], run["actor"], run["reason"]) == ("facts", "token:write", "they agree")
    config = json.loads(server.models()["gpt-9"]["config"])
    assert (config["pricing"]["input"], config["pricing"]["output"]) == ("2", "10")
    assert proposed.post(f"/api/v1/runs/{run['runId']}/undo").status_code == 200
    assert not json.loads(server.models()["gpt-9"]["config"]).get("pricing")


def test_a_body_is_not_needed(proposed):
    assert proposed.post(f"{ADDRESS}/gpt-9/accept").json()["counts"]["updated"] == 1


def test_sources_that_differ_need_one_to_be_named(server, proposed):
    answer = proposed.post(f"{ADDRESS}/o7/accept", json={"kind": "price"})
    refused(answer, 422, "differs between litellm, models.dev")
    answer = proposed.post(f"{ADDRESS}/o7/accept", json={"kind": "price", "source": "litellm"})
    assert answer.status_code == 200
    assert json.loads(server.models()["o7"]["config"])["pricing"]["input"] == "2"


@pytest.mark.parametrize("address", ["house/gpt-9", "house%2Fgpt-9"])
def test_an_id_may_hold_slashes(proposed, address):
    refused(proposed.post(f"{ADDRESS}/{address}/accept"), 404, "'house/gpt-9'")


def test_a_token_that_may_read_accepts_nothing(proposed, reader):
    refused(reader.post(f"{ADDRESS}/gpt-9/accept"), 403)


def test_what_is_not_documented_is_refused(proposed):
    refused(proposed.post(f"{ADDRESS}/gpt-9/accept", json={"kind": "colour"}), 422, "kind")
    refused(proposed.post(f"{ADDRESS}/gpt-9/accept", json={"price": 1}), 422, "price")
