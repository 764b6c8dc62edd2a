"""Who may enter the API: tokens in their header, scopes, throttling, and what nobody is told."""

from __future__ import annotations

import pytest

from tests.support.api_calls import IDS, refused, synced
from tests.support.providers import openai_item


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
