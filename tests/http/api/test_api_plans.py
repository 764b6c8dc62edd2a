"""Sync, apply and undo over HTTP, and the history; what a provider that fails answers."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.api_calls import IDS, applied, refused, synced
from tests.support.providers import KEYS, google_item, openai_item

RUN_KEYS = {
    *("runId", "kind", "provider", "planId", "actor", "at", "reason", "counts", "undoneBy"),
    "operationId",
}


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
    assert told["rejected"] == []
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
    assert run["counts"] == {"inserted": 2, "updated": 0, "archived": 0, "removed": 0}
    assert [(r["universal_model_id"], r["display_name"], r["enabled"]) for r in server.rows()] == [
        ("gpt-5", "Fünf", 1),
        ("o5", "o5", 0),
    ]
    [stored] = server.rows("SELECT * FROM sync_run")
    assert (stored["actor"], stored["reason"], str(stored["id"])) == ("token:write", "wanted", run["runId"])


def test_only_what_has_the_checksum_of_the_approval_is_applied(server, writer):
    plan = synced(writer)
    approved = writer.get(f"/api/v1/plans/{plan}").json()["checksum"]
    part = applied(writer, plan, ["gpt-5"], checksum=approved)
    refused(part, 409, "is not what was approved")
    edits = {"gpt-5": {"displayName": "Other"}}
    refused(applied(writer, plan, checksum=approved, edits=edits), 409)
    refused(applied(writer, plan, checksum="sha"), 422, "checksum")
    assert server.rows() == []
    assert applied(writer, plan, checksum=approved).status_code == 200


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
    server.providers.delay("openai", 20)
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
        assert other.get("/api/v1/health").status_code == 200
        assert other.post("/api/v1/providers/google/sync").status_code == 200
        assert not first.done()
        server.providers.delay("openai", 0)
        assert first.result().status_code == 200
    assert synced(writer)


def test_every_attempt_to_sync_is_listed_page_by_page(server, writer, reader):
    before = reader.get("/api/v1/syncs").json()["total"]
    plan = synced(writer)
    server.providers.fail("google", 401, "no")
    assert writer.post("/api/v1/providers/google/sync").status_code == 502
    page = reader.get("/api/v1/syncs", params={"limit": 1}).json()
    assert page["total"] == before + 2
    [failed] = page["items"]
    assert (failed["provider"], failed["outcome"], failed["planId"]) == ("google", "failed", None)
    assert failed["error"].endswith(".")
    planned = reader.get(page["next"]).json()["items"][0]
    assert (planned["provider"], planned["outcome"], planned["planId"]) == ("openai", "plan", plan)
    assert (planned["actor"], planned["listed"], planned["error"]) == ("token:write", 4, None)
    refused(reader.get("/api/v1/syncs", params={"provider": "gogle"}), 404, "gogle")
