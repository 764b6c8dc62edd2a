"""The commands as people and scripts use them: plan, apply, edit, decide, demo."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from modelsync.settings import local_actor
from tests.support.cli_commands import CREATED, IDS, listed, plan_id, sentence, spawn, spawn_all
from tests.support.providers import PROVIDERS, VARIABLES

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")

LIMITS = {
    "openai": {"contextWindow": None, "maxOutputTokens": None},
    "google": {"contextWindow": 1_048_576, "maxOutputTokens": 65_536},
    "anthropic": {"contextWindow": 200_000, "maxOutputTokens": 64_000},
}


def test_plan_apply_plan_fills_the_catalogue_and_then_has_nothing_to_do(server, rows):
    # All providers at once, on a file that is not there yet: the first commands meet at making the schema.
    plans = spawn_all(*(("plan", provider, "--format", "json") for provider in PROVIDERS))
    assert [(code, err) for code, _, err in plans] == [(2, "")] * 3
    assert rows() == []
    ids = [json.loads(out)["planId"] for _, out, _ in plans]
    applied = spawn_all(*(("apply", id_, "--all") for id_ in ids))
    assert [(code, err) for code, _, err in applied] == [(0, "")] * 3
    for _, out, _ in applied:
        assert json.loads(out)["counts"] == {"inserted": 6, "updated": 0, "archived": 0, "removed": 0}
    again = spawn_all(*(("plan", provider) for provider in PROVIDERS))
    assert [(code, err) for code, _, err in again] == [(0, "")] * 3
    assert all("Up to date" in out for _, out, _ in again)

    asked = Counter(r.path.split("/")[1] for r in server.requests)
    assert asked == {"openai": 2, "google": 4, "anthropic": 4}, "two plans each, of all pages"
    assert set(rows.by_id()) == {id_ for ids in IDS.values() for id_ in ids}
    for row in rows():
        config, provider = json.loads(row["config"]), row["provider"]
        assert row["universal_model_id"] in IDS[provider]
        assert (row["status"], row["enabled"], row["version"]) == ("active", 0, 1)
        assert row["display_name_by"] == "provider"
        assert row["display_name"] == config["providerDisplayName"]
        assert config["universalModelId"] == row["universal_model_id"]
        assert row["created_at"] == row["updated_at"]
        assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", row["created_at"])
        assert config["limits"] == LIMITS[provider]
        assert config["releasedAt"] == (None if provider == "google" else CREATED)


def test_the_installed_command_is_the_module():
    script = Path(sys.executable).with_name("modelsync")
    for command in ([sys.executable, "-m", "modelsync"], [script]):
        done = subprocess.run([*command, "--help"], capture_output=True, check=True, timeout=60)
        assert b"plan" in done.stdout


def test_the_demo_needs_no_network_and_no_key_and_keeps_to_its_own_file(environment, monkeypatch):
    for provider in PROVIDERS:
        monkeypatch.delenv(VARIABLES[provider][0])
        monkeypatch.setenv(VARIABLES[provider][1], "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    code, out, err = spawn("demo")
    assert (code, err) == (0, "")
    for provider in PROVIDERS:
        assert f"{provider}: " in out
    assert " 0 archived" in out, "first all is new"
    assert re.search(r"[1-9] updated", out), "then something changed"
    assert [path.name for path in Path().iterdir()] == ["modelsync-demo.db"]


def test_a_plan_cannot_be_applied_twice(server, run):
    id_ = plan_id(run)
    code, out, _ = run("apply", id_, "--all")
    assert (code, json.loads(out)["planId"]) == (0, id_)
    text = sentence(run("apply", id_, "--all"), 3)
    assert f"applied by {local_actor().name}" in text
    assert re.search(r"at 20\d\d-", text)


def test_a_superseded_and_a_discarded_plan_are_closed(server, run, rows):
    first, second = plan_id(run), plan_id(run)
    assert "superseded" in sentence(run("apply", first, "--all"), 3)
    code, out, _ = run("discard", second)
    assert (code, out) == (0, "")
    assert "discarded" in sentence(run("apply", second, "--all"), 3)
    assert "discarded" in sentence(run("discard", second), 3)
    assert rows() == []


def test_a_plan_is_stale_when_what_it_changes_has_moved(server, run):
    run("plan", "anthropic")
    run("apply", "--latest", "anthropic", "--all")
    listed(server, "anthropic", *IDS["anthropic"], **{"claude-a": {"display_name": "Claude A 2"}})
    id_ = plan_id(run, "anthropic")
    run("rename", "claude-a", "Ours")
    assert "claude-a" in sentence(run("apply", id_, "--all"), 3)
    assert "claude-a" in sentence(run("apply", id_, "--all", "--force", "--reason", "I insist"), 3)


def test_a_plan_without_a_change_applies_as_nothing(stocked):
    code, out, err = stocked("apply", plan_id(stocked), "--all")
    assert (code, out) == (0, "")
    assert "Nothing to apply" in err


def test_a_plan_in_doubt_asks_for_a_person_until_somebody_decides(server, stocked, service):
    listed(server, "openai", *IDS["openai"], "gpt-canvas-1")
    code, out, _ = stocked("plan", "openai")
    assert code == 2
    assert "  ? gpt-canvas-1  undecided" in out
    assert "no accepted id has the word “canvas”" in out
    id_ = plan_id(stocked)
    service.change_review(
        id_, lambda review: review.model_copy(update={"ticks": {"gpt-canvas-1": False}}), actor=local_actor()
    )
    code, out, _ = stocked("plan", "openai")
    assert code == 0
    assert "  x gpt-canvas-1  rejected" in out
    assert "undecided" not in out


def test_a_plan_of_rejected_changes_asks_for_nobody(server, run, rows, service):
    id_ = plan_id(run)
    service.change_review(
        id_, lambda review: review.model_copy(update={"ticks": {"o5": False}}), actor=local_actor()
    )
    code, out, err = run("apply", id_, "--all")
    assert (code, json.loads(out)["counts"]["inserted"]) == (0, 5)
    assert err == "1 rejected: it stays out until somebody approves it.\n"
    code, out, _ = run("plan", "openai")
    assert code == 0
    assert "  x o5  rejected\n" in out
    code, out, err = run("apply", "--latest", "openai", "--all")
    assert (code, out) == (0, "")
    assert "holds no approved change. 1 rejected" in err
    assert "o5" not in rows.by_id()


def test_only_the_named_ids_are_applied(server, run, rows):
    run("plan", "openai")
    code, out, _ = run("apply", "--latest", "openai", "--only", "o5", "--only", "gpt-5")
    assert (code, json.loads(out)["counts"]["inserted"]) == (0, 2)
    assert list(rows.by_id()) == ["gpt-5", "o5"]


def test_force_without_findings_is_accepted_and_changes_nothing(server, run):
    code, out, _ = run("apply", plan_id(run), "--all", "--force", "--reason", "just so")
    assert code == 0
    assert json.loads(out)["counts"]["inserted"] == 6


def test_an_unsafe_plan_needs_force_and_a_reason(server, stocked, rows):
    listed(server, "openai", "o5")
    id_ = plan_id(stocked)
    before = rows()
    sentence(stocked("apply", id_, "--all"), 4)
    assert stocked("apply", id_, "--all", "--force")[0] != 0
    assert rows() == before
    code, out, _ = stocked("apply", id_, "--all", "--force", "--reason", "they said so")
    assert (code, json.loads(out)["reason"]) == (0, "they said so")
    assert json.loads(out)["counts"]["archived"] == 5


def test_a_name_can_be_given_and_taken_back(stocked, rows):
    code, out, _ = stocked("rename", "o5", "Our o5")
    assert (code, json.loads(out)["kind"]) == (0, "edit")
    assert (rows.by_id()["o5"]["display_name"], rows.by_id()["o5"]["display_name_by"]) == ("Our o5", "admin")
    assert stocked("plan", "openai")[0] == 0
    assert stocked("rename", "o5", "--reset")[0] == 0
    assert rows.by_id()["o5"]["display_name_by"] == "provider"
    assert rows.by_id()["o5"]["display_name"] != "Our o5"


def test_models_are_switched_on_and_off_all_or_none(stocked, rows):
    assert stocked("enable", "o5", "gpt-5", "--reason", "wanted")[0] == 0
    assert [id_ for id_, row in rows.by_id().items() if row["enabled"]] == ["gpt-5", "o5"]
    code, out, err = stocked("enable", "o5")
    assert (code, out) == (0, "")
    assert "already" in err
    assert "o99" in sentence(stocked("disable", "o5", "o99"))
    assert rows.by_id()["o5"]["enabled"] == 1
    assert stocked("disable", "o5")[0] == 0
    assert rows.by_id()["o5"]["enabled"] == 0


def test_an_archived_model_cannot_be_enabled(server, stocked, rows):
    listed(server, "openai", *IDS["openai"][1:])
    stocked("plan", "openai")
    stocked("apply", "--latest", "openai", "--all")
    before = rows.path.read_bytes()
    assert "archived" in sentence(stocked("enable", "o5", "gpt-5.4"))
    assert rows.path.read_bytes() == before


def test_the_filter_can_be_overruled_and_asked_again(server, run):
    run("include", "tts-1", "--provider", "openai", "--reason", "we read it aloud")
    assert "tts-1" in [
        m["universalModelId"] for m in json.loads(run("plan", "openai", "--format", "json")[1])["newModels"]
    ]
    run("exclude", "tts-1", "--provider", "openai", "--reason", "no longer")
    run("exclude", "o5", "--provider", "openai", "--reason", "too dear")
    diff = json.loads(run("plan", "openai", "--format", "json")[1])
    assert {e["universalModelId"]: e["rule"] for e in diff["excluded"]} == {
        "tts-1": "decision",
        "o5": "decision",
    }
    assert run("reset", "tts-1", "--provider", "openai")[0] == 0
    diff = json.loads(run("plan", "openai", "--format", "json")[1])
    assert {e["universalModelId"]: e["rule"] for e in diff["excluded"]} == {
        "tts-1": "speech",
        "o5": "decision",
    }
