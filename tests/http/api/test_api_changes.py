"""The audit over HTTP: the command's rows and filters, page by page, and what is refused."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.support.api_calls import IDS, applied, refused, synced
from tests.support.providers import openai_item


@pytest.fixture
def changed(server, stocked):
    """Two runs: four models added, one of them renamed by its provider and given an end."""
    server.providers.set(
        "openai", [openai_item(id_) for id_ in IDS[1:]] + [openai_item(IDS[0], active=False)]
    )
    assert applied(stocked, synced(stocked), force=True, reason="=1+1").status_code == 200
    return stocked


def items(client, **query):
    answer = client.get("/api/v1/changes", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_the_changes_are_those_of_the_command(server, changed, reader):
    found = items(reader)
    assert found == json.loads(server.run("changes", "--format", "json"))
    assert list(found[0]) == [
        "at",
        "runId",
        "kind",
        "actor",
        "reason",
        "provider",
        "universalModelId",
        "field",
        "before",
        "after",
    ]
    assert {row["field"] for row in found} >= {"model", "status", "enabled"}
    assert {row["reason"] for row in found[:2]} == {"=1+1"}


def test_the_csv_has_the_same_rows(server, changed, reader):
    rows = list(csv.DictReader(io.StringIO(server.run("changes", "--format", "csv").lstrip("\ufeff"))))
    found = items(reader)
    assert [(row["run_id"], row["universal_model_id"], row["field"]) for row in rows] == [
        (row["runId"], row["universalModelId"], row["field"]) for row in found
    ]
    assert {row["reason"] for row in rows} == {"", "'=1+1"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"field": "status"}, {("status", "gpt-5")}),
        ({"model": "o5"}, {("model", "o5")}),
        ({"actor": "token:write", "field": "status"}, {("status", "gpt-5")}),
        ({"actor": "nobody"}, set()),
        ({"provider": "google"}, set()),
        ({"since": "2999-01-01"}, set()),
        ({"until": "2000-01-01T00:00:00Z"}, set()),
        ({"since": "2000-01-01", "until": "2999-12-31", "field": "enabled"}, {("enabled", "gpt-5")}),
    ],
)
def test_the_parameters_are_the_options_of_the_command(server, changed, reader, query, found):
    assert {(row["field"], row["universalModelId"]) for row in items(reader, **query)} == found
    options = [part for name, value in query.items() for part in (f"--{name}", value)]
    assert items(reader, **query) == json.loads(server.run("changes", *options, "--format", "json"))


def test_pages_lead_to_the_end(changed, reader):
    found, path = [], "/api/v1/changes?limit=2"
    while path:
        page = reader.get(path).json()
        found += page["items"]
        path = page["next"]
    assert found == items(reader)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"since": "yesterday"}, "2026-11-30"),
        ({"until": "2026-02-30"}, "2026-11-30"),
        ({"field": "price"}, "no such field"),
        ({"before": "7"}, "before"),
        ({"limit": "0"}, "limit"),
        ({"page": "2"}, "page"),
    ],
)
def test_what_cannot_be_asked_is_refused(server, reader, query, word):
    refused(reader.get("/api/v1/changes", params=query), 422, word)


def test_an_unknown_provider_is_named(server, reader):
    refused(reader.get("/api/v1/changes", params={"provider": "gogle"}), 404, "gogle")
