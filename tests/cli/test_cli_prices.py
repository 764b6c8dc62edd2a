"""`modelsync prices` and `models --retiring` as scripts rely on them: exit codes, JSON alone on standard output, one sentence per mistake."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from modelsync.core.actors import LOCAL
from modelsync.prices.book import load_pricing
from tests.support.pricing_files import price_file
from tests.support.pricing_mistakes import MISTAKES
from tests.support.providers import openai_item

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


@pytest.fixture
def catalogue(service, providers):
    """Puts OpenAI models into the catalogue."""

    def fill(*items):
        providers.set("openai", *(openai_item(i) if isinstance(i, str) else i for i in items))
        diff = service.sync_with_provider("openai", actor=LOCAL)
        service.apply_sync(diff.plan_id, "all", actor=LOCAL)

    return fill


def checked(directory, provider, *ids, on=None, **more):
    """Write a file with these ids at genai-prices' figures for gpt-5, checked on that day or today."""
    path = price_file(directory, provider, *({"id": id_, "input": "1.25", "output": "10"} for id_ in ids))
    data = json.loads(path.read_text(encoding="utf-8"))
    on = on or datetime.now(UTC).date()
    for model in data["models"]:
        model["prices"][0] |= {"cached_input_usd_per_mtok": "0.125", "checked_on": f"{on}", **more}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_files_without_an_entry_and_an_empty_catalogue_are_fine(run):
    assert run("prices", "check") == (0, "", "0 findings, 0 to note.\n")
    assert json.loads(run("prices", "check", "--format", "json")[1]) == []


def test_checked_prices_that_agree_are_fine(run, pricing_dir, catalogue):
    checked(pricing_dir, "openai", "gpt-5")
    catalogue("gpt-5")
    assert run("prices", "check")[:2] == (0, "")


def test_a_finding_exits_2_and_names_model_and_cure(run, pricing_dir, catalogue):
    checked(pricing_dir, "openai", "gpt-5")
    catalogue("gpt-5", "o3")
    code, out, err = run("prices", "check", "openai")
    assert code == 2
    assert out.startswith(
        "openai     unpriced      o3 is active and openai-pricing.json has no entry for it."
    )
    assert "modelsync prices suggest openai" in out
    assert err == "1 finding, 0 to note.\n"


def test_a_note_alone_is_no_reason_for_an_alarm(run, pricing_dir, catalogue):
    checked(pricing_dir, "openai", "gpt-5", "gpt-5-codex")
    catalogue("gpt-5")
    code, out, err = run("prices", "check")
    assert (code, err) == (0, "0 findings, 1 to note.\n")
    assert "gpt-5-codex matches no model" in out


def test_an_ignored_finding_is_no_alarm_is_counted_and_comes_back_when_it_is_taken_back(
    run, pricing_dir, catalogue
):
    checked(pricing_dir, "openai", "gpt-5")
    catalogue("gpt-5", "o3")
    assert run("prices", "ignore", "o3")[0] == 1  # without a reason
    assert run("prices", "ignore", "gpt-5", "--reason", "nothing was found")[0] == 1
    assert run("prices", "check")[0] == 2
    assert run("prices", "ignore", "o3", "--reason", "a test")[::2] == (0, "1 finding ignored.\n")
    assert run("prices", "check") == (0, "", "0 findings, 0 to note, 1 ignored.\n")
    (finding,) = json.loads(run("prices", "check", "--format", "json")[1])
    assert (finding["universalModelId"], finding["ignored"]["reason"]) == ("o3", "a test")
    assert "a test" in run("prices", "check", "--format", "csv")[1]
    code, _, err = run("prices", "ignore", "o3", "--reason", "again")
    assert (code, "has no such finding" in err) == (1, True)
    assert run("prices", "ignore", "o3", "--recall")[::2] == (0, "1 finding found again.\n")
    assert run("prices", "check")[0] == 2


