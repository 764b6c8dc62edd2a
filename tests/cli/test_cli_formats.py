"""What commands print: JSON in the agreed shapes, CSV, text, and files."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from modelsync.settings import local_actor
from tests.support.cli_commands import CREATED, IDS, listed, plan_id, sentence

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


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
        "providerModelId",
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
        ("excluded", "tts-1"),
    ]


def test_a_plan_as_text_names_each_change_and_the_command_that_applies_it(server, stocked):
    listed(server, "openai", *IDS["openai"][1:], "o6", o5={"shutdown_date": "2099-01-01"})
    _, out, _ = stocked("plan", "openai")
    for mark, id_ in (("+", "o6"), ("~", "o5"), ("-", "gpt-5.4")):
        assert re.search(rf"^  \{mark} {id_}  ", out, re.MULTILINE)
    assert "\nExcluded: 1 speech. Each with its reason: --format csv\n" in out
    [id_] = re.findall(r"modelsync apply (\w+) --all", out)
    assert stocked("apply", id_, "--all")[0] == 0


@pytest.mark.parametrize("format_", ["text", "json", "csv"])
def test_a_plan_can_be_written_to_a_file(server, run, format_):
    code, out, err = run("plan", "openai", "--format", format_, "--output", "plan.out")
    assert (code, out, err) == (2, "", "")
    text = Path("plan.out").read_text(encoding="utf-8")
    assert text.startswith("\ufeff") == (format_ == "csv")
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
        "counts": {"inserted": 6, "updated": 0, "archived": 0, "removed": 0},
        "undoneBy": None,
        "operationId": None,
    }
    assert isinstance(applied["runId"], str)
    assert applied["at"].endswith("Z")
    assert (edit["kind"], edit["planId"], edit["counts"]) == (
        "edit",
        None,
        {"inserted": 0, "updated": 1, "archived": 0, "removed": 0},
    )


def test_the_history_as_csv_and_text(stocked):
    stocked("rename", "o5", "Ours", "--reason", "nicer")
    rows = list(csv.DictReader(io.StringIO(stocked("history", "--format", "csv")[1])))
    assert [(row["kind"], row["inserted"], row["updated"]) for row in rows] == [
        ("edit", "0", "1"),
        ("apply", "6", "0"),
    ]
    assert "(nicer)" in stocked("history")[1].splitlines()[0]
