"""A provider is one adapter: what is registered syncs, applies and shows everywhere, without a line elsewhere."""

from __future__ import annotations

import asyncio
import json
import re

import httpx
import pytest
from streamlit.testing.v1 import AppTest

from modelsync.adapters import REGISTRY, registered
from modelsync.api.application import application
from modelsync.core.actors import LOCAL
from modelsync.server import shared
from tests.support import orchid
from tests.support.pricing_files import price_file

FLOWERS = [*(orchid.flower(f"orchid-{number}") for number in range(4)), orchid.flower("orchid-bees")]
TEXT = ["orchid-0", "orchid-1", "orchid-2", "orchid-3"]


@pytest.fixture
def samples(tmp_path):
    folder = tmp_path / "samples"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def planted(environment, pricing_dir, samples, monkeypatch):
    """The provider in the registry, with a key, a price and a server that answers."""
    price_file(pricing_dir, "orchid", *({"id": id_, "input": "3"} for id_ in TEXT))
    monkeypatch.setenv("ORCHID_API_KEY", orchid.KEY)
    with orchid.garden(FLOWERS) as url, registered(orchid.adapter(samples)):
        monkeypatch.setenv("ORCHID_BASE_URL", url)
        yield


@pytest.fixture
def stocked(run):
    """The command, with the four models in the catalogue."""
    assert run("plan", "orchid")[0] == 2
    assert run("apply", "--latest", "orchid", "--all")[0] == 0
    return run


def opened(page, pages):
    return AppTest.from_file(pages / f"{page}.py", default_timeout=60).run()


def test_the_commands_plan_apply_and_list_it(run):
    code, out, _ = run("plan", "orchid", "--format", "json")
    plan = json.loads(out)
    assert code == 2
    assert [model["universalModelId"] for model in plan["newModels"]] == TEXT
    assert [(e["universalModelId"], e["rule"]) for e in plan["excluded"]] == [("orchid-bees", "pollination")]
    assert run("apply", plan["planId"], "--all")[0] == 0
    models = json.loads(run("models", "--provider", "orchid", "--format", "json")[1])
    assert {m["universalModelId"]: m["pricing"]["input"] for m in models} == dict.fromkeys(TEXT, "3")
    assert json.loads(run("history", "--format", "json")[1])[0]["provider"] == "orchid"
    assert run("plan", "orchid")[0] == 0


def test_the_status_and_the_price_check_know_it(stocked):
    said = stocked("status")[1]
    assert re.search(r"orchid +key from ORCHID_API_KEY", said)
    assert "orchid-pricing.json" in said
    code, out, _ = stocked("prices", "check", "orchid", "--format", "json")
    assert code == 0
    assert {finding["code"] for finding in json.loads(out)} == {"never-checked"}


def test_an_id_can_be_excluded_and_the_run_undone(stocked):
    assert stocked("exclude", "orchid-1", "--provider", "orchid", "--reason", "wilted")[0] == 0
    assert "excluded by local:" in stocked("plan", "orchid", "--format", "csv")[1].lower()
    assert stocked("undo", "1")[0] == 0
    assert json.loads(stocked("models", "--provider", "orchid", "--format", "json")[1]) == []


def test_the_registry_decides_which_names_there_are(run):
    code, _, err = run("plan", "nobody")
    assert code == 1
    assert err.endswith(f"Choose one of {', '.join(REGISTRY)}.\n")
    with pytest.raises(ValueError, match="orchid"), registered(REGISTRY["orchid"]):
        pass
    assert "orchid" in REGISTRY


def test_the_api_syncs_applies_and_lists_it(just_started):
    token = shared.shared_service().create_token("garden", "write", actor=LOCAL)

    async def walk():
        transport = httpx.ASGITransport(application(), client=("127.0.0.1", 50000))
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1", headers=headers
        ) as client:
            plan = (await client.post("/api/v1/providers/orchid/sync")).json()
            run = await client.post(f"/api/v1/plans/{plan['planId']}/apply", json={"approved": "all"})
            listed = await client.get("/api/v1/models", params={"provider": "orchid"})
            unknown = await client.get("/api/v1/models", params={"provider": "nobody"})
            document = await client.get("/api/v1/openapi.json")
            return run, listed, unknown, document

    run, listed, unknown, document = asyncio.run(walk())
    assert run.json()["counts"]["inserted"] == 4
    assert [model["universalModelId"] for model in listed.json()["items"]] == TEXT
    assert unknown.status_code == 422
    assert "orchid" in unknown.json()["detail"]
    names = re.findall(r'"enum": ?\[("openai"[^]]*)\]', document.text)
    assert names
    assert all(json.loads(f"[{found}]") == list(REGISTRY) for found in names)


def test_the_pages_show_it(stocked, just_started, pytestconfig):
    pages = pytestconfig.rootpath / "pages"
    review = opened("review", pages)
    assert "Sync Orchid" in [button.label for button in review.button]
    catalogue = opened("catalogue", pages)
    [chosen] = catalogue.get("button_group")[:1]
    assert "Orchid" in str(chosen.proto)
    pricing = opened("pricing", pages)
    chart = json.loads(pricing.get("vega_lite_chart")[0].proto.spec)["encoding"]
    marks = {name: chart[name]["scale"] for name in ("color", "shape")}
    assert marks["color"]["domain"] == [adapter.label for adapter in REGISTRY.values()]
    assert marks["color"]["range"][-1] == "#8b5cf6"
    assert len(set(marks["shape"]["range"])) == len(REGISTRY)


def test_the_demo_shows_it_with_its_samples(run, samples):
    orchid.write_samples(samples)
    code, out, _ = run("demo")
    assert code == 0
    assert "orchid: 6 listed; 6 new" in out
    assert re.search(r"orchid: 6 listed; 1 new.* 1 updated.* 1 archived", out)
    assert "Not in the demo" not in out


def test_the_demo_goes_on_without_a_provider_that_has_no_samples(run):
    code, out, err = run("demo")
    assert (code, err) == (0, "")
    assert "Not in the demo, for lack of a sample listing: Orchid." in out
    assert "openai: " in out
    assert "orchid: " not in out
