"""The HTTP API with a configured provider: its name is a choice, its ids have slashes; a mistake in the file is a problem document."""

from __future__ import annotations

import pytest

from tests.support.api_server import ApiServer
from tests.support.compatible_server import serving
from tests.support.configured_lists import entry

FILE = '[providers.house]\nkind = "openai-compatible"\nlabel = "House"\nbase_url = "{}"\n'


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A client that may write, on a server with one configured provider."""
    with serving() as lists:
        lists.set("house", entry("org/llama-4"), entry("qwen3:8b"))
        folder = tmp_path_factory.mktemp("api")
        (folder / "providers.toml").write_text(FILE.format(lists.url("house")), "utf-8")
        with ApiServer(folder) as server:
            server.empty()
            with server.client(server.token("house", "write")) as client:
                yield client


def test_a_configured_provider_is_synced_applied_and_listed(house):
    plan = house.post("/api/v1/providers/house/sync").json()
    assert [model["universalModelId"] for model in plan["newModels"]] == [
        "house/org/llama-4",
        "house/qwen3:8b",
    ]
    run = house.post(f"/api/v1/plans/{plan['planId']}/apply", json={"approved": "all"}).json()
    assert run["counts"]["inserted"] == 2
    listed = house.get("/api/v1/models", params={"provider": "house"}).json()["items"]
    assert [model["providerModelId"] for model in listed] == ["org/llama-4", "qwen3:8b"]
    assert house.get("/api/v1/models", params={"provider": "nobody"}).status_code == 422
    assert '"house"' in house.get("/api/v1/openapi.json").text


def test_the_models_of_a_provider_that_left_the_file_are_still_listed(tmp_path):
    with serving() as lists:
        lists.set("house", entry("a"))
        folder = tmp_path / "left"
        folder.mkdir()
        (folder / "providers.toml").write_text(FILE.format(lists.url("house")), "utf-8")
        with ApiServer(folder) as server:
            server.empty()
            token = server.token("t", "write")
            with server.client(token) as client:
                plan = client.post("/api/v1/providers/house/sync").json()
                client.post(f"/api/v1/plans/{plan['planId']}/apply", json={"approved": "all"})
        (folder / "providers.toml").unlink()
        with ApiServer(folder) as server, server.client(token) as client:
            listed = client.get("/api/v1/models", params={"provider": "house"}).json()
            assert [model["status"] for model in listed["items"]] == ["active"]
            assert client.post("/api/v1/providers/house/sync").status_code == 404


def test_a_mistake_in_the_file_is_a_problem_document(tmp_path):
    folder = tmp_path / "broken"
    folder.mkdir()
    with ApiServer(folder) as server:
        server.empty()
        token = server.token("t", "read")
    (folder / "providers.toml").write_text('[providers.house]\nkind = "pigeon"\n', "utf-8")
    with ApiServer(folder) as server, server.client(token) as client:
        assert client.get("/api/v1/health").status_code != 404
        answer = client.get("/api/v1/models")
        assert answer.status_code >= 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert "Traceback" not in server.log()
