"""The server around the API: what it says when something is broken, its addresses, its document, and schemathesis on all of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.support.api_calls import IDS, refused, synced
from tests.support.api_server import ApiServer
from tests.support.checkout import ROOT
from tests.support.providers import anthropic_item, google_item, openai_item


def test_a_database_that_cannot_be_read_is_a_503_with_the_sentence(server, stocked, stranger):
    server.write("ALTER TABLE sync_run RENAME TO elsewhere")
    try:
        refused(stocked.get("/api/v1/runs"), 503, "The database")
    finally:
        server.write("ALTER TABLE elsewhere RENAME TO sync_run")
    assert stocked.get("/api/v1/runs").status_code == 200


def test_what_nobody_thought_of_is_a_500_that_shows_nothing(server, stocked):
    plan = synced(stocked)
    server.write("UPDATE sync_plan SET fetched_at = 'hush-hush'")
    told = refused(stocked.get(f"/api/v1/plans/{plan}"), 500, "Its log says where")
    assert "hush" not in told["detail"]
    assert "Unexpected ValueError at" in server.log()
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


def test_a_database_of_a_newer_program_serves_nobody_and_the_health_says_so(tmp_path):
    with ApiServer(tmp_path / "work") as server, server.client(server.token("shop", "read")) as client:
        server.write("UPDATE alembic_version SET version_num = '9999'")
        for path in ("/api/v1/health", "/api/v1/models"):
            refused(client.get(path), 503, "Its log says why")
        assert "Install the newer Model Sync" in server.log()


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


@pytest.mark.parametrize(
    "line",
    [
        'MODELSYNC_REQUIRE_LOGIN="true',
        "MODELSYNC_REQIRE_LOGIN=true",
        "MODELSYNC_ADMINS=ada",
        "MODELSYNC_REQUIRE_LOGIN true",
    ],
)
def test_a_line_of_the_env_file_that_cannot_be_read_serves_nobody(tmp_path, line):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / ".env").write_text(f"# the login\n{line}\n")
    with ApiServer(tmp_path / "work") as server, server.client("msy_any") as client:
        for path in ("/", "/api/v1/health", "/api/v1/models", "/_stcore/health"):
            assert client.get(path).status_code == 503
        assert ".env, line 2" in server.log()


def test_a_server_that_streamlit_started_serves_programs_too(tmp_path):
    with ApiServer(tmp_path / "work", command="streamlit") as server:
        token = server.token("shop", "read")
        with server.client(token) as client:
            assert client.get("/v1/models").json() == {"object": "list", "data": []}
            assert client.get("/api/v1/models?token=msy_secret").status_code == 401
            assert "<title>Streamlit</title>" in client.get("/").text
        assert "msy_" not in server.log()


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1", "/api/v1/nowhere", "/api/v2/models", "/api/v1/runs/", "/api/v1/%0Ax"]
)
def test_an_unknown_address_is_a_problem_too(reader, path):
    refused(reader.get(path), 404, "openapi.json")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/v1/models", "GET, PATCH"),
        ("POST", "/api/v1/models/gpt-5", "GET, PATCH"),
        ("PATCH", "/api/v1/plans/x", "DELETE, GET"),
        ("GET", "/api/v1/providers/openai/sync", "POST"),
        ("PUT", "/api/v1/plans/x/apply", "POST"),
        ("OPTIONS", "/api/v1/retirements", "GET"),
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
        "/api/v1/adopt",
        "/api/v1/health",
        "/api/v1/models",
        "/api/v1/models/{model}",
        "/api/v1/retirements",
        "/api/v1/decisions/{provider}/{model}",
        "/api/v1/providers",
        "/api/v1/providers/{provider}/sync",
        "/api/v1/references",
        "/api/v1/plans/{planId}",
        "/api/v1/plans/{planId}/compare",
        "/api/v1/plans/{planId}/apply",
        "/api/v1/amendments",
        "/api/v1/amendments/{key}",
        "/api/v1/prices/findings",
        "/api/v1/prices/findings/{model}/ignored",
        "/api/v1/prices/{provider}",
        "/api/v1/prices/{provider}/suggestions",
        "/api/v1/export/litellm",
        "/api/v1/changes",
        "/api/v1/syncs",
        "/api/v1/proposals",
        "/api/v1/proposals/{model}/accept",
        "/api/v1/runs",
        "/api/v1/runs/{runId}/undo",
        "/api/v1/operations/{operationId}/undo",
        "/v1/models",
        "/v1/models/{model}",
        "/metrics",
    }
    shapes = document["components"]["schemas"]
    assert {"universalModelId", "providerDisplayName", "contextWindow"} <= shapes["NormalizedModel"][
        "properties"
    ].keys()
    assert {"newModels", "updatedModels", "archivedModels"} <= shapes["ModelSyncDiff"]["properties"].keys()
    assert "id" not in shapes["StoredModel"]["properties"]


def test_every_body_has_examples_that_its_schema_takes(stranger):
    document = stranger.get("/api/v1/openapi.json").json()
    shapes = document["components"]["schemas"]
    bodies = {
        reference.rpartition("/")[2]
        for methods in document["paths"].values()
        for call in methods.values()
        for reference in re.findall(
            r'"(#/components/schemas/[^"]+)"', json.dumps(call.get("requestBody", {}))
        )
    }
    assert len(bodies) >= 7
    for name in bodies:
        assert shapes[name]["examples"]
        for example in shapes[name]["examples"]:
            jsonschema.validate(example, {**shapes[name], "components": document["components"]})


CONFIG = """
[checks.positive_data_acceptance]
# 422 also says that a plan is unsafe, a name blank, a model archived: no schema can say that.
expected-statuses = ["2xx", "401", "403", "404", "409", "422", "429", "502", "503"]
"""

WITHOUT_A_TOKEN = "ignored_auth,missing_required_header"
"""Checks that send more than the thirty such requests in a minute after which the answer is 429; the test below sends one each."""


def test_every_documented_route_wants_a_token(server, stranger):
    paths = stranger.get("/api/v1/openapi.json").json()["paths"]
    for path in paths.keys() - {"/api/v1/health"}:
        with server.client() as another:  # one address has thirty attempts
            for method in paths[path]:
                answer = another.request(method, re.sub(r"\{\w+\}", "x", path))
                assert answer.status_code == 401, (method, path)


def test_schemathesis_finds_no_answer_that_is_not_documented(server, stocked, tmp_path):
    server.providers.set("openai", [openai_item(id_) for id_ in [*IDS, "gpt-6"]])
    server.providers.set(
        "google", [google_item("gemini-3-pro")]
    )  # it finds the names of the providers by itself
    server.providers.set("anthropic", [anthropic_item("claude-opus-5")])
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
            f"--exclude-checks={WITHOUT_A_TOKEN}",
            "--max-examples=10",
            "--generation-deterministic",
            "--continue-on-failure",
            "--no-color",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Unexpected" not in server.log().rpartition("openapi.json")[2]


def test_the_server_starts_without_the_weight_of_its_api(tmp_path):
    script = (
        "import sys\nimport modelsync.api\nfrom modelsync.api import application\nbefore = set(sys.modules)\n"
        "print(sorted({'pandas', 'streamlit', 'genai_prices'} & before))"
    )
    heavy = {
        "fastapi",
        "modelsync.adapters",
        "modelsync.core.models",
        "modelsync.service",
        "sqlalchemy",
        "yaml",
    }
    light = f"import sys\nimport app\nprint(sorted({heavy!r} & set(sys.modules)))"
    for code in (script, light):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "[]"


def test_the_server_starts_without_a_look_at_each_installed_package():
    script = (
        "import sys\nopened = []\n"
        "def note(event, given):\n    if event == 'open' and str(given[0]).endswith('METADATA'):\n        opened.append(given[0])\n"
        "sys.addaudithook(note)\nimport app\nfrom starlette.testclient import TestClient\n"
        "with TestClient(app.app):\n    print(len(opened))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert 0 < int(done.stdout.splitlines()[-1]) < 10  # Streamlit's own version is one
