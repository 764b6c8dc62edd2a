"""`modelsync watch` and `modelsync notify test`, and commands that tell receivers at their end."""

from __future__ import annotations

import json

import pytest

from tests.support.cli_commands import listed, plan_id, sentence
from tests.support.command_process import modelsync
from tests.support.server_process import REFERENCES_OFF

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


@pytest.fixture
def told(hooks, monkeypatch):
    monkeypatch.setenv("MODELSYNC_WEBHOOK_URL", f"{hooks.url}?token=very-secret")
    for name, off in REFERENCES_OFF.items():
        monkeypatch.setenv(name, off)
    return hooks


def test_watch_syncs_each_provider_and_ends_after_its_ticks(server, run, told):
    for provider, id_ in (("openai", "gpt-5"), ("google", "gemini-3-pro"), ("anthropic", "claude-a")):
        listed(server, provider, id_)
    done = modelsync("watch", "--every", "1s", "--ticks", "4")
    assert (done.code, done.out) == (0, "")
    attempts = json.loads(run("syncs", "--format", "json")[1])
    assert {one["provider"] for one in attempts} == {"openai", "google", "anthropic"}
    assert {one["actor"] for one in attempts} == {"schedule"}
    assert told.taken.count("plan.waiting") == 3
    assert json.loads(run("models", "--format", "json")[1]) == []
    assert json.loads(run("status", "--format", "json")[1])["schedule"]["hosts"] == []


@pytest.mark.parametrize("every", ["soon", "0s", "6", "40d"])
def test_an_interval_that_is_none_is_refused_with_the_cure(run, every):
    assert "such as" in sentence(run("watch", "--every", every))


def test_watch_needs_to_know_how_often(run):
    assert "MODELSYNC_SYNC_EVERY" in sentence(run("watch"))


@pytest.mark.parametrize("value", ["5s", "often", "59s"])
def test_a_setting_that_is_too_short_or_no_time_stops_the_start(run, monkeypatch, value):
    monkeypatch.setenv("MODELSYNC_SYNC_EVERY", value)
    assert "MODELSYNC_SYNC_EVERY" in sentence(run("models"))


def test_a_command_delivers_at_its_end_what_it_made_known(server, run, told):
    listed(server, "openai", "gpt-5")
    id_ = plan_id(run)
    assert told.taken == ["plan.waiting"]
    code, out, _err = run("apply", id_, "--all")
    assert code == 0
    assert told.payloads[-1]["data"] == json.loads(out)


def test_a_failed_command_tells_too_and_says_its_own_sentence(server, run, told):
    server.fail("openai", 401, "=no")
    error = sentence(run("plan", "openai"))
    assert told.taken == ["sync.failed"]
    assert told.payloads[0]["data"]["error"] in error


def test_a_receiver_that_is_down_changes_no_exit_code_and_no_output(server, run, told):
    told.refuse()
    listed(server, "openai", "gpt-5")
    done = modelsync("plan", "openai", "--format", "json")
    assert done.code == 2
    assert json.loads(done.out)["listed"] == 2
    assert "503" in done.err
    told.answer = lambda: 200
    code, out, _err = run("status")
    assert code == 1
    assert "1 to deliver" in out
    assert "very-secret" not in out


def test_a_test_message_reaches_each_receiver_or_says_why_not(run, told, monkeypatch):
    monkeypatch.setenv("MODELSYNC_NOTIFY", told.url.replace("http://", "json://"))
    code, out, err = run("notify", "test")
    assert (code, out) == (0, "")
    assert err.count("delivered") == 2
    told.refuse(500)
    code, out, err = run("notify", "test")
    assert (code, out) == (1, "")
    assert "answered 500" in err
    assert "2 of 2" in err
    assert "very-secret" not in err


def test_a_test_message_to_nobody_says_what_to_set(run):
    assert "MODELSYNC_NOTIFY" in sentence(run("notify", "test"))
