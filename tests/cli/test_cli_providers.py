"""`modelsync providers` and what the other commands say of configured providers."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from modelsync.adapters import REGISTRY
from tests.support.cli_commands import sentence
from tests.support.configured_lists import house, toml
from tests.support.providers import KEYS

NEEDS_PROVIDERS = (
    ("providers",),
    ("status",),
    ("plan", "openai"),
    ("models", "--provider", "openai"),
    ("prices", "check"),
    ("include", "x", "--provider", "openai", "--reason", "r"),
    ("demo",),
    ("serve",),
)


def as_toml(server, **keys):
    """A configured provider at the address of the OpenAI that tests serve."""
    toml(
        house=house(label="House", key_variable="HOUSE_API_KEY", **keys) | {"base_url": server.url("openai")}
    )
    os.environ["HOUSE_API_KEY"] = KEYS["openai"]


@pytest.fixture(autouse=True)
def no_house_key(monkeypatch):
    monkeypatch.setenv("HOUSE_API_KEY", "")


def test_providers_as_json_are_the_agreed_shape(server, run):
    as_toml(server)
    run("plan", "house")
    code, out, err = run("providers", "--format", "json")
    found = {one["provider"]: one for one in json.loads(out)}
    assert (code, err) == (0, "")
    assert list(found) == [*REGISTRY, "house"]
    house_ = found["house"]
    assert house_["lastSync"].pop("at").endswith("Z")
    assert house_["lastSync"]["outcome"].startswith("7 listed")
    del house_["lastSync"]
    assert house_ == {
        "provider": "house",
        "kind": "openai-compatible",
        "label": "House",
        "baseUrl": server.url("openai"),
        "idPrefix": "house/",
        "key": {"variable": "HOUSE_API_KEY", "present": True},
    }
    assert found["openai"]["key"] == {"variable": "OPENAI_API_KEY", "present": True}
    assert (found["openai"]["idPrefix"], found["openai"]["lastSync"]) == ("", None)


def test_a_key_that_is_missing_or_not_needed_is_told(run, environment):
    toml(house=house(key_variable="HOUSE_API_KEY"), cellar=house("cellar"), box={"kind": "ollama"})
    keys = {one["provider"]: one["key"] for one in json.loads(run("providers", "--format", "json")[1])}
    assert keys["house"] == {"variable": "HOUSE_API_KEY", "present": False}
    assert keys["cellar"] == keys["box"] == {"variable": None, "present": False}
    said = run("providers")[1]
    assert re.search(r"house +openai-compatible .* no key \(HOUSE_API_KEY\)", said)
    assert re.search(
        r"box +ollama +Ollama +http://localhost:11434/v1 +box/ +no key needed +last sync never", said
    )


@pytest.mark.parametrize("command", NEEDS_PROVIDERS, ids=" ".join)
def test_a_mistake_in_the_file_ends_every_command_that_needs_providers(run, environment, command):
    Path("providers.toml").write_text('\n[providers.a]\nkind = "pigeon"\n', "utf-8")
    assert "providers.toml, line 3: " in sentence(run(*command))


def test_a_file_that_is_named_and_missing_ends_it_too(run, environment, monkeypatch):
    monkeypatch.setenv("MODELSYNC_PROVIDERS", "elsewhere.toml")
    assert "elsewhere.toml, which does not exist" in sentence(run("providers"))


def test_a_link_to_no_file_ends_it_before_the_server_starts(run, environment):
    Path("providers.toml").symlink_to("gone.toml")
    assert "providers.toml leads to no file" in sentence(run("serve"))


def test_the_columns_hold_long_names(server, run):
    toml(a_provider_with_a_long_name=house() | {"base_url": server.url("openai")})
    for line in run("status")[1].splitlines()[2:6]:
        assert re.match(r"[a-z-]+ +(no )?key ", line), line


def test_a_provider_taken_out_keeps_its_models_and_is_told(server, run):
    as_toml(server)
    run("plan", "house")
    assert run("apply", "--latest", "house", "--all")[0] == 0
    listed = run("models", "--provider", "house", "--format", "json")[1]
    Path("providers.toml").unlink()
    told = "house is no longer configured: its models stay as they are, and nothing is archived."
    assert told in run("providers")[2]
    assert told in run("status")[2]
    assert run("models", "--provider", "house", "--format", "json")[1] == listed
    assert {model["status"] for model in json.loads(listed)} == {"active"}
    assert "There is no provider 'house'" in sentence(run("plan", "house"))
    assert "There is no provider 'nobody'" in sentence(run("models", "--provider", "nobody"))


def test_a_renamed_provider_is_told_as_that(server, run):
    as_toml(server)
    run("plan", "house")
    toml(villa=house(key_variable="HOUSE_API_KEY") | {"base_url": f"{server.url('openai')}/"})
    assert "house is no longer configured, and villa has its address" in run("providers")[2]


def test_a_hidden_provider_is_told_as_that(stocked):
    toml(openai={"enabled": False})
    assert "openai is hidden in the file of providers" in stocked("status")[2]
    assert len(json.loads(stocked("models", "--format", "json")[1])) == 6
    assert "There is no provider 'openai'" in sentence(stocked("plan", "openai"))


def test_the_demo_shows_configured_providers_of_every_kind(run, environment):
    toml(house=house(label="House"), router={"kind": "openrouter"}, openai_eu={"kind": "openai"})
    code, out, err = run("demo")
    assert (code, err) == (0, "")
    assert "Not in the demo" not in out
    for provider in ("house", "router"):
        assert re.search(rf"{provider}: 9 listed; 7 new, 0 updated, 0 archived", out)
        assert re.search(rf"{provider}: 9 listed; 1 new, 2 updated, 1 archived", out)
    assert re.search(r"openai-eu: \d+ listed; \d+ new", out)
