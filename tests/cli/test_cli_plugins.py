"""A package adds a kind of provider: the documented one works, and a broken one is a sentence that hurts nobody else."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import httpx
import pytest

from modelsync.core.actors import LOCAL
from modelsync.errors import FetchError
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.cli_commands import listed, sentence
from tests.support.configured_lists import house, toml
from tests.support.plugin_packages import documented, installed, one_module

KEY = "orchard-made-up-0123456789"
ADAPTER = """
from modelsync.adapters.base import Adapter
from modelsync.core.models import ListedModel
from modelsync.core.providers import FilterTraits, ProviderTraits

def parse(item):
    {parse}

def adapter():
    traits = ProviderTraits(name="tulip", label="Tulip", date_is_final=False, filter=FilterTraits())
    return Adapter(
        traits=traits, key_variables=(), key_header="x-key", path="/models", list_key="data", parse=parse,
        default_base_url="https://tulip.example",
    )

ADAPTER = adapter()
"""
GOOD = ADAPTER.format(parse='return ListedModel(universal_model_id=item["id"])')
BROKEN = {
    "raises when it is imported": (
        "raise RuntimeError('secret words')",
        "ADAPTER",
        "stopped with a RuntimeError",
    ),
    "ends the program": ("import sys; sys.exit(7)", "ADAPTER", "stopped with a SystemExit"),
    "is not there": ("", "ADAPTER", "stopped with a AttributeError"),
    "raises when it is called": ("def make(): return 1 / 0", "make", "stopped with a ZeroDivisionError"),
    "gives nonsense": ("ADAPTER = 3", "ADAPTER", "gives a int, not an Adapter"),
    "gives nonsense when it is called": ("def make(): return 'no'", "make", "gives a str, not an Adapter"),
}
BROKEN_PARSE = {
    "raises": ("return item['nothing']", "stopped with a KeyError while it read an entry"),
    "gives nonsense": ("return item", "read an entry as a dict, not as a ListedModel"),
}


@pytest.fixture(autouse=True)
def packages(environment, tmp_path, monkeypatch):
    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    for name in [name for name in sys.modules if name.startswith("modelsync_")]:
        del sys.modules[name]


class Orchard(httpx.AsyncBaseTransport):
    """The server of the documented kind: two pages."""

    async def handle_async_request(self, request):
        assert request.headers["authorization"] == f"Bearer {KEY}"
        assert request.url.path == "/v1/trees"
        second = request.url.params.get("after") == "2"
        trees = [{"slug": "pear", "title": "Pear"}] if second else [{"slug": "apple", "window": 8192}]
        return httpx.Response(200, json={"trees": trees} | ({} if second else {"next": "2"}), request=request)


def test_the_documented_package_installs_and_is_used(packages, monkeypatch, run):
    pyproject, module, table = documented()
    assert len(module.splitlines()) < 45
    installed(packages, pyproject, {"modelsync_orchard": module})
    Path("providers.toml").write_text(table, "utf-8")
    monkeypatch.setenv("ORCHARD_API_KEY", KEY)
    service = AiModelSyncService(Settings.read(), transport=Orchard())
    diff = service.sync_with_provider("orchard", actor=LOCAL)
    service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    service.database.engine.dispose()
    models = json.loads(run("models", "--provider", "orchard", "--format", "json")[1])
    assert {model["universalModelId"]: model["contextWindow"] for model in models} == {
        "orchard/apple": 8192,
        "orchard/pear": None,
    }
    [shown] = [one for one in json.loads(run("providers", "--format", "json")[1]) if one["kind"] == "orchard"]
    assert shown["key"] == {"variable": "ORCHARD_API_KEY", "present": True}


def test_a_function_may_give_the_adapter(packages, run):
    one_module(packages, "tulip", GOOD, "adapter")
    toml(garden={"kind": "tulip", "label": "Garden"})
    code, out, err = run("providers", "--format", "json")
    assert (code, err) == (0, "")
    [shown] = [one for one in json.loads(out) if one["kind"] == "tulip"]
    assert (shown["provider"], shown["label"], shown["idPrefix"]) == ("garden", "Garden", "garden/")


@pytest.mark.parametrize("way", BROKEN)
def test_a_broken_kind_is_one_sentence_where_it_is_used_and_hurts_nobody_else(packages, server, run, way):
    code, target, said = BROKEN[way]
    one_module(packages, "tulip", code, target)
    toml(garden={"kind": "tulip"}, house=house() | {"base_url": server.url("openai")})
    told = f"The kind tulip of the package modelsync-tulip {said}"
    failure = sentence(run("plan", "garden"))
    assert told in failure
    assert "secret words" not in failure
    exit_code, out, err = run("providers", "--format", "json")
    assert exit_code == 0
    assert [one["provider"] for one in json.loads(out)][-2:] == ["garden", "house"]
    assert told in err
    assert re.search(r"garden +tulip .* cannot be used", run("providers")[1])
    assert run("plan", "openai")[0] == 2
    assert told in run("status")[2]


def test_a_broken_kind_that_nobody_uses_is_told_by_providers_alone(packages, server, run):
    one_module(packages, "tulip", "1 / 0")
    assert run("plan", "openai")[0] == 2
    code, _out, err = run("providers")
    assert code == 0
    assert "The kind tulip of the package modelsync-tulip stopped with a ZeroDivisionError" in err
    assert run("status")[2] == ""


@pytest.mark.parametrize("way", BROKEN_PARSE)
def test_a_kind_whose_parse_is_broken_is_one_sentence(packages, way):
    parse, said = BROKEN_PARSE[way]
    one_module(packages, "tulip", ADAPTER.format(parse=parse))
    toml(garden={"kind": "tulip"})
    body = httpx.MockTransport(lambda _: httpx.Response(200, json={"data": [{"id": "a"}]}))
    service = AiModelSyncService(Settings.read(), transport=body)
    with pytest.raises(FetchError, match=said):
        service.sync_with_provider("garden", actor=LOCAL)
    service.database.engine.dispose()


def test_an_unknown_kind_names_the_installed_ones(packages, run):
    one_module(packages, "tulip", GOOD)
    toml(garden={"kind": "rose"})
    assert "litellm, azure-openai, tulip." in sentence(run("providers"))


def test_the_built_in_kinds_stay_what_they_are(packages, server, run):
    one_module(packages, "openai", "1 / 0")
    listed(server, "openai", "gpt-5")
    toml(second={"kind": "openai"})
    code, out, err = run("providers", "--format", "json")
    assert code == 0
    assert len(json.loads(out)) == 4
    assert "The kind openai of the package modelsync-openai stopped" in err
