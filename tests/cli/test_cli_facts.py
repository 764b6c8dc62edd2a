"""`modelsync prices set`, `unset` and `export` as scripts rely on them."""

from __future__ import annotations

import json

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.model_fields import FIGURES
from tests.support.pricing_files import price_file
from tests.support.providers import openai_item

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


@pytest.fixture
def stocked(service, providers, pricing_dir):
    price_file(pricing_dir, "openai", {"id": "gpt-8"})
    providers.set("openai", openai_item("gpt-8"), openai_item("gpt-9"))
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    return service


def model(run, id_="gpt-9"):
    return next(
        one for one in json.loads(run("models", "--format", "json")[1]) if one["universalModelId"] == id_
    )


def test_a_price_with_a_tier_is_set_and_taken_back(stocked, run):
    words = ("--input", "2", "--cached-input", "0.10", "--output", "10", "--from", "2026-01-01")
    tier = ("--tier", "272000:input=4,cached-input=0.20,output=15")
    code, out, _ = run(
        "prices", "set", "gpt-9", *words, *tier, "--source-url", "https://example.com/p", "--reason", "x"
    )
    assert code == 0
    assert json.loads(out)["kind"] == "facts"
    pricing = model(run)["pricing"]
    assert pricing["source"].startswith("set by ")
    assert {
        key: pricing[key] for key in ("input", "cachedInput", "output", "tiers", "sourceUrl", "asOf")
    } == {
        "input": "2",
        "cachedInput": "0.10",
        "output": "10",
        "tiers": [{"input": "4", "cachedInput": "0.20", "output": "15", "aboveTokens": 272000}],
        "sourceUrl": "https://example.com/p",
        "asOf": "2026-01-01",
    }
    assert run("prices", "set", "gpt-9", *words, *tier, "--source-url", "https://example.com/p")[:2] == (
        0,
        "",
    )
    assert run("prices", "unset", "gpt-9", "--from", "2026-01-01")[0] == 0
    assert model(run)["pricing"] is None


def test_every_figure_has_its_option(stocked, run):
    amounts = {figure.key: "1.5" for figure in FIGURES}
    options = [word for key in amounts for word in (f"--{key.replace('_', '-')}", amounts[key])]
    assert run("prices", "set", "gpt-9", *options)[0] == 0
    pricing = model(run)["pricing"]
    assert [value for value in pricing.values() if value == "1.5"] == ["1.5"] * len(FIGURES)


def test_limits_an_end_and_a_successor_are_set_at_once_and_retire_soon(stocked, run):
    said = ("--context-window", "400000", "--retires-on", "2020-01-01", "--replacement", "gpt-8")
    assert run("prices", "set", "gpt-9", *said)[0] == 0
    assert "overdue → gpt-8" in run("models", "--retiring", "0")[1]
    found = model(run)
    assert (found["contextWindow"], found["status"], found["lifecycle"]["source"]) == (
        400_000,
        "active",
        "admin",
    )
    assert (
        run("prices", "unset", "gpt-9", "--kind", "lifecycle", "--kind", "limit", "--kind", "replacement")[0]
        == 0
    )
    assert model(run)["lifecycle"]["retiresAt"] is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Nothing is said"),
        (("--input", "2"), "--output"),
        (("--input", "two", "--output", "3"), "'two' is no amount"),
        (("--input", "0.000002", "--output", "3"), "looks like a price per token"),
        (("--input", "2", "--output", "3", "--from", "soon"), "'soon' is no day"),
        (("--tier", "many"), "--output|--input|cannot be read"),
        (("--retires-kind", "someday"), "retires"),
        (("--replacement", "gpt-9"), "is the model itself"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_kept(stocked, run, rows, words, sentence):
    import re

    before = rows.path.read_bytes()
    code, out, err = run("prices", "set", "gpt-9", *words)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert re.search(sentence, err), err
    assert rows.path.read_bytes() == before


def test_a_jump_needs_force_and_a_reason(stocked, run):
    words = ("prices", "set", "gpt-8", "--input", "1000", "--output", "2000")
    assert run(*words)[0] == 4
    assert run(*words, "--force", "--reason", "It is so")[0] == 0


def test_the_export_holds_the_amendment(stocked, run, pricing_dir):
    before = (pricing_dir / "openai-pricing.json").read_text(encoding="utf-8")
    assert run("prices", "export", "openai")[1].rstrip("\n") == before.rstrip("\n")
    run("prices", "set", "gpt-9", "--input", "2", "--output", "10", "--from", "2026-01-01")
    exported = pricing_dir / "exported.json"
    assert run("prices", "export", "openai", "--output", str(exported))[0] == 0
    entry = json.loads(exported.read_text(encoding="utf-8"))["models"][1]
    assert (entry["id"], entry["prices"][0]["input_usd_per_mtok"]) == ("gpt-9", "2")


def test_what_was_not_set_is_named(stocked, run):
    code, _, err = run("prices", "unset", "gpt-9", "--from", "2026-01-01")
    assert (code, "gpt-9 has no such amendment" in err) == (1, True)
