"""`modelsync changes` prints the audit: one row for each model and field."""

from __future__ import annotations

import csv
import io
import json

import pytest

from modelsync.settings import local_actor
from tests.support.cli_commands import IDS, sentence

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


def test_the_changes_as_json_have_exactly_the_agreed_shape(stocked):
    stocked("rename", "o5", "Ours", "--reason", "nicer")
    code, out, err = stocked("changes", "--model", "o5", "--format", "json")
    assert (code, err) == (0, "")
    name, by, added = json.loads(out)
    assert name == {
        "at": name["at"],
        "runId": name["runId"],
        "kind": "edit",
        "actor": local_actor().name,
        "reason": "nicer",
        "provider": "openai",
        "universalModelId": "o5",
        "field": "displayName",
        "before": name["before"],
        "after": "Ours",
    }
    assert name["at"].endswith("Z")
    assert (by["field"], by["before"], by["after"]) == ("displayNameBy", "provider", "admin")
    assert (added["field"], added["before"]) == ("model", None)
    assert added["after"]["displayName"] == name["before"]


def test_the_changes_as_text_and_csv(stocked):
    stocked("enable", "o5", "gpt-5", "--reason", "for the\nshop")
    code, out, err = stocked("changes", "--field", "enabled")
    assert (code, err) == (0, "2 changes.\n")
    first, second = out.splitlines()
    assert "UTC  openai     o5     enabled: no → yes  by " in first
    assert second.endswith("(for the shop)")
    rows = list(csv.DictReader(io.StringIO(stocked("changes", "--format", "csv")[1])))
    assert [row["field"] for row in rows] == ["enabled", "enabled", *["model"] * len(IDS["openai"])]
    assert {(row["before"], row["after"]) for row in rows[:2]} == {("false", "true")}
    assert json.loads(rows[-1]["after"])["status"] == "active"


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--since", "2999-01-01"], 0),
        (["--until", "2000-01-01"], 0),
        (["--since", "2000-01-01", "--until", "2999-12-31"], len(IDS["openai"])),
        (["--provider", "openai", "--actor", "nobody"], 0),
        (["--field", "model", "--model", "o5"], 1),
    ],
)
def test_options_narrow_the_changes(stocked, options, count):
    assert len(json.loads(stocked("changes", *options, "--format", "json")[1])) == count


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--since", "yesterday"], "2026-11-30"),
        (["--until", "2026-02-30"], "2026-11-30"),
        (["--provider", "opneai"], "opneai"),
        (["--field", "price"], "pricing.input"),
    ],
)
def test_a_slip_of_the_pen_is_named(stocked, options, word):
    assert word in sentence(stocked("changes", *options))


def test_an_empty_history_has_no_changes(run):
    assert run("changes", "--format", "json")[:2] == (0, "[]\n")
    assert run("changes") == (0, "", "0 changes.\n")
