"""A pipeline: a plan on one machine, its packet to a reviewer, and an apply by checksum on another machine with an equal catalogue."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.cli_commands import IDS, listed, sentence

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


@pytest.fixture
def on(run, server, monkeypatch):
    """Runs a command on one of two machines, each with a database of its own and OpenAI's first three models in it."""

    def command(machine, *arguments):
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{machine}.db")
        return run(*arguments)

    listed(server, "openai", *IDS["openai"][:3])
    for machine in ("proposing", "applying"):
        command(machine, "plan", "openai")
        assert command(machine, "apply", "--latest", "openai", "--all")[0] == 0
        assert command(machine, "enable", "gpt-5.4")[0] == 0
    listed(server, "openai", *IDS["openai"][1:], **{"gpt-5.4-mini": {"shutdown_date": "2099-01-01"}})
    return command


def checksum(out):
    return re.search(r"Checksum of what is approved: `?([0-9a-f]{64})", out)[1]


def catalogue(on, machine):
    models = json.loads(on(machine, "models", "--format", "json")[1])
    return [{key: value for key, value in one.items() if not key.endswith("At")} for one in models]


def test_what_was_approved_on_one_machine_is_applied_on_another_and_nothing_else(on, server):
    code, packet, err = on("proposing", "plan", "openai", "--format", "markdown", "--checksum")
    assert (code, err) == (2, "")
    assert packet.startswith("# Model changes: OpenAI\n")
    assert "gpt-5.4 is enabled: it would be archived" in packet
    approved = checksum(packet)
    # Two machines, two plans, one approval; each format says the same.
    text = on("applying", "plan", "openai", "--checksum")[1]
    data = json.loads(on("applying", "plan", "openai", "--format", "json", "--checksum")[1])
    assert checksum(text) == data["checksum"] == approved
    assert data["planId"] not in packet

    apply = ("apply", "--latest", "openai", "--all", "--checksum", approved, "--force", "--reason", "PR 7")
    before = catalogue(on, "applying")
    listed(server, "openai", *IDS["openai"][1:], "gpt-6")  # the list moved between
    on("applying", "plan", "openai")
    assert "is not what was approved" in sentence(on("applying", *apply), code=3)
    assert catalogue(on, "applying") == before

    changed = {"gpt-5.4-mini": {"shutdown_date": "2099-01-01"}, "o5": {"created": 1}}  # no time counts
    listed(server, "openai", *IDS["openai"][1:], **changed)
    on("applying", "plan", "openai")
    code, out, _ = on("applying", *apply)
    assert (code, json.loads(out)["reason"]) == (0, "PR 7")
    assert on("proposing", *apply)[0] == 0
    assert catalogue(on, "applying") == catalogue(on, "proposing") != before


def test_another_catalogue_other_ids_and_another_switch_are_another_approval(on, monkeypatch):
    first = checksum(on("proposing", "plan", "openai", "--checksum")[1])
    on("applying", "rename", "gpt-5.4-mini", "Mini")
    assert checksum(on("applying", "plan", "openai", "--checksum")[1]) != first
    part = ("apply", "--latest", "openai", "--only", "o5", "--checksum", first)
    assert "is not what was approved" in sentence(on("proposing", *part), code=3)
    monkeypatch.setenv("MODELSYNC_ENABLE_NEW_MODELS", "true")
    assert checksum(on("proposing", "plan", "openai", "--checksum")[1]) != first


def test_an_empty_plan_does_not_pass_for_an_approval(on):
    apply = ("apply", "--latest", "openai", "--all", "--force", "--reason", "x")
    approved = checksum(on("proposing", "plan", "openai", "--checksum")[1])
    assert on("proposing", *apply)[0] == 0
    on("proposing", "plan", "openai")
    assert on("proposing", "apply", "--latest", "openai", "--all")[0] == 0
    assert sentence(on("proposing", *apply, "--checksum", approved), code=3)


@pytest.mark.parametrize("sum_", ["", "abc", "A" * 64, "g" * 64])
def test_what_is_no_checksum_is_refused(on, sum_):
    on("applying", "plan", "openai")
    apply = ("apply", "--latest", "openai", "--all", "--checksum", sum_)
    assert "64 hexadecimal digits" in sentence(on("applying", *apply))


def test_csv_has_no_place_for_a_checksum(run, server):
    assert "--format" in sentence(run("plan", "openai", "--format", "csv", "--checksum"))