def test_an_entry_that_nobody_checked_is_a_note_of_its_own(run, pricing_dir):
    price_file(pricing_dir, "openai", {"id": "gpt-nobody-knows"})
    code, out, _ = run("prices", "check", "--format", "json")
    assert code == 0
    assert [(finding["code"], finding["level"]) for finding in json.loads(out)] == [("never-checked", "note")]


def test_text_groups_what_concerns_most_of_a_file_and_json_and_csv_list_each(run, pricing_dir):
    price_file(pricing_dir, "openai", *({"id": f"gpt-x{number}"} for number in range(9)))
    assert len(run("prices", "check")[1].splitlines()) == 1
    assert len(json.loads(run("prices", "check", "--format", "json")[1])) == 9
    rows = list(csv.DictReader(io.StringIO(run("prices", "check", "--format", "csv")[1])))
    assert [row["universal_model_id"] for row in rows] == [f"gpt-x{number}" for number in range(9)]
    assert list(rows[0]) == ["code", "level", "provider", "universal_model_id", "message", "cure", "ignored"]


def test_a_figure_in_another_unit_is_told_by_its_factor(run, pricing_dir):
    checked(
        pricing_dir,
        "openai",
        "gpt-5",
        input_usd_per_mtok="1250",
        cached_input_usd_per_mtok="125",
        output_usd_per_mtok="5000",
    )
    (finding,) = json.loads(run("prices", "check", "--format", "json")[1])
    assert finding["code"] == "unit"
    assert "a factor of about 1,000" in finding["message"]


@pytest.mark.parametrize("mistake", list(MISTAKES))
def test_each_mistake_in_a_file_exits_1_with_one_sentence(run, pricing_dir, mistake):
    (pricing_dir / "openai-pricing.json").write_text(json.dumps(MISTAKES[mistake][0]), encoding="utf-8")
    for command in ("check", "suggest"):
        code, _, err = run("prices", command, "openai")
        assert code == 1
        assert err.startswith("Error: openai-pricing.json: ")
        assert len(err.splitlines()) == 1


def test_other_commands_work_while_a_file_is_broken(run, pricing_dir, catalogue):
    catalogue("gpt-5")
    (pricing_dir / "openai-pricing.json").write_text("{", encoding="utf-8")
    assert run("models")[0] == 0
    assert run("history")[0] == 0
    assert run("disable", "gpt-5")[0] == 0


def test_a_broken_file_does_not_hide_the_findings_of_the_others(run, pricing_dir):
    (pricing_dir / "google-pricing.json").write_text("{", encoding="utf-8")
    (pricing_dir / "anthropic-pricing.json").unlink()
    price_file(pricing_dir, "openai", {"id": "gpt-x"})
    code, out, err = run("prices", "check", "--format", "json")
    assert code == 1
    assert [finding["universalModelId"] for finding in json.loads(out)] == ["gpt-x"]
    first, second = err.splitlines()
    assert first.startswith("Error: google-pricing.json is not JSON")
    assert second.startswith("Error: anthropic-pricing.json cannot be read")


def test_an_unknown_provider_is_a_mistake_of_usage(run):
    for command in ("check", "suggest"):
        code, out, err = run("prices", command, "opnai")
        assert (code, out) == (1, "")
        assert "Choose one of openai, google, anthropic." in err


def test_suggestions_can_be_pasted_and_then_nothing_is_missing(run, pricing_dir, catalogue):
    catalogue("gpt-5", "gpt-5-2025-08-07", "o3", "gpt-5.6-luna", "gpt-9-nobody-knows")
    code, out, err = run("prices", "suggest", "openai")
    assert code == 0
    entries = json.loads(out)
    assert [entry["id"] for entry in entries] == ["gpt-5", "gpt-5.6-luna", "o3"]
    assert all(re.match(r"genai-prices, \d{4}-\d\d-", p["source"]) for e in entries for p in e["prices"])
    assert "Not suggested: gpt-5-2025-08-07: the entry of gpt-5 is enough" in err
    assert "Not suggested: gpt-9-nobody-knows: no reference has a price for it" in err

    path = pricing_dir / "openai-pricing.json"
    path.write_text(
        json.dumps({"provider": "openai", "currency": "USD", "models": entries}), encoding="utf-8"
    )
    assert [entry.to_json() for entry in load_pricing(pricing_dir, "openai").entries] == entries
    found = {f["code"] for f in json.loads(run("prices", "check", "openai", "--format", "json")[1])}
    assert found == {"never-checked", "not-synced", "unpriced"}
    assert json.loads(run("prices", "suggest", "openai")[1]) == []


