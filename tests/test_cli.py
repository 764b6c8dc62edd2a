"""The command line as scripts rely on it: exit codes, JSON on standard output, one sentence on standard error, never a key."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from subprocess import PIPE

import pytest
from provider_server import KEYS, VARIABLES, anthropic_item, google_item, openai_item

from modelsync import cli
from modelsync.settings import local_actor

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")

PROVIDERS = list(KEYS)
ITEM = {"openai": openai_item, "google": google_item, "anthropic": anthropic_item}
IDS = {
    "openai": ["gpt-5.4", "gpt-5.4-mini", "gpt-5.4-nano", "gpt-5", "o4-mini", "o5"],
    "google": [
        "gemini-2.5-flash",
        "gemini-2.5-pro",
        "gemini-3-flash",
        "gemini-3-lite",
        "gemini-3-pro",
        "gemma-4-27b",
    ],
    "anthropic": ["claude-a", "claude-b", "claude-c", "claude-d", "claude-e", "claude-f"],
}
NOT_TEXT = {"openai": "tts-1", "google": "veo-3", "anthropic": "embed-claude"}
CREATED = "2026-01-01T00:00:00Z"
LIMITS = {
    "openai": {"contextWindow": None, "maxOutputTokens": None},
    "google": {"contextWindow": 1_048_576, "maxOutputTokens": 65_536},
    "anthropic": {"contextWindow": 200_000, "maxOutputTokens": 64_000},
}


@pytest.fixture
def server(environment, provider_server, monkeypatch):
    """All three providers on a socket, with six text models and one of another trade each."""
    for name, value in provider_server.env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MODELSYNC_RETRY_BACKOFF", "0")
    for provider in PROVIDERS:
        listed(provider_server, provider, *IDS[provider])
    return provider_server


@pytest.fixture
def run(environment, monkeypatch, capsys):
    """Runs a command in this process; gives exit code, standard output and standard error."""
    logger = logging.getLogger("modelsync")
    level = logger.level

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["modelsync", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, *capsys.readouterr()

    yield command
    logger.setLevel(level)


@pytest.fixture(scope="module")
def first_database():
    """The file of the first test that asks for models, for all later ones."""
    return {}


@pytest.fixture
def stocked(server, run, rows, first_database):
    """The command, with OpenAI's six models in the catalogue."""
    if not first_database:
        assert run("plan", "openai")[0] == 2
        assert run("apply", "--latest", "openai", "--all")[0] == 0
        first_database["content"] = rows.path.read_bytes()
    rows.path.write_bytes(first_database["content"])
    return run


def listed(server, provider, *ids, **changed):
    items = [ITEM[provider](id_, **changed.get(id_, {})) for id_ in ids]
    server.set(provider, [*items, ITEM[provider](NOT_TEXT[provider])])


def spawn(*arguments):
    """A command as a process of its own, as a script would run it."""
    return spawn_all(arguments)[0]


def spawn_all(*commands):
    """Several commands as processes at the same time."""
    start = [sys.executable, "-m", "modelsync"]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(subprocess.Popen([*start, *command], stdout=PIPE, stderr=PIPE))
            for command in commands
        ]
        ended = [(process, *process.communicate(timeout=60)) for process in processes]
    return [(process.returncode, out.decode(), err.decode()) for process, out, err in ended]


def sentence(result, code=1):
    """The one sentence of a command that failed, after checking that it is all there is."""
    exit_code, out, err = result
    assert (exit_code, out) == (code, ""), err
    assert re.fullmatch(r"Error: [^\n]+[.?]\n", err), err
    assert "Traceback" not in err
    return err


def plan_id(run, provider="openai"):
    return json.loads(run("plan", provider, "--format", "json")[1])["planId"]


# --- the whole way ---------------------------------------------------------------------------------------------------


def test_plan_apply_plan_fills_the_catalogue_and_then_has_nothing_to_do(server, rows):
    # All providers at once, on a file that is not there yet: the first commands meet at making the schema.
    plans = spawn_all(*(("plan", provider, "--format", "json") for provider in PROVIDERS))
    assert [(code, err) for code, _, err in plans] == [(2, "")] * 3
    assert rows() == []
    ids = [json.loads(out)["planId"] for _, out, _ in plans]
    applied = spawn_all(*(("apply", id_, "--all") for id_ in ids))
    assert [(code, err) for code, _, err in applied] == [(0, "")] * 3
    for _, out, _ in applied:
        assert json.loads(out)["counts"] == {"inserted": 6, "updated": 0, "archived": 0}
    again = spawn_all(*(("plan", provider) for provider in PROVIDERS))
    assert [(code, err) for code, _, err in again] == [(0, "")] * 3
    assert all("Nothing to do" in out for _, out, _ in again)

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
    if not script.exists():
        pytest.skip("the package is on the path here, not installed")
    done = subprocess.run([script, "--help"], capture_output=True, check=True, timeout=60)
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


