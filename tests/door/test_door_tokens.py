"""B.6: wrong tokens are throttled before the database is asked, whoever they say they come from; HEAD answers like GET."""

from __future__ import annotations

import time

import pytest

from tests.support.attempts import note
from tests.support.door_calls import Guarded, words

KIND = "B.6 throttling and lost rights"


@pytest.fixture
def server(tmp_path):
    with Guarded(tmp_path / "work") as running:
        yield running


def test_varying_the_address_that_a_proxy_reports_passes_no_throttle(server):
    statuses = [
        server.get(
            "/v1/models", Authorization=f"Bearer msy_wrong{number}", X_Forwarded_For=f"203.0.113.{number}"
        ).status_code
        for number in range(40)
    ]
    note(
        KIND,
        "40 wrong tokens, each with another X-Forwarded-For from loopback",
        f"30 × 401, then {statuses[-1]}",
    )
    assert statuses == [401] * 30 + [429] * 10


def test_a_valid_token_passes_while_wrong_ones_are_throttled(server):
    token = server.run("token", "create", "shop", "--scope", "read").strip()
    forwarded = {"X_Forwarded_For": "203.0.113.7"}
    for _ in range(31):
        server.get("/v1/models", **forwarded)
    wrong = server.get("/v1/models", Authorization="Bearer msy_wrong", **forwarded)
    valid = server.get("/v1/models", Authorization=f"Bearer {token}", **forwarded)
    note(
        KIND,
        "meanwhile another wrong token, and a valid one that nobody used before",
        f"{wrong.status_code}, {valid.status_code}",
    )
    assert (wrong.status_code, valid.status_code) == (429, 200)
    server.run("token", "revoke", "shop")
    time.sleep(1.1)
    assert server.get("/v1/models", Authorization=f"Bearer {token}", **forwarded).status_code == 429


def test_throttled_tokens_ask_the_database_nothing(server):
    forwarded = {"X_Forwarded_For": "203.0.113.7"}
    assert server.get("/api/v1/health").status_code == 200
    for _ in range(31):
        server.get("/v1/models", **forwarded)
    server.get("/v1/models", Authorization="Bearer msy_wrong", **forwarded)  # reads the valid ones
    server.database.rename(server.folder / "away.db")
    server.database.mkdir()  # whoever asks it now gets an error
    found = server.get("/v1/models", Authorization="Bearer msy_wrong", **forwarded).status_code
    note(KIND, "a throttled token while the database is away", found)
    assert found == 429


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/openapi.json"])
def test_head_answers_like_get_without_a_body(guarded, path):
    head, get = guarded.get(path, "HEAD"), guarded.get(path)
    note("B.8 logs and small things", f"HEAD {path}", head.status_code)
    assert (head.status_code, head.content) == (get.status_code, b"") == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize("to", ["", "MODELSYNC_ADMINS=bob@example.com\n", "MODELSYNC_ADMINS=ada\n"])
def test_an_admin_who_is_removed_from_the_env_file_loses_the_right_at_the_next_action(tmp_path, to):
    server = Guarded(tmp_path / "work", MODELSYNC_ADMINS="", MODELSYNC_VIEWERS="")
    settings = server.folder / ".env"
    settings.write_text("MODELSYNC_ADMINS=ada@example.com\n")
    with server, server.socket(server.cookie()) as socket:
        assert "Signed in as" in words(socket.run())
        settings.write_text(to)
        found = words(socket.run())
    note(KIND, f"an admin whose .env becomes {to.strip()!r}", "out at the next action")
    assert "Signed in as" not in found
    assert "may not enter" in found or "is not usable" in found
