"""What goes wrong on the command line is one sentence and an exit code, and changes nothing."""

from __future__ import annotations

import codecs
import errno
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.cli_commands import IDS, sentence, spawn
from tests.support.providers import ITEM, KEYS, PROVIDERS, VARIABLES

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("plan",),
        ("plan", "mistral"),
        ("plan", "openai", "--format", "yaml"),
        ("plan", "openai", "--colour"),
        ("apply",),
        ("apply", "abc"),
        ("apply", "abc", "--all", "--only", "o5"),
        ("apply", "--all"),
        ("apply", "abc", "--latest", "openai", "--all"),
        ("apply", "abc", "--all"),
        ("apply", "--latest", "openai", "--all"),
        ("apply", "--latest", "mistral", "--all"),
        ("discard",),
        ("discard", "abc"),
        ("models", "--provider", "mistral"),
        ("models", "--status", "gone"),
        ("enable",),
        ("enable", "o99"),
        ("rename", "o99", "Name"),
        ("rename", "o99"),
        ("rename", "o99", "Name", "--reset"),
        ("rename", "o99", " "),
        ("include", "o5", "--provider", "openai"),
        ("include", "o5", "--provider", "mistral", "--reason", "why"),
        ("reset", "o5", "--provider", "openai"),
        ("history", "--format", "xml"),
        ("db", "frobnicate"),
    ],
    ids=" ".join,
)
def test_wrong_usage_and_what_does_not_exist_end_with_1_and_one_sentence(server, run, arguments):
    sentence(run(*arguments))


def test_without_a_command_the_help_is_shown(run):
    code, out, err = run()
    assert code in {0, 1}
    assert len((out + err).splitlines()) > 10
    assert "Error" not in err


def test_a_setting_that_is_no_number_is_named_without_its_value(run, monkeypatch):
    monkeypatch.setenv("MODELSYNC_PLAN_MAX_AGE", "tomorrow")
    text = sentence(run("models"))
    assert "MODELSYNC_PLAN_MAX_AGE" in text
    assert "tomorrow" not in text


def test_an_empty_variable_counts_as_unset(server, run, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "")
    monkeypatch.setenv("MODELSYNC_PLAN_MAX_AGE", "")
    assert "OPENAI_API_KEY" in sentence(run("plan", "openai"))