# --- formats ---------------------------------------------------------------------------------------------------------


def test_a_plan_as_json_has_the_agreed_keys(server, run):
    _, out, err = run("plan", "google", "--format", "json")
    diff = json.loads(out)
    assert err == ""
    assert list(diff) == [
        "planId",
        "provider",
        "fetchedAt",
        "listingSha256",
        "listed",
        "newModels",
        "updatedModels",
        "archivedModels",
        "excluded",
        "warnings",
    ]
    assert (diff["provider"], diff["listed"]) == ("google", 7)
    assert diff["fetchedAt"].endswith("Z")
    assert re.fullmatch(r"[0-9a-f]{64}", diff["listingSha256"])
    assert set(diff["newModels"][0]) == {
        "provider",
        "universalModelId",
        "displayName",
        "providerDisplayName",
        "status",
        "enabled",
        "description",
        "releasedAt",
        "contextWindow",
        "maxOutputTokens",
        "pricing",
        "lifecycle",
        "capabilities",
    }
    assert diff["newModels"][0]["enabled"] is None
    assert diff["excluded"] == [
        {"universalModelId": "veo-3", "rule": "video", "reason": "Produces video, not text"}
    ]


def test_a_plan_as_json_has_changed_fields_and_warnings(server, stocked):
    listed(server, "openai", *IDS["openai"][1:], "zeppelin-1", o5={"shutdown_date": "2099-01-01"})
    code, out, _ = stocked("plan", "openai", "--format", "json")
    diff = json.loads(out)
    assert code == 2
    [update] = diff["updatedModels"]
    assert set(update) == {"existing", "updated", "changedFields"}
    assert update["changedFields"] == ["lifecycle.retiresAt"]
    assert update["existing"]["lifecycle"]["retiresAt"] is None
    assert update["updated"]["lifecycle"]["retiresAt"] == "2099-01-01"
    assert [m["universalModelId"] for m in diff["archivedModels"]] == ["gpt-5.4"]
    [warning] = diff["warnings"]
    assert (warning["code"], warning["universalModelId"]) == ("unrecognised", "zeppelin-1")
    assert set(warning) == {"code", "message", "universalModelId"}


def test_a_plan_as_csv_has_a_line_for_each_change_and_each_id_left_out(server, stocked):
    listed(server, "openai", *IDS["openai"][1:], "o6", o5={"shutdown_date": "2099-01-01"})
    code, out, _ = stocked("plan", "openai", "--format", "csv")
    assert code == 2
    lines = list(csv.DictReader(io.StringIO(out)))
    assert [(line["change"], line["universal_model_id"]) for line in lines] == [
        ("new", "o6"),
        ("updated", "o5"),
        ("archived", "gpt-5.4"),
        ("left out", "tts-1"),
    ]


def test_a_plan_as_text_names_each_change_and_the_command_that_applies_it(server, stocked):
    listed(server, "openai", *IDS["openai"][1:], "o6", o5={"shutdown_date": "2099-01-01"})
    _, out, _ = stocked("plan", "openai")
    for mark, id_ in (("+", "o6"), ("~", "o5"), ("-", "gpt-5.4")):
        assert re.search(rf"^  \{mark} {id_}  ", out, re.MULTILINE)
    [id_] = re.findall(r"modelsync apply (\w+) --all", out)
    assert stocked("apply", id_, "--all")[0] == 0


@pytest.mark.parametrize("format_", ["text", "json", "csv"])
def test_a_plan_can_be_written_to_a_file(server, run, format_):
    code, out, err = run("plan", "openai", "--format", format_, "--output", "plan.out")
    assert (code, out, err) == (2, "", "")
    text = Path("plan.out").read_text(encoding="utf-8")
    assert "gpt-5.4-mini" in text
    assert text.endswith("\n")
    if format_ == "json":
        assert len(json.loads(text)["newModels"]) == 6


def test_a_file_that_cannot_be_written_is_named(server, run):
    assert "nowhere" in sentence(run("plan", "openai", "--output", "nowhere/plan.txt"))


