"""The catalogue over HTTP: filters, pages, ETags."""

from __future__ import annotations

import json

import pytest

from tests.support.api_calls import IDS, refused


def test_the_catalogue_is_listed_as_it_is_stored(server, stocked, reader):
    page = reader.get("/api/v1/models").json()
    assert (page["total"], page["next"]) == (4, None)
    rows = server.rows()
    assert [model["universalModelId"] for model in page["items"]] == [
        row["universal_model_id"] for row in rows
    ]
    for model, row in zip(page["items"], rows, strict=True):
        assert (model["displayName"], model["status"]) == (row["display_name"], row["status"])
        assert (model["enabled"], model["version"]) == (bool(row["enabled"]), row["version"])
        assert model["updatedAt"] == row["updated_at"]
    listed = json.loads(server.run("models", "--format", "json"))
    assert page["items"] == listed


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"enabled": "true"}, ["gpt-5", "o5"]),
        ({"enabled": "false"}, ["gpt-5-mini", "gpt-5.1"]),
        ({"provider": "google"}, []),
        ({"provider": "openai", "status": "active"}, IDS),
        ({"status": "archived"}, []),
        ({"search": "GPT-5"}, ["gpt-5", "gpt-5-mini", "gpt-5.1"]),
        ({"search": "mini"}, ["gpt-5-mini"]),
        ({"search": "%"}, []),
        ({"search": "_"}, []),
        ({"search": "' OR '1'='1"}, []),
        ({"search": "x'; DROP TABLE ai_model; --"}, []),
    ],
)
def test_filters_narrow_the_list(stocked, query, found):
    page = stocked.get("/api/v1/models", params=query).json()
    assert [model["universalModelId"] for model in page["items"]] == found
    assert page["total"] == len(found)


@pytest.mark.parametrize(
    "query",
    [
        "provider=mistral",
        "provider=' OR 1=1",
        "status=gone",
        "enabled=maybe",
        "limit=0",
        "limit=1001",
        "limit=1e3",
        "limit=99999999999999999999999",
        "offset=-1",
        "search=",
        "search=%00",
        f"search={'a' * 256}",
        "sort=name",
        "limit=1&limit=2",
        "provider=openai&provider=openai",
    ],
)
def test_a_query_that_is_not_documented_is_refused(reader, query):
    refused(reader.get(f"/api/v1/models?{query}"), 422, "query.")


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/plans/x"])
def test_addresses_without_parameters_take_none(reader, path):
    answer = reader.get(f"{path}?limit=1")
    assert answer.status_code == 422
    assert "query.limit" in answer.text


@pytest.mark.parametrize("path", ["/v1/models", "/v1/models/gpt-5"])
@pytest.mark.parametrize(
    "query",
    [
        "client_version=0.98.0",
        "limit=1",
        "limit=1&limit=2",
        "after=x&order=desc",
        "x",
        "=",
        "%ff=1",
        "provider=nobody",
    ],
)
def test_parameters_of_openai_clients_are_ignored(stocked, path, query):
    answer = stocked.get(f"{path}?{query}")
    assert answer.status_code == 200
    assert answer.content == stocked.get(path).content


def test_pages_follow_one_another_to_the_end(stocked):
    path, seen = "/api/v1/models?limit=3", []
    while path:
        page = stocked.get(path).json()
        seen += [model["universalModelId"] for model in page["items"]]
        assert page["total"] == 4
        path = page["next"]
    assert seen == IDS


@pytest.mark.parametrize(
    "path", ["/api/v1/models", "/v1/models", "/v1/models/gpt-5", "/api/v1/export/litellm"]
)
def test_what_is_known_already_is_not_sent_again_until_it_changes(server, stocked, path):
    first = stocked.get(path)
    tag = first.headers["etag"]
    assert first.headers["cache-control"].startswith("private")
    known = {"If-None-Match": f'"other", W/{tag}'}
    again = stocked.get(path, headers=known)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    server.run("rename", "gpt-5", "Five")
    server.run("enable", "gpt-5.1")
    changed = stocked.get(path, headers=known)
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_the_export_for_litellm_is_that_of_the_command(server, stocked, reader):
    answer = reader.get("/api/v1/export/litellm")
    assert answer.headers["content-type"] == "application/yaml"
    assert answer.text.count("model_name") == 2
    assert answer.text == server.run("export", "litellm")


def test_a_tag_may_stand_in_any_of_several_headers(stocked):
    tag = stocked.get("/api/v1/models").headers["etag"]
    headers = [("If-None-Match", '"other"'), ("If-None-Match", tag)]
    assert stocked.get("/api/v1/models", headers=headers).status_code == 304


@pytest.mark.parametrize("words", ["École", "ÜNTER", "é"])
def test_a_search_finds_letters_of_every_alphabet_in_any_case(server, stocked, words):
    server.run("rename", "gpt-5", "école ünter")
    assert [
        m["universalModelId"] for m in stocked.get("/api/v1/models", params={"search": words}).json()["items"]
    ] == ["gpt-5"]


def test_bytes_that_differ_have_tags_that_differ(stocked):
    packed = stocked.get("/api/v1/models", headers={"Accept-Encoding": "gzip"})
    plain = stocked.get("/api/v1/models", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == plain.json()
    assert packed.headers["etag"] != plain.headers["etag"]
