"""The HTTP API as programs use it: a real server on loopback, the providers on another, and the database looked at by hand."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import openai
import pytest
from api_server import ROOT, ApiServer
from provider_server import KEYS, ProviderServer, anthropic_item, google_item, openai_item

IDS = ["gpt-5", "gpt-5-mini", "gpt-5.1", "o5"]
RUN_KEYS = {"runId", "kind", "provider", "planId", "actor", "at", "reason", "counts", "undoneBy"}


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """One server for all tests, with a token of each scope."""
    with ProviderServer() as providers:
        folder = tmp_path_factory.mktemp("api")
        variables = {**providers.env(), "MODELSYNC_RETRY_BACKOFF": "0"}
        with ApiServer(folder, **variables) as server:
            server.providers = providers
            server.tokens = {scope: server.token(scope, scope) for scope in ("read", "write")}
            yield server


@pytest.fixture
def server(running):
    """The server with an empty catalogue and OpenAI's four models to be had."""
    running.empty()
    for provider in KEYS:
        running.providers.heal(provider)
        running.providers.delay(provider, 0)
        running.providers.set(provider, [])
    running.providers.set("openai", [openai_item(id_) for id_ in IDS])
    return running


@pytest.fixture
def writer(server):
    with server.client(server.tokens["write"]) as client:
        yield client


@pytest.fixture
def reader(server):
    with server.client(server.tokens["read"]) as client:
        yield client


@pytest.fixture
def stranger(server):
    with server.client() as client:
        yield client


@pytest.fixture
def stocked(server, writer):
    """The writer, with four models in the catalogue, two of them enabled."""
    plan = synced(writer)
    answer = applied(writer, plan, edits={id_: {"enabled": True} for id_ in ("gpt-5", "o5")})
    assert answer.status_code == 200
    return writer


def synced(client, provider="openai"):
    """The id of a new plan."""
    answer = client.post(f"/api/v1/providers/{provider}/sync")
    assert answer.status_code == 200, answer.text
    return answer.json()["planId"]


def applied(client, plan, approved="all", **body):
    return client.post(f"/api/v1/plans/{plan}/apply", json={"approved": approved, **body})


