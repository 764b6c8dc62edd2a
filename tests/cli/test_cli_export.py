"""`modelsync export litellm` on a catalogue: the same bytes until something changes, and one model's lines alone when it does."""

from __future__ import annotations

import json
from difflib import ndiff

import pytest
import yaml

from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.catalogue import fill
from tests.support.cli_commands import IDS
from tests.support.configured_lists import house, toml
from tests.support.models import stored

BUILT_IN = {"gpt-5.4": "openai", "gemini-3-pro": "google", "claude-opus-5": "anthropic"}

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


def test_the_export_is_the_same_until_a_model_is_disabled_which_takes_its_lines_alone(stocked, environment):
    ids = IDS["openai"][:3]
    stocked("enable", *ids)
    code, first, err = stocked("export", "litellm")
    assert (code, err) == (0, "")
    assert [entry["model_name"] for entry in yaml.safe_load(first)["model_list"]] == sorted(ids)
    assert stocked("export", "litellm", "--output", "first.yaml") == (0, "", "")
    assert (environment / "first.yaml").read_text("utf-8") == first
    stocked("disable", ids[1])
    _, second, _ = stocked("export", "litellm")
    changes = [line for line in ndiff(first.splitlines(), second.splitlines()) if line[0] in "+-"]
    assert {line[0] for line in changes} == {"-"}
    [gone] = yaml.safe_load("\n".join(line[2:] for line in changes))
    assert gone in yaml.safe_load(first)["model_list"]
    assert gone["model_name"] == ids[1]


def test_an_address_of_ones_own_is_in_the_file_and_no_key_is(stocked, environment, monkeypatch):
    toml(openai={"enabled": False}, house=house(key_variable="HOUSE_KEY"))
    monkeypatch.setenv("HOUSE_KEY", "sk-very-secret-key")
    stocked("enable", "gpt-5.4")
    code, out, err = stocked("export", "litellm")
    assert code == 0
    assert err == "gpt-5.4 is not exported: openai is not configured any more.\n"
    assert yaml.safe_load(out) == {"model_list": []}
    assert "sk-" not in out
    (environment / "providers.toml").unlink()
    monkeypatch.setenv("OPENAI_BASE_URL", "https://eu.example/v1/")
    _, out, _ = stocked("export", "litellm")
    assert yaml.safe_load(out)["model_list"][0]["litellm_params"] == {
        "model": "openai/gpt-5.4",
        "api_key": "os.environ/OPENAI_API_KEY",
        "api_base": "https://eu.example/v1",
    }


def test_another_installation_adopts_what_was_exported(run, environment, monkeypatch):
    further = {
        kind: {"kind": kind, "base_url": f"https://{kind}.example/v1"} for kind in ("openrouter", "vllm")
    }
    toml(**further, second={"kind": "google", "key_variable": "SECOND_KEY"})
    service = AiModelSyncService(Settings.read())
    fill(
        service.database,
        *(stored(f"{name}/a/b", name, provider_model_id="a/b", enabled=True) for name in further),
        stored("second/gemini-3-pro", "second", provider_model_id="gemini-3-pro", enabled=True),
        *(stored(id_, provider, enabled=True) for id_, provider in BUILT_IN.items()),
    )
    service.database.engine.dispose()
    assert run("export", "litellm", "--output", "config.yaml")[0] == 0
    monkeypatch.setenv("DATABASE_URL", "sqlite:///other.db")
    code, out, _ = run("adopt", "config.yaml", "--format", "json")
    assert code == 2
    adopted = {
        (model["provider"], model["universalModelId"], model["displayName"])
        for plan in json.loads(out)["plans"]
        for model in plan["newModels"]
    }
    known = {id_: name for name in further for id_ in [f"{name}/a/b"]} | {"second/gemini-3-pro": "second"}
    assert adopted == {(provider, id_, id_.upper()) for id_, provider in (known | BUILT_IN).items()}
