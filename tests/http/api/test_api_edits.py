"""Edits, decisions and the other verbs of the command line over HTTP: the same runs, the same JSON, the same refusals."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.api_calls import IDS, applied, refused, synced
from tests.support.providers import openai_item


def shown(client, id_="gpt-5"):
    model = client.get(f"/api/v1/models/{id_}").json()
    return model["displayName"], model["enabled"], model["version"]


def test_a_model_is_renamed_switched_and_given_its_own_name_again(server, stocked):
    assert shown(stocked) == ("GPT-5", True, 1)
    run = stocked.patch(
        "/api/v1/models/gpt-5", json={"displayName": "Five", "enabled": False, "version": 1, "reason": "why"}
    ).json()
    assert (run["kind"], run["actor"], run["reason"]) == ("edit", "token:write", "why")
    assert run["counts"] == {"inserted": 0, "updated": 1, "archived": 0, "removed": 0}
    assert shown(stocked) == ("Five", False, 2)
    again = stocked.patch("/api/v1/models/gpt-5", json={"enabled": False})
    assert (again.status_code, again.content) == (204, b"")
    stocked.patch("/api/v1/models/gpt-5", json={"displayName": None, "enabled": True, "version": 2})
    assert shown(stocked) == ("GPT-5", True, 3)
    assert json.loads(server.run("history", "--format", "json"))[0]["runId"] == str(int(run["runId"]) + 1)


def test_an_edit_of_a_row_that_moved_is_refused_and_changes_nothing(server, stocked):
    server.run("disable", "gpt-5")
    before = server.everything()
    for body in ({"enabled": True, "version": 1}, {"displayName": None, "version": 1}):
        told = refused(stocked.patch("/api/v1/models/gpt-5", json=body), 409, "Somebody changed this")
        assert told["conflicts"] == ["gpt-5 is now “GPT-5”, disabled, active"]
    many = {"ids": ["gpt-5", "o5"], "enabled": False, "versions": {"gpt-5": 1, "o5": 1}}
    refused(stocked.patch("/api/v1/models", json=many), 409)
    assert server.everything() == before


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("models/gpt-99", {"enabled": True}, 404, "gpt-99"),
        ("models/gpt-5", {}, 422, "say displayName or enabled"),
        ("models/gpt-5", {"displayName": " \n"}, 422, "cannot be blank"),
        ("models/gpt-5", {"displayName": "x" * 256}, 422, "at most 255"),
        ("models/gpt-5", {"enabled": "yes"}, 422, "enabled"),
        ("models/gpt-5", {"enabled": True, "status": "archived"}, 422, "status"),
        ("models", {"ids": ["gpt-5", "gpt-99"], "enabled": False}, 404, "gpt-99"),
        ("models", {"ids": [], "enabled": False}, 422, "ids"),
        ("models", {"ids": ["gpt-5"]}, 422, "enabled"),
    ],
)
def test_an_edit_that_is_wrong_is_refused_whole(stocked, path, body, *, status, words, server):
    before = server.everything()
    refused(stocked.patch(f"/api/v1/{path}", json=body), status, words)
    assert server.everything() == before


def test_many_models_are_switched_in_one_run_and_none_when_one_is_archived(server, stocked):
    run = stocked.patch("/api/v1/models", json={"ids": IDS, "enabled": True, "versions": {"o5": 1}}).json()
    assert run["counts"]["updated"] == 2
    server.providers.set("openai", [openai_item(id_) for id_ in IDS[1:]])
    applied(stocked, synced(stocked), force=True, reason="gone")
    before = server.everything()
    told = refused(stocked.patch("/api/v1/models", json={"ids": IDS, "enabled": True}), 422, "gpt-5")
    assert "is archived and cannot be enabled" in told["detail"]
    assert server.everything() == before


def test_a_decision_is_made_shown_and_taken_back(server, stocked, reader):
    server.providers.set("openai", [openai_item(id_) for id_ in [*IDS, "tts-1", "a/b"]])
    made = stocked.put(
        "/api/v1/decisions/openai/tts-1", json={"decision": "include", "reason": "It writes text"}
    )
    assert made.status_code == 200
    assert {key: made.json()[key] for key in ("provider", "universalModelId", "decision", "actor")} == {
        "provider": "openai",
        "universalModelId": "tts-1",
        "decision": "include",
        "actor": "token:write",
    }
    diff = stocked.post("/api/v1/providers/openai/sync").json()
    assert "tts-1" in [model["universalModelId"] for model in diff["newModels"]]
    assert stocked.delete("/api/v1/decisions/openai/tts-1").status_code == 204
    refused(stocked.delete("/api/v1/decisions/openai/tts-1"), 404, "No decision")
    for id_ in ("a/b", "a%2Fb"):
        put = stocked.put(f"/api/v1/decisions/openai/{id_}", json={"decision": "exclude", "reason": "x"})
        assert put.json()["universalModelId"] == "a/b"
    refused(stocked.put("/api/v1/decisions/openai/x", json={"decision": "exclude", "reason": " "}), 422)
    refused(stocked.put("/api/v1/decisions/nobody/x", json={"decision": "exclude", "reason": "x"}), 404)
    assert reader.put("/api/v1/decisions/openai/x", json={}).status_code == 403


def test_a_plan_is_compared_again_and_discarded(server, stocked):
    server.providers.set("openai", [openai_item(id_) for id_ in [*IDS, "gpt-6"]])
    first = synced(stocked)
    asked = len(server.providers.requests)
    diff = stocked.post(f"/api/v1/plans/{first}/compare").json()
    assert [model["universalModelId"] for model in diff["newModels"]] == ["gpt-6"]
    assert len(server.providers.requests) == asked
    refused(stocked.post(f"/api/v1/plans/{first}/compare"), 409, "superseded")
    assert stocked.delete(f"/api/v1/plans/{diff['planId']}").status_code == 204
    refused(stocked.delete(f"/api/v1/plans/{diff['planId']}"), 409, "discarded by token:write")
    refused(stocked.delete("/api/v1/plans/none"), 404)


def test_what_retires_is_listed_soonest_first_as_the_command_does(server, writer, reader):
    today = datetime.now(UTC).date()
    days = {"gpt-5": 40, "gpt-5.1": 10, "o5": 400}
    server.providers.set(
        "openai",
        [openai_item(id_, shutdown_date=str(today + timedelta(days=count))) for id_, count in days.items()],
    )
    applied(writer, synced(writer))
    page = reader.get("/api/v1/retirements", params={"limit": 1}).json()
    assert ([one["universalModelId"] for one in page["items"]], page["total"]) == (["gpt-5.1"], 2)
    assert [one["universalModelId"] for one in reader.get(page["next"]).json()["items"]] == ["gpt-5"]
    all_ = reader.get("/api/v1/retirements", params={"days": 500}).json()["items"]
    assert all_ == json.loads(server.run("models", "--retiring", "500", "--format", "json"))
    assert reader.get("/api/v1/retirements", params={"enabled": "true"}).json()["total"] == 0


def test_a_finding_on_a_price_is_ignored_and_recalled_as_by_the_command(server, stocked):
    path = "/api/v1/prices/findings/gpt-5/ignored"
    assert stocked.get("/api/v1/prices/findings").json()["broken"] == []
    refused(stocked.put(path, json={"code": "unit", "reason": "x"}), 404, "no such finding")
    refused(stocked.put(path, json={"reason": " "}), 422, "needs a reason")
    [ignored] = stocked.put(path, json={"reason": "Ours is free"}).json()["items"]
    assert (ignored["universalModelId"], ignored["ignored"]["reason"]) == ("gpt-5", "Ours is free")
    assert ignored in stocked.get("/api/v1/prices/findings?provider=openai").json()["items"]
    [found] = stocked.delete(f"{path}?code={ignored['code']}").json()["items"]
    assert "ignored" not in found
    refused(stocked.delete(path), 404, "no such ignored finding")


@pytest.mark.parametrize(
    ("path", "key", "code", "command"),
    [
        ("providers", "items", 0, "providers --format json"),
        ("references", "items", 0, "references --format json"),
        ("prices/findings?provider=openai", "items", 2, "prices check openai --format json"),
        ("prices/openai/suggestions", "entries", 0, "prices suggest openai"),
    ],
)
def test_a_list_is_that_of_the_command(path, key, code, command, *, server, stocked):
    printed = json.loads(server.run(*command.split(), code=code))
    assert stocked.get(f"/api/v1/{path}").json()[key] == printed