def refused(answer, status, *words):
    """The problem of a request that failed, after checking that it is one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == status
    assert body["detail"].endswith(".")
    for word in words:
        assert word in body["detail"]
    return body


# Who may enter


def test_whether_the_server_is_well_may_be_asked_by_anybody_and_tells_nothing_else(stranger):
    answer = stranger.get("/api/v1/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer msy_"},
        {"Authorization": "Bearer msy_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
        {"Authorization": "Bearer ' OR 1=1 --"},
        {"Authorization": b"Bearer msy_\xff\xfe"},
        {"Authorization": "Basic {write}"},
        {"Authorization": "{write}"},
        {"Authorization": "Bearer {write}x"},
        {"Authorization": "Bearer {write}, Bearer {write}"},
        {"X-Api-Key": "{write}"},
        {"Cookie": "token={write}"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/v1/models"), ("POST", "/api/v1/providers/openai/sync"), ("GET", "/api/v1/nowhere")],
)
def test_without_a_valid_token_in_its_header_nothing_is_told(server, stranger, method, path, headers):
    sent = {
        name: value if isinstance(value, bytes) else value.format(**server.tokens)
        for name, value in headers.items()
    }
    answer = stranger.request(method, path, headers=sent)
    refused(answer, 401, "Authorization")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert server.providers.requests == [] or server.rows("SELECT * FROM sync_plan") == []


def test_a_revoked_token_opens_nothing_from_then_on(server):
    token = server.token("soon-gone", "write")
    with server.client(token) as client:
        assert client.get("/api/v1/models").status_code == 200
        server.run("token", "revoke", "soon-gone")
        refused(client.get("/api/v1/models"), 401)
        refused(client.post("/api/v1/providers/openai/sync"), 401)
    assert server.rows("SELECT * FROM sync_plan") == []


@pytest.mark.parametrize("name", ["access_token", "token", "api_key", "key", "q"])
@pytest.mark.parametrize("path", ["/api/v1/models", "/api/v1/health", "/v1/models", "/api/v1/nowhere"])
def test_a_token_in_an_address_is_refused_and_not_logged(server, writer, path, name):
    token = server.tokens["write"]
    for shown in (token, token.replace("_", "%5F")):
        answer = writer.get(f"{path}?{name}={shown}")
        assert answer.status_code == 401
        assert "in the header Authorization" in answer.text
        assert token not in answer.text
    assert token not in server.log()
    assert token.replace("_", "%5F") not in server.log()


@pytest.mark.parametrize(
    "path", ["/api/v1/providers/openai/sync", "/api/v1/plans/{plan}/apply", "/api/v1/runs/{run}/undo"]
)
def test_a_token_for_reading_changes_nothing(server, stocked, reader, path):
    server.providers.set("openai", [openai_item(id_) for id_ in [*IDS, "gpt-6"]])
    plan = synced(stocked)
    run = reader.get("/api/v1/runs").json()["items"][0]["runId"]
    before = server.everything()
    answer = reader.post(path.format(plan=plan, run=run), json={"approved": "all"})
    refused(answer, 403, "token:read", "scope write")
    assert server.everything() == before


def test_whoever_fails_too_often_waits_but_nobody_else_does(server, stranger, reader):
    answers = [stranger.get("/api/v1/models").status_code for _ in range(31)]
    assert (answers[0], answers[-1]) == (401, 429)
    told = stranger.get("/api/v1/models")
    refused(told, 429, "valid token")
    assert 1 <= int(told.headers["retry-after"]) <= 60
    token = {"Authorization": f"Bearer {server.tokens['read']}"}
    assert stranger.get("/api/v1/models", headers=token).status_code == 200
    assert reader.get("/api/v1/models").status_code == 200


def test_the_use_of_a_token_is_noted_once_a_minute(server):
    token = server.token("noted", "read")
    mine = "SELECT last_used_at FROM api_token WHERE name = 'noted'"
    assert server.rows(mine) == [{"last_used_at": None}]
    with server.client(token) as client:
        client.get("/api/v1/models")
        [first] = server.rows(mine)
        client.get("/api/v1/models")
        assert server.rows(mine) == [first]
        server.write("UPDATE api_token SET last_used_at = '2026-01-01T00:00:00.000000Z' WHERE name = 'noted'")
        client.get("/api/v1/models")
        assert server.rows(mine)[0]["last_used_at"] >= first["last_used_at"]


def test_every_answer_says_that_it_is_not_to_be_kept_or_guessed_at(stranger, reader):
    for answer in (stranger.get("/api/v1/health"), reader.get("/api/v1/runs"), stranger.get("/api/v1/runs")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in answer.headers


# The catalogue


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
    ],
)
def test_a_query_that_is_not_documented_is_refused(reader, query):
    refused(reader.get(f"/api/v1/models?{query}"), 422, "query.")


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/plans/x", "/v1/models"])
def test_addresses_without_parameters_take_none(reader, path):
    answer = reader.get(f"{path}?limit=1")
    assert answer.status_code == 422
    assert "query.limit" in answer.text


def test_pages_follow_one_another_to_the_end(stocked):
    path, seen = "/api/v1/models?limit=3", []
    while path:
        page = stocked.get(path).json()
        seen += [model["universalModelId"] for model in page["items"]]
        assert page["total"] == 4
        path = page["next"]
    assert seen == IDS


@pytest.mark.parametrize("path", ["/api/v1/models", "/v1/models", "/v1/models/gpt-5"])
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
    if path == "/v1/models/gpt-5":  # OpenAI's shape has no name
        assert changed.status_code == 304
    else:
        assert changed.status_code == 200
        assert changed.headers["etag"] != tag


def test_bytes_that_differ_have_tags_that_differ(stocked):
    packed = stocked.get("/api/v1/models", headers={"Accept-Encoding": "gzip"})
    plain = stocked.get("/api/v1/models", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == plain.json()
    assert packed.headers["etag"] != plain.headers["etag"]


# Sync, apply, undo


def test_a_sync_gives_the_stored_plan_and_writes_no_model(server, writer):
    answer = writer.post("/api/v1/providers/openai/sync")
    assert answer.status_code == 200
    diff = answer.json()
    assert [model["universalModelId"] for model in diff["newModels"]] == IDS
    [plan] = server.rows("SELECT * FROM sync_plan")
    assert (plan["id"], plan["state"], plan["actor"]) == (diff["planId"], "waiting", "token:write")
    assert json.loads(plan["diff"]) == diff
    assert server.rows() == []


def test_a_plan_can_be_looked_at_with_all_that_matters(server, stocked, reader):
    server.providers.set("openai", [openai_item(id_) for id_ in ("gpt-5-mini", "gpt-5.1", "gpt-6")])
    plan = synced(stocked)
    told = reader.get(f"/api/v1/plans/{plan}").json()
    assert (told["planId"], told["state"], told["provider"]) == (plan, "waiting", "openai")
    assert told["tickedByDefault"] == ["gpt-5", "gpt-6", "o5"]
    assert {finding["code"] for finding in told["findings"]} == {"enabled-archived"}
    assert told["conflicts"] == []
    assert told["review"] == {"ticks": {}, "edits": {}, "by": None, "at": None}
    assert told["diff"]["planId"] == plan
    server.run("disable", "o5")
    assert reader.get(f"/api/v1/plans/{plan}").json()["conflicts"] == ["o5: enabled was on, is off"]


def test_an_apply_commits_what_was_approved_with_its_edits(server, writer):
    plan = synced(writer)
    answer = applied(
        writer,
        plan,
        ["gpt-5", "o5"],
        edits={"gpt-5": {"displayName": "Fünf", "enabled": True}},
        reason="wanted",
    )
    assert answer.status_code == 200
    run = answer.json()
    assert run.keys() == RUN_KEYS
    assert run["counts"] == {"inserted": 2, "updated": 0, "archived": 0}
    assert [(r["universal_model_id"], r["display_name"], r["enabled"]) for r in server.rows()] == [
        ("gpt-5", "Fünf", 1),
        ("o5", "o5", 0),
    ]
    [stored] = server.rows("SELECT * FROM sync_run")
    assert (stored["actor"], stored["reason"], str(stored["id"])) == ("token:write", "wanted", run["runId"])


def test_an_apply_of_nothing_answers_204(stocked):
    answer = applied(stocked, synced(stocked))
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_plan_that_was_applied_is_closed(server, writer):
    plan = synced(writer)
    assert applied(writer, plan).status_code == 200
    before = server.everything()
    refused(applied(writer, plan), 409, "token:write", "applied")
    assert server.everything() == before


def test_a_stale_plan_is_refused_with_what_moved_and_force_does_not_help(server, stocked):
    server.providers.set("openai", [openai_item(id_) for id_ in IDS[:3]])
    plan = synced(stocked)
    server.run("disable", "o5")
    before = server.everything()
    body = refused(applied(stocked, plan, force=True, reason="I must"), 409, "Nothing was applied")
    assert body["conflicts"] == ["o5: enabled was on, is off"]
    assert server.everything() == before


def test_an_unsafe_plan_needs_force_and_a_reason(server, stocked):
    server.providers.set("openai", [openai_item(id_) for id_ in IDS[:3]])
    plan = synced(stocked)
    before = server.everything()
    for how in ({}, {"force": True}, {"force": True, "reason": " "}, {"reason": "why not"}):
        body = refused(applied(stocked, plan, **how), 422)
        assert body["findings"] == ["o5 is enabled: it would be archived and switched off for users"]
    assert server.everything() == before
    assert applied(stocked, plan, force=True, reason="it is gone").status_code == 200
    assert server.rows("SELECT status, enabled FROM ai_model WHERE universal_model_id = 'o5'") == [
        {"status": "archived", "enabled": 0}
    ]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, {"approved": ["gpt-9"]}),
        (422, {"approved": []}),
        (422, {"approved": ["gpt-5"], "edits": {"o5": {"enabled": True}}}),
        (422, {"approved": ["gpt-5"], "edits": {"gpt-5": {"displayName": " "}}}),
        (422, {"approved": ["gpt-5"], "edits": {"gpt-5": {"displayName": "x" * 256}}}),
        (422, {"approved": ["gpt-5"], "edits": {"gpt-5": {"status": "archived"}}}),
        (422, {"approved": ["gpt-5"], "edits": {"gpt-5": {"enabled": "yes"}}}),
        (422, {"approved": "every"}),
        (422, {"approved": {"gpt-5": True}}),
        (422, {"approved": ["gpt 5"]}),
        (422, {"approved": ["gpt-5\u0000"]}),
        (422, {"approved": ["gpt-5'; DROP TABLE ai_model; --"]}),
        (422, {"approved": "all", "force": "true"}),
        (422, {"approved": "all", "force": 1}),
        (422, {"approved": "all", "reason": "x" * 2001}),
        (422, {"approved": "all", "actor": "local:root"}),
        (422, {"approved": "all", "diff": {}}),
        (422, {}),
        (422, []),
        (422, None),
        (422, "all"),
    ],
)
def test_a_body_that_is_not_as_documented_changes_nothing(server, writer, status, body):
    plan = synced(writer)
    before = server.everything()
    refused(writer.post(f"/api/v1/plans/{plan}/apply", json=body), status)
    assert server.everything() == before


CRAFTED = {
    "deep lists": b'{"approved": ' + b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "NaN": b'{"approved": "all", "reason": NaN}',
    "Infinity": b'{"approved": "all", "force": -Infinity}',
    "overflow": b'{"approved": "all", "force": 1e999}',
    "endless number": b'{"approved": "all", "force": ' + b"9" * 10_000 + b"}",
    "repeated key": b'{"approved": ["gpt-5"], "approved": "all"}',
    "repeated inner key": b'{"approved": ["gpt-5"], "edits": {"gpt-5": {"enabled": false, "enabled": true}}}',
    "nul in a text": b'{"approved": ["gpt-5\\u0000"]}',
    "nul in a key": b'{"approved": "all", "edits": {"\\u0000": {}}}',
    "nul byte": b'{"approved": "all\x00"}',
    "lone surrogate in a text": b'{"approved": "all", "reason": "\\ud800"}',
    "lone surrogate in a key": b'{"approved": "all", "edits": {"\\udfff": {}}, "\\ud800": 1}',
    "not UTF-8": b'{"approved": "all", "reason": "\xff\xfe"}',
    "UTF-16": '{"approved": "everything"}'.encode("utf-16"),
    "turned text": '{"approved": "\u202egnp.exe"}'.encode(),
    "two documents": b'{"approved": "all"}{"approved": "all"}',
    "comment": b'{"approved": "all" /* really */}',
    "cut off": b'{"approved": "al',
    "nothing": b"",
    "white space": b"  ",
}


@pytest.mark.parametrize("body", CRAFTED.values(), ids=CRAFTED.keys())
def test_crafted_json_is_refused_and_changes_nothing(server, writer, body):
    plan = synced(writer)
    before = server.everything()
    kind = {"Content-Type": "application/json"}
    told = refused(writer.post(f"/api/v1/plans/{plan}/apply", content=body, headers=kind), 422)
    assert told["detail"].isprintable()
    assert len(told["detail"]) <= 2000
    assert server.everything() == before


@pytest.mark.parametrize("text", ["\u202eevil", "<script>alert(1)</script>", "=1+1", "a\u0007b\u001b[31m"])
def test_a_strange_reason_is_kept_as_one_harmless_line(server, writer, text):
    assert applied(writer, synced(writer), reason=text).status_code == 200
    [run] = server.rows("SELECT reason FROM sync_run")
    assert run["reason"].isprintable()


def test_a_body_may_have_a_megabyte_whether_it_says_so_or_not(server, writer):
    plan = synced(writer)
    before = server.everything()
    large = json.dumps({"approved": "all", "reason": "x" * 1_000_000}).encode()
    kind = {"Content-Type": "application/json"}
    path = f"/api/v1/plans/{plan}/apply"
    refused(writer.post(path, content=large, headers=kind), 413, "1 MB")
    refused(writer.post(path, content=iter([b" " * 100_000] * 100), headers=kind), 413, "1 MB")
    assert server.everything() == before


@pytest.mark.parametrize(
    ("size", "sent"),
    [
        ("Content-Length: 10000000000", b"{"),
        ("Transfer-Encoding: chunked", (b"186a0\r\n" + b" " * 100_000 + b"\r\n") * 11),
    ],
)
def test_a_body_that_is_too_large_is_answered_before_it_ends(server, writer, size, sent):
    url = httpx.URL(server.url)
    head = "POST /api/v1/plans/x/apply HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    head += f"Authorization: {writer.headers['Authorization']}\r\n{size}\r\n\r\n"
    with socket.create_connection((url.host, url.port), timeout=10) as connection:
        connection.sendall(head.encode())
        connection.sendall(sent)
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", None]
)
def test_a_body_that_is_not_called_json_is_refused(writer, kind):
    headers = {"Content-Type": kind} if kind else {}
    answer = writer.post("/api/v1/plans/x/apply", content=b'{"approved": "all"}', headers=headers)
    refused(answer, 415, "application/json")


def test_an_undo_takes_a_run_back_and_names_what_it_leaves(server, stocked):
    run = stocked.get("/api/v1/runs").json()["items"][0]["runId"]
    server.run("rename", "gpt-5", "Mine")
    answer = stocked.post(f"/api/v1/runs/{run}/undo", json={"reason": "a mistake"})
    assert answer.status_code == 200
    told = answer.json()
    assert told["run"].keys() == RUN_KEYS
    assert (told["run"]["kind"], told["run"]["reason"]) == ("undo", "a mistake")
    assert len(told["left"]) == 1
    assert [row["universal_model_id"] for row in server.rows()] == ["gpt-5"]
    refused(stocked.post(f"/api/v1/runs/{run}/undo"), 409, "was undone")


@pytest.mark.parametrize("run", ["999", "0", "x", "1' OR '1'='1", "99999999999999999999", "\u0661", "-1"])
def test_an_unknown_run_or_plan_is_not_found(server, stocked, run):
    before = server.everything()
    refused(stocked.post(f"/api/v1/runs/{run}/undo"), 404, "no run")
    refused(stocked.get(f"/api/v1/plans/{run}"), 404, "no plan")
    refused(applied(stocked, run), 404, "no plan")
    assert server.everything() == before


def test_the_history_is_read_from_the_newest_run_on(server, stocked):
    for name in ("one", "two", "three"):
        server.run("rename", "gpt-5", name)
    path, seen = "/api/v1/runs?limit=3", []
    while path:
        page = stocked.get(path).json()
        seen += page["items"]
        assert page["total"] == 4
        path = page["next"]
    assert seen == json.loads(server.run("history", "--format", "json"))
    assert [run["kind"] for run in seen] == ["edit", "edit", "edit", "apply"]


# What goes wrong elsewhere


def test_a_provider_that_fails_is_a_bad_gateway_and_stores_nothing(server, writer):
    server.providers.fail("openai", 401, {"error": {"message": f"Incorrect API key: {KEYS['openai']}"}})
    told = refused(writer.post("/api/v1/providers/openai/sync"), 502, "OpenAI")
    assert KEYS["openai"] not in told["detail"]
    assert KEYS["openai"] not in server.log()
    assert server.rows("SELECT * FROM sync_plan") == []


@pytest.mark.parametrize("provider", ["mistral", "' OR 1=1", "OPENAI", "a" * 3000])
def test_an_unknown_provider_is_not_found(writer, provider):
    refused(writer.post(f"/api/v1/providers/{provider}/sync"), 404, "Choose one of")


def test_a_second_sync_of_a_provider_is_told_to_wait_and_others_go_on(server, writer):
    server.providers.delay("openai", 1.5)
    server.providers.requests.clear()
    server.providers.set("google", [google_item("gemini-3-pro")])
    with ThreadPoolExecutor(1) as pool, server.client(server.tokens["write"]) as other:
        first = pool.submit(writer.post, "/api/v1/providers/openai/sync")
        while not server.rows("SELECT 1") or not any(
            "openai" in r.path for r in server.providers.requests[-1:]
        ):
            time.sleep(0.05)
        second = other.post("/api/v1/providers/openai/sync")
        refused(second, 429, "is running")
        assert int(second.headers["retry-after"]) > 0
        started = time.monotonic()
        assert other.get("/api/v1/health").status_code == 200
        assert other.post("/api/v1/providers/google/sync").status_code == 200
        assert time.monotonic() - started < 1
        assert not first.done()
        assert first.result().status_code == 200
    assert synced(writer)


def test_a_database_that_cannot_be_read_is_a_503_with_the_sentence(server, stocked, stranger):
    server.write("ALTER TABLE sync_run RENAME TO elsewhere")
    try:
        refused(stocked.get("/api/v1/runs"), 503, "The database")
    finally:
        server.write("ALTER TABLE elsewhere RENAME TO sync_run")
    assert stocked.get("/api/v1/runs").status_code == 200


def test_what_nobody_thought_of_is_a_500_that_shows_nothing(server, stocked):
    plan = synced(stocked)
    server.write('UPDATE sync_plan SET diff = \'{"planId": "hush-hush"}\'')
    told = refused(stocked.get(f"/api/v1/plans/{plan}"), 500, "Its log says where")
    assert "hush" not in told["detail"]
    assert "Unexpected ValidationError at" in server.log()
    assert "hush-hush" not in server.log()


def test_a_server_that_cannot_open_its_database_says_so_to_nobody_in_particular(tmp_path):
    folder = tmp_path / "missing"
    with (
        ApiServer(tmp_path / "work", DATABASE_URL=f"sqlite:///{folder / 'models.db'}") as server,
        server.client("msy_any") as client,
    ):
        for path in ("/api/v1/health", "/api/v1/models"):
            told = refused(client.get(path), 503, "Its log says why")
            assert "missing" not in told["detail"]
        assert "cannot be opened" in server.log()
        folder.mkdir()
        assert client.get("/api/v1/health").status_code == 200


@pytest.mark.parametrize("command", ["uvicorn", "streamlit"])
def test_a_wrong_setting_is_a_503_however_the_server_was_started(tmp_path, command):
    with (
        ApiServer(tmp_path / "work", command=command, MODELSYNC_PLAN_MAX_AGE="soon") as server,
        server.client("msy_any") as client,
    ):
        for path in ("/api/v1/health", "/api/v1/models"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert "soon" not in answer.text


def test_a_server_that_streamlit_started_serves_programs_too(tmp_path):
    with ApiServer(tmp_path / "work", command="streamlit") as server:
        token = server.token("shop", "read")
        with server.client(token) as client:
            assert client.get("/v1/models").json() == {"object": "list", "data": []}
            assert client.get("/api/v1/models?token=msy_secret").status_code == 401
            assert "<title>Streamlit</title>" in client.get("/").text
        assert "msy_" not in server.log()


# The protocol


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1", "/api/v1/nowhere", "/api/v2/models", "/api/v1/models/", "/api/v1/%0Ax"]
)
def test_an_unknown_address_is_a_problem_too(reader, path):
    refused(reader.get(path), 404, "openapi.json")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/v1/models", "GET"),
        ("POST", "/api/v1/models", "GET"),
        ("GET", "/api/v1/providers/openai/sync", "POST"),
        ("PUT", "/api/v1/plans/x/apply", "POST"),
        ("OPTIONS", "/api/v1/models", "GET"),
        ("POST", "/api/v1/health", "GET"),
    ],
)
def test_another_method_is_refused_with_those_that_are_taken(writer, method, path, allowed):
    answer = writer.request(method, path)
    refused(answer, 405)
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize(
    "path", ["/api/v1/plans/%2e%2e%2f%2e%2e", "/api/v1/plans/a%00b", "/v1/models/..%2F..%2Fx"]
)
def test_an_address_that_steps_aside_ends_at_the_door(reader, path):
    assert reader.get(path).status_code in {400, 404}


def test_the_document_is_open_and_describes_every_address(stranger):
    answer = stranger.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    document = answer.json()
    assert document["openapi"].startswith("3.1")
    assert document["paths"].keys() == {
        "/api/v1/health",
        "/api/v1/models",
        "/api/v1/providers/{provider}/sync",
        "/api/v1/plans/{planId}",
        "/api/v1/plans/{planId}/apply",
        "/api/v1/runs",
        "/api/v1/runs/{runId}/undo",
        "/v1/models",
        "/v1/models/{model}",
    }
    shapes = document["components"]["schemas"]
    assert {"universalModelId", "providerDisplayName", "contextWindow"} <= shapes["NormalizedModel"][
        "properties"
    ].keys()
    assert {"newModels", "updatedModels", "archivedModels"} <= shapes["ModelSyncDiff"]["properties"].keys()
    assert "id" not in shapes["StoredModel"]["properties"]


# OpenAI's own client


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


def test_openais_client_lists_what_it_may_use(server, stocked, official):
    server.providers.set("anthropic", [anthropic_item("claude/special")])
    applied(stocked, synced(stocked, "anthropic"), edits={"claude/special": {"enabled": True}})
    client = official(server.tokens["read"])
    models = {model.id: model for model in client.models.list()}
    assert models.keys() == {"claude/special", "gpt-5", "o5"}
    assert models["gpt-5"].owned_by == "openai"
    assert models["gpt-5"].created == 1_767_225_600
    assert client.models.retrieve("claude/special").object == "model"


def test_openais_client_raises_its_own_errors(server, stocked, official):
    with pytest.raises(openai.AuthenticationError, match="valid token") as unknown:
        official("sk-wrong").models.list()
    assert unknown.value.code == "invalid_api_key"
    client = official(server.tokens["read"])
    for id_ in ("gpt-5-mini", "gpt-99"):  # one is not enabled, the other unknown: both may not be used
        with pytest.raises(openai.NotFoundError) as missing:
            client.models.retrieve(id_)
        assert missing.value.code == "model_not_found"


# All of it, by machine

CONFIG = """
[checks.positive_data_acceptance]
# 422 also says that a plan is unsafe, a name blank, a model archived: no schema can say that.
expected-statuses = ["2xx", "401", "403", "404", "409", "422", "429", "502", "503"]
"""


def test_schemathesis_finds_no_answer_that_is_not_documented(server, stocked, tmp_path):
    server.providers.set("openai", [openai_item(id_) for id_ in [*IDS, "gpt-6"]])
    synced(stocked)
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG)
    done = subprocess.run(
        [
            Path(sys.executable).parent / "schemathesis",
            f"--config-file={config}",
            "run",
            f"{server.url}/api/v1/openapi.json",
            f"--header=Authorization: Bearer {server.tokens['write']}",
            "--checks=all",
            "--max-examples=15",
            "--continue-on-failure",
            "--no-color",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Unexpected" not in server.log().rpartition("openapi.json")[2]


def test_the_server_starts_without_the_weight_of_its_api(tmp_path):
    script = (
        "import sys\nimport modelsync.api\nfrom modelsync.api import application\nbefore = set(sys.modules)\n"
        "print(sorted({'pandas', 'streamlit', 'genai_prices'} & before))"
    )
    light = "import sys\nimport app\nprint(sorted({'fastapi', 'sqlalchemy', 'modelsync.service'} & set(sys.modules)))"
    for code in (script, light):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "[]"