def test_the_catalogue_as_json_has_the_agreed_keys(stocked):
    stocked("enable", "o5")
    code, out, err = stocked("models", "--format", "json")
    found = {model["universalModelId"]: model for model in json.loads(out)}
    assert (code, err) == (0, "")
    assert list(found) == sorted(IDS["openai"])
    model = found["o5"]
    assert (model["enabled"], model["version"], model["status"]) == (True, 2, "active")
    assert model["createdAt"].endswith("Z")
    assert model["updatedAt"] > model["createdAt"]
    assert model["releasedAt"] == CREATED
    assert not {"id", "displayNameBy"} & set(model)


def test_the_catalogue_as_csv_and_text(stocked):
    code, out, _ = stocked("models", "--format", "csv")
    assert code == 0
    assert [line["universal_model_id"] for line in csv.DictReader(io.StringIO(out))] == sorted(IDS["openai"])
    code, out, err = stocked("models")
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines()] == [
        ["openai", id_] for id_ in sorted(IDS["openai"])
    ]
    assert err == "6 models.\n"


def test_an_empty_catalogue_is_an_empty_list(run):
    assert run("models", "--format", "json")[:2] == (0, "[]\n")
    assert run("history", "--format", "json")[:2] == (0, "[]\n")


def test_the_catalogue_can_be_narrowed(server, stocked):
    listed(server, "openai", *IDS["openai"][1:])
    stocked("plan", "openai")
    stocked("apply", "--latest", "openai", "--all")
    stocked("enable", "o5")
    stocked("plan", "google")
    stocked("apply", "--latest", "google", "--all")

    def shown(*options):
        return [m["universalModelId"] for m in json.loads(stocked("models", *options, "--format", "json")[1])]

    assert shown("--provider", "google") == sorted(IDS["google"])
    assert shown("--status", "archived") == ["gpt-5.4"]
    assert shown("--enabled") == ["o5"]
    assert shown("--provider", "google", "--enabled") == []
    assert len(shown("--status", "active")) == 11


def test_the_history_as_json_has_exactly_the_agreed_shape(server, run):
    id_ = plan_id(run)
    run("apply", id_, "--all", "--reason", "first")
    run("rename", "o5", "Ours")
    code, out, _ = run("history", "--format", "json")
    assert code == 0
    edit, applied = json.loads(out)
    assert applied == {
        "runId": applied["runId"],
        "kind": "apply",
        "provider": "openai",
        "planId": id_,
        "actor": local_actor().name,
        "at": applied["at"],
        "reason": "first",
        "counts": {"inserted": 6, "updated": 0, "archived": 0},
        "undoneBy": None,
    }
    assert isinstance(applied["runId"], str)
    assert applied["at"].endswith("Z")
    assert (edit["kind"], edit["planId"], edit["counts"]) == (
        "edit",
        None,
        {"inserted": 0, "updated": 1, "archived": 0},
    )


def test_the_history_as_csv_and_text(stocked):
    stocked("rename", "o5", "Ours", "--reason", "nicer")
    rows = list(csv.DictReader(io.StringIO(stocked("history", "--format", "csv")[1])))
    assert [(row["kind"], row["inserted"], row["updated"]) for row in rows] == [
        ("edit", "0", "1"),
        ("apply", "6", "0"),
    ]
    assert "(nicer)" in stocked("history")[1].splitlines()[0]


# --- apply -----------------------------------------------------------------------------------------------------------


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


# --- edits -----------------------------------------------------------------------------------------------------------


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


# --- what goes wrong -------------------------------------------------------------------------------------------------


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


# --- bad answers -----------------------------------------------------------------------------------------------------

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
        before = rows.path.read_bytes()
        text = sentence(stocked("plan", provider, "--format", "json"))
        code, out, err = stocked("--debug", "plan", provider)
        assert (code, out) == (1, "")
        assert err.splitlines()[-1] == text.strip()
        assert rows.path.read_bytes() == before
        assert [path.name for path in rows.path.parent.iterdir()] == ["modelsync.db"]
        assert KEYS[provider] not in text + err + caplog.text
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


@pytest.mark.parametrize("provider", PROVIDERS)
def test_one_id_with_two_contents_fails_the_list(server, failed_plan, provider):
    item, first = ITEM[provider], IDS[provider][0]
    server.set(provider, [*(item(id_) for id_ in IDS[provider]), item(first, version="other")])
    assert first in failed_plan(provider)


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
    assert not Path("modelsync.db").exists()


def test_a_failure_as_a_process_is_one_line(server):
    server.fail("google", *BAD_KEY["google"])
    assert "GOOGLE_API_KEY" in sentence(spawn("plan", "google"))