def test_status_claims_nothing_of_a_database_that_cannot_be_asked(run, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    code, out, err = run("status")
    assert (code, "cannot be reached" in err) == (1, True)
    assert "not known without the database" in out
    assert "nobody is told" not in out
    assert "never" not in out
    assert "last sync not known" in out


def test_a_database_that_is_none_is_named(run, monkeypatch):
    Path("notes.txt").write_text("Dear diary. " * 200, encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///notes.txt")
    assert "notes.txt" in sentence(run("models"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("enable", "\udcff"),
        ("apply", "\udcff", "--all"),
        ("discard", "\udcff"),
        ("rename", "o5", "a\udcffb"),
        ("rename", "\udcff", "Name"),
        ("disable", "o5", "--reason", "a\udcffb"),
        ("include", "o5", "--provider", "openai", "--reason", "a\udcffb"),
        ("include", "\udcff", "--provider", "openai", "--reason", "why"),
    ],
    ids=ascii,
)
def test_bytes_that_are_no_text_end_in_a_sentence_and_not_in_a_traceback(stocked, arguments):
    # A shell hands such bytes over as lone surrogates, which no database takes.
    code, _, err = stocked(*arguments)
    assert code in {0, 1}
    assert code == 0 or re.fullmatch(r"Error: [^\n]+[.?]\n", err)


BAD_KEY = {
    "openai": (401, {"error": {"message": "Incorrect API key provided: {key}", "code": "invalid_api_key"}}),
    "google": (
        400,
        {
            "error": {
                "code": 400,
                "message": "API key not valid: {key}",
                "status": "INVALID_ARGUMENT",
                "details": [{"reason": "API_KEY_INVALID"}],
            }
        },
    ),
    "anthropic": (
        401,
        {"type": "error", "error": {"type": "authentication_error", "message": "invalid x-api-key {key}"}},
    ),
}


def quoting(provider, body):
    """The body with the key in it, as a careless server would send it."""
    return json.loads(json.dumps(body).replace("{key}", KEYS[provider]))


BAD_ANSWERS = {
    "bad key": None,
    "403": (403, {"error": {"message": "Not from your country, {key}"}}, {}),
    "404": (404, {"error": {"message": "Not found"}}, {}),
    "429 for too long": (429, {"error": {"message": "Slow down, {key}"}}, {"Retry-After": "7200"}),
    "429 again and again": (429, {"error": {"message": "Slow down"}}, {}),
    "500": (500, {"error": {"message": "Oops {key}"}}, {}),
    "502": (502, "<html><title>Bad gateway</title></html>", {}),
    "503": (503, "", {}),
    "HTML": (200, "<!doctype html><title>Please log in</title>", {}),
    "cut off": (200, '{"data": [', {"Content-Length": "5000"}),
    "half of JSON": (200, '{"data": [{"id"', {"Content-Type": "application/json"}),
    "a list": (200, [{"id": "gpt-5.4"}], {}),
    "null": (200, None, {}),
    "other keys": (200, {"items": []}, {}),
    "an error with 200": (200, {"error": {"message": "Oops {key}"}}, {}),
    "redirected": (302, "", {"Location": "http://example.invalid/v1/models"}),
}


@pytest.fixture
def failed_plan(server, stocked, rows, caplog):
    """Gives the sentence of a plan that fails, after looking for traces in the database, and of the key anywhere."""

    def failed(provider):
        before = rows.content()
        text = sentence(stocked("plan", provider, "--format", "json"))
        code, out, err = stocked("--debug", "plan", provider)
        assert (code, out) == (1, "")
        assert err.splitlines()[-1] == text.strip()
        assert rows.content() == before
        assert [path.name for path in rows.path.parent.iterdir()] == ["modelsync.db"]
        assert KEYS[provider] not in text + err + caplog.text
        assert KEYS[provider].encode() not in rows.path.read_bytes()
        assert {"openai": "OpenAI", "google": "Google", "anthropic": "Anthropic"}[provider] in text
        return text

    return failed


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("answer", BAD_ANSWERS)
def test_a_bad_answer_leaves_the_database_as_it_was_and_is_one_sentence(
    server, failed_plan, provider, answer
):
    status, body, headers = BAD_ANSWERS[answer] or (*BAD_KEY[provider], {})
    server.fail(provider, status, quoting(provider, body) if isinstance(body, dict) else body, headers)
    failed_plan(provider)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_missing_key_is_one_sentence_and_no_request(server, failed_plan, provider, monkeypatch):
    monkeypatch.delenv(VARIABLES[provider][0])
    server.requests.clear()
    assert VARIABLES[provider][0] in failed_plan(provider)
    assert server.requests == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_wrong_key_is_refused_in_the_providers_own_form(failed_plan, caplog, provider, monkeypatch):
    monkeypatch.setenv(VARIABLES[provider][0], "sk-wrong-made-up-0123456789")
    text = failed_plan(provider)
    assert VARIABLES[provider][0] in text
    assert "sk-wrong" not in text + caplog.text


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_empty_list_archives_nothing(server, failed_plan, provider):
    server.set(provider, [])
    assert "empty" in failed_plan(provider)


@pytest.mark.parametrize(
    ("provider", "other"),
    [
        ("openai", {"created": 1_700_000_000}),
        ("google", {"inputTokenLimit": 5}),
        ("anthropic", {"max_tokens": 5}),
    ],
)
def test_one_id_with_two_contents_costs_that_id_alone(server, stocked, provider, other):
    item, first = ITEM[provider], IDS[provider][0]
    server.set(provider, [*(item(id_) for id_ in IDS[provider]), item(first, **other)])
    _, out, _ = stocked("plan", provider, "--format", "json")
    diff = json.loads(out)
    assert [(e["universalModelId"], e["rule"]) for e in diff["excluded"]] == [(first, "contradictory")]
    assert diff["archivedModels"] == diff["updatedModels"] == []  # of OpenAI, whose models are stored
    assert first not in [model["universalModelId"] for model in diff["newModels"]]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_list_with_too_many_unreadable_entries_fails(server, failed_plan, provider):
    bad = ITEM[provider](IDS[provider][0]) | ({"name": 7} if provider == "google" else {"id": 7})
    server.set(provider, [*(ITEM[provider](id_) for id_ in IDS[provider][1:]), bad])
    failed_plan(provider)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_closed_port_is_one_sentence(failed_plan, provider, monkeypatch):
    monkeypatch.setenv(VARIABLES[provider][1], "http://127.0.0.1:9")
    assert "refused the connection" in failed_plan(provider)


def test_debug_shows_the_traceback_but_never_the_key(server):
    server.fail("openai", 500, quoting("openai", {"error": {"message": "Oops {key}"}}))
    code, out, err = spawn("--debug", "plan", "openai")
    assert (code, out) == (1, "")
    assert "Traceback" in err
    assert err.splitlines()[-1].startswith("Error: OpenAI")
    assert KEYS["openai"] not in err
    assert KEYS["openai"].encode() not in Path("modelsync.db").read_bytes()


class Full(io.RawIOBase):
    """A file on a disk without room."""

    def writable(self):
        return True

    def write(self, _):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("arguments", [("models",), ("models", "--format", "json"), ("history",)])
def test_an_output_that_cannot_be_written_is_one_sentence(stocked, monkeypatch, arguments):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(Full(), write_through=True))
    code, _, err = stocked(*arguments)
    assert code == 1
    assert err.startswith("Error: The output cannot be written: No space left on device.")
    assert err.count("\n") == 1


def test_a_terminal_that_lacks_a_character_shows_it_escaped(stocked):
    assert stocked("rename", "gpt-5.4", "Łódź “5”")[0] == 0
    latin = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    ended = subprocess.run(
        [sys.executable, "-m", "modelsync", "models"], capture_output=True, env=latin, check=True
    )
    assert r"\u0141ód\u017a" in ended.stdout.decode("latin-1")


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252", "utf-16"])
@pytest.mark.parametrize(("format_", "quote"), [("json", '"'), ("csv", "")])
def test_data_is_utf_8_whatever_the_terminal_says(stocked, encoding, format_, quote):
    assert stocked("rename", "gpt-5.4", "Łódź → 5")[0] == 0
    variables = {**os.environ, "PYTHONIOENCODING": encoding, "LC_ALL": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "modelsync", "models", "--format", format_]
    ended = subprocess.run(command, capture_output=True, env=variables, check=True)
    assert f"{quote}Łódź → 5{quote}" in ended.stdout.decode("utf-8")
    assert not ended.stdout.startswith(codecs.BOM_UTF8)


def test_a_failure_as_a_process_is_one_line(server):
    server.fail("google", *BAD_KEY["google"])
    assert "GOOGLE_API_KEY" in sentence(spawn("plan", "google"))