def test_a_suggestion_writes_nothing(run, pricing_dir, catalogue, rows):
    catalogue("gpt-5")
    before = (pricing_dir / "openai-pricing.json").read_bytes(), rows()
    run("prices", "suggest", "openai")
    assert ((pricing_dir / "openai-pricing.json").read_bytes(), rows()) == before


def test_the_schema_goes_to_standard_output_or_to_a_file(run, environment):
    code, out, _ = run("prices", "schema")
    assert code == 0
    assert json.loads(out)["properties"].keys() == {"$schema", "provider", "currency", "models"}
    run("prices", "schema", "--output", "schema.json")
    assert (environment / "schema.json").read_text(encoding="utf-8") == out


def test_the_price_check_needs_no_network(environment):
    script = (
        "import socket, sys\n"
        "def refuse(*_): raise AssertionError('the price check went online')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "sys.argv = ['modelsync', 'prices', 'check']\n"
        "from modelsync.cli import main\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "0 findings, 0 to note.\n")


@pytest.fixture
def ending(catalogue, clock, pricing_dir):
    """Models that retire around the day that it gives, today; the catalogue was filled a year before."""
    today = datetime.now(UTC).date()
    clock.now = datetime(today.year - 1, 1, 2, tzinfo=UTC)
    price_file(pricing_dir, "openai", {"id": "gpt-5-codex", "replacement": "gpt-6"})
    ends = {"gpt-5-codex": 90, "gpt-5-mini": 91, "o3": -1, "o1": 0}
    catalogue(
        "gpt-5",
        *(openai_item(id_, shutdown_date=f"{today + timedelta(days)}") for id_, days in ends.items()),
    )
    return today


def test_retiring_models_are_listed_soonest_first_with_their_replacement(run, ending):
    code, out, err = run("models", "--retiring", "90")
    assert (code, err) == (0, "3 models.\n")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    day = {days: ending + timedelta(days=days) for days in (-1, 0, 90)}
    assert lines == [
        f"openai o3 active retires {day[-1]}, 1 day overdue, no replacement named",
        f"openai o1 active retires {day[0]}, today, no replacement named",
        f"openai gpt-5-codex active retires {day[90]}, in 90 days → gpt-6",
    ]


def test_retiring_models_as_json_and_csv_carry_day_and_replacement(run, ending):
    listed = json.loads(run("models", "--retiring", "90", "--format", "json")[1])
    assert [row["universalModelId"] for row in listed] == ["o3", "o1", "gpt-5-codex"]
    assert listed[2]["lifecycle"]["replacement"] == "gpt-6"
    rows = list(csv.DictReader(io.StringIO(run("models", "--retiring", "90", "--format", "csv")[1])))
    assert date.fromisoformat(rows[2]["retires_at"]) == ending + timedelta(days=90)
    assert rows[2]["replacement"] == "gpt-6"


def test_retiring_goes_with_the_other_filters(run, ending):
    assert run("models", "--retiring", "90", "--enabled")[1] == ""
    assert run("models", "--retiring", "90", "--provider", "google")[1] == ""
    assert run("models", "--retiring", "90", "--status", "archived")[1] == ""
    assert len(run("models", "--retiring", "91")[1].splitlines()) == 4


@pytest.mark.parametrize("days", ["-1", "soon", "1.5"])
def test_a_number_of_days_that_is_none_is_a_mistake_of_usage(run, days):
    code, out, err = run("models", "--retiring", days)
    assert (code, out) == (1, "")
    assert "--retiring" in err
