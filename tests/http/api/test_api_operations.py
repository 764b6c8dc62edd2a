"""An operation over HTTP: its id in the history, and its undo. Operations are made on Review, or in Python as here."""

from __future__ import annotations

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.operations import Approved
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.api_calls import refused, synced
from tests.support.providers import google_item


@pytest.fixture
def operation(server, writer):
    """A commit over OpenAI and Google."""
    server.providers.set("google", [google_item("gemini-3-pro")])
    parts = [Approved(synced(writer, provider), "all") for provider in ("openai", "google")]
    service = AiModelSyncService(Settings.read(database_url=f"sqlite:///{server.database}"))
    service.apply_plans(parts, actor=LOCAL)
    service.database.engine.dispose()
    ids = {item["operationId"] for item in writer.get("/api/v1/runs").json()["items"]}
    assert len(ids) == 1
    return ids.pop()


def test_one_undo_takes_every_run_of_the_operation_back(server, writer, operation):
    answer = writer.post(f"/api/v1/operations/{operation}/undo", json={"reason": "a mistake"})
    assert answer.status_code == 200
    told = answer.json()
    assert [(run["kind"], run["provider"], run["reason"]) for run in told["runs"]] == [
        ("undo", "google", "a mistake"),
        ("undo", "openai", "a mistake"),
    ]
    assert sorted(run["counts"]["removed"] for run in told["runs"]) == [1, 4]
    assert (told["left"], told["refused"]) == ([], [])
    assert server.rows() == []
    refused(writer.post(f"/api/v1/operations/{operation}/undo"), 409, "was undone")


def test_what_is_left_and_refused_is_named(server, writer, operation):
    google = next(
        run["runId"] for run in writer.get("/api/v1/runs").json()["items"] if run["provider"] == "google"
    )
    undone = writer.post(f"/api/v1/runs/{google}/undo").json()["run"]
    assert (undone["counts"]["removed"], undone["operationId"]) == (1, None)
    server.run("rename", "gpt-5", "Mine")
    told = writer.post(f"/api/v1/operations/{operation}/undo").json()
    assert told["left"] == ["gpt-5 changed since"]
    (other,) = told["refused"]
    assert (other["runId"], other["provider"]) == (google, "google")
    assert "was undone by run" in other["error"]
    assert len(told["runs"]) == 1


def test_a_token_for_reading_and_an_unknown_operation_change_nothing(server, writer, reader, operation):
    before = server.everything()
    assert reader.post(f"/api/v1/operations/{operation}/undo").status_code == 403
    refused(writer.post("/api/v1/operations/op-1/undo"), 404, "no operation")
    refused(writer.post("/api/v1/operations/1/undo"), 404, "no operation")
    assert server.everything() == before
