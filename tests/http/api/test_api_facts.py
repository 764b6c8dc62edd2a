"""Amendments over HTTP: set, listed, taken back, refused; and the pricing file with them folded in."""

from __future__ import annotations

import pytest

from tests.support.api_calls import refused

PRICE = {
    "provider": "openai",
    "universalModelId": "gpt-5",
    "kind": "limit",
    "value": {"contextWindow": 401_000},
    "sourceUrl": "https://example.com/limits",
}


def test_a_fact_is_set_listed_exported_and_taken_back(stocked, reader):
    run = stocked.post("/api/v1/amendments", json=PRICE | {"reason": "wanted", "version": 0})
    assert (run.status_code, run.json()["kind"], run.json()["reason"]) == (200, "facts", "wanted")
    assert stocked.post("/api/v1/amendments", json=PRICE).status_code == 204
    [item] = reader.get("/api/v1/amendments", params={"provider": "openai"}).json()["items"]
    assert (item["key"], item["value"], item["version"]) == (
        "limit:openai:gpt-5",
        {"contextWindow": 401_000},
        1,
    )
    exported = reader.get("/api/v1/prices/openai")
    assert exported.headers["content-type"].startswith("application/json")
    [entry] = [one for one in exported.json()["models"] if one["id"] == "gpt-5"]
    assert entry["context_window"] == 401_000
    assert (
        stocked.delete("/api/v1/amendments/limit:openai:gpt-5", params={"reason": "no"}).json()["kind"]
        == "facts"
    )
    assert reader.get("/api/v1/amendments").json() == {"items": []}


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"universalModelId": "gpt-99"}, 404, "gpt-99"),
        ({"provider": "gogle"}, 404, "gogle"),
        ({"kind": "price"}, 422, "value.contextWindow"),
        ({"kind": "colour"}, 422, "kind"),
        ({"value": {}}, 422, "has no value"),
        ({"version": 3}, 409, "limit:openai:gpt-5"),
        ({"more": 1}, 422, "more"),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(stocked, change, status, words):
    refused(stocked.post("/api/v1/amendments", json=PRICE | change), status, words)
    assert stocked.get("/api/v1/amendments").json() == {"items": []}


def test_a_token_that_may_only_look_sets_nothing(stocked, reader):
    assert reader.post("/api/v1/amendments", json=PRICE).status_code == 403
    assert reader.delete("/api/v1/amendments/limit:openai:gpt-5").status_code == 403
    refused(stocked.delete("/api/v1/amendments/limit:openai:gpt-5"), 404, "limit:openai:gpt-5")
    refused(reader.get("/api/v1/prices/gogle"), 404, "gogle")
