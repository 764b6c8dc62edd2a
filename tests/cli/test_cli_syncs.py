"""`modelsync syncs` prints every attempt to sync."""

from __future__ import annotations

import csv
import io
import json

import pytest

from modelsync.settings import local_actor
from tests.support.cli_commands import sentence

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


@pytest.fixture
def tried(server, run):
    """A plan of OpenAI, then a failure of Google."""
    assert run("plan", "openai")[0] == 2
    server.fail("google", 401, "=no")
    assert run("plan", "google")[0] == 1
    return run


def test_the_attempts_as_json_have_exactly_the_agreed_shape(tried):
    code, out, err = tried("syncs", "--format", "json")
    assert (code, err) == (0, "")
    failed, planned = json.loads(out)
    assert list(planned) == ["provider", "at", "actor", "outcome", "planId", "listed", "seconds", "error"]
    assert (planned["provider"], planned["outcome"], planned["error"]) == ("openai", "plan", None)
    assert (planned["listed"], planned["actor"]) == (7, local_actor().name)
    assert planned["planId"]
    assert planned["at"].endswith("Z")
    assert planned["seconds"] >= 0
    assert (failed["provider"], failed["outcome"], failed["planId"]) == ("google", "failed", None)
    assert failed["error"].endswith(".")


def test_the_attempts_as_text_and_csv(tried):
    code, out, err = tried("syncs")
    assert (code, err) == (0, "2 syncs.\n")
    assert "google     failed" in out.splitlines()[0]
    assert "7 listed, plan " in out.splitlines()[1]
    rows = list(csv.DictReader(io.StringIO(tried("syncs", "--format", "csv")[1])))
    assert [(row["provider"], row["outcome"], row["listed"]) for row in rows] == [
        ("google", "failed", ""),
        ("openai", "plan", "7"),
    ]


def test_the_attempts_can_be_narrowed(tried):
    def shown(*options):
        return [one["provider"] for one in json.loads(tried("syncs", *options, "--format", "json")[1])]

    assert shown("--limit", "1") == ["google"]
    assert shown("--provider", "openai") == ["openai"]
    assert shown("--provider", "anthropic") == []
    assert "opneai" in sentence(tried("syncs", "--provider", "opneai"))


def test_the_status_tells_of_a_sync_that_failed_last(tried, server):
    code, _, err = tried("status")
    assert code == 1
    assert "The last sync of Google failed at " in err
    server.heal("google")
    assert tried("plan", "google")[0] == 2
    assert tried("status")[0] == 0
