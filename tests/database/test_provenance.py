"""Where a value is from proposes no update by itself: not in a database of an older version, and not in one of this version."""

from __future__ import annotations

import json

import pytest

from modelsync.core.actors import LOCAL
from tests.support.older_version import LISTINGS, PRICES, UPGRADED, restore, serve
from tests.support.pricing_files import price_file
from tests.support.providers import openai_item

pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


def rewritten(folder, change):
    """The older version's pricing files with each entry and period changed."""
    folder.mkdir(exist_ok=True)
    for path in sorted(PRICES.glob("*-pricing.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        for entry in data["models"]:
            change(entry)
        (folder / path.name).write_text(json.dumps(data), encoding="utf-8")
    return folder


def other_provenance(entry):
    """Other sources, ages and addresses, with equal figures."""
    for period in entry["prices"]:
        period |= {
            "source": "LiteLLM 1.110.2",
            "source_url": "https://example.com/prices",
            "checked_on": "2026-10-26",
        }
    first = entry["prices"][0]
    first["from"] = f"{int(first['from'][:4]) - 1}{first['from'][4:]}"
    if entry.get("replacement"):
        entry["source_url"] = "https://example.com/deprecations"


def changes(diffs):
    return {
        name: (
            [model.universal_model_id for model in diff.new_models],
            [(update.updated.universal_model_id, update.changed_fields) for update in diff.updated_models],
            [model.universal_model_id for model in diff.archived_models],
        )
        for name, diff in diffs.items()
    }


@pytest.fixture
def older(environment, new_service, providers, clock):
    """Services of this version over a database of the older one."""
    url = f"sqlite:///{environment / 'modelsync.db'}"
    restore(url)
    serve(providers)
    clock.now = UPGRADED
    return lambda folder: new_service(database_url=url, pricing_dir=folder)


def test_other_sources_ages_and_addresses_change_nothing_of_the_first_sync(older, tmp_path):
    waiting = {name: plan.diff for name, plan in older(PRICES).latest_plans().items()}
    service = older(rewritten(tmp_path / "prices", other_provenance))
    assert changes(service.sync_with_providers(LISTINGS, actor=LOCAL)) == changes(waiting)


def test_a_first_sync_shows_true_changes_of_figures_and_days_only(older, tmp_path):
    waiting = changes({name: plan.diff for name, plan in older(PRICES).latest_plans().items()})

    def change(entry):
        other_provenance(entry)
        entry["prices"][-1]["batch_input_usd_per_mtok"] = entry["prices"][-1]["input_usd_per_mtok"]
        if entry["id"] == "gemini-2.5-flash":
            entry["prices"][-1]["input_usd_per_mtok"] = "0.4"
        if entry["id"] == "gemini-2.5-flash-lite":
            entry["retires_on"] = "2026-12-01"

    found = changes(older(rewritten(tmp_path / "prices", change)).sync_with_providers(LISTINGS, actor=LOCAL))
    more = {id_: paths for id_, paths in found["google"][1] if (id_, paths) not in waiting["google"][1]}
    assert more.keys() == {"gemini-2.5-flash", "gemini-2.5-flash-lite"}
    assert "pricing.input" in more["gemini-2.5-flash"]
    assert "lifecycle.retiresAt" in more["gemini-2.5-flash-lite"]
    for name in ("openai", "anthropic"):  # a row that changes anyway gets the new figure with it
        without = [
            (id_, tuple(path for path in paths if path != "pricing.batchInput"))
            for id_, paths in found[name][1]
        ]
        assert (found[name][0], without, found[name][2]) == waiting[name]


def test_a_real_change_brings_what_the_older_version_did_not_store(older, tmp_path):
    def dearer(entry):
        if entry["id"] == "gemini-2.5-pro":
            entry["prices"][-1]["output_usd_per_mtok"] = "11"

    service = older(rewritten(tmp_path / "prices", dearer))
    diff = service.sync_with_provider("google", actor=LOCAL)
    service.apply_sync(diff.plan_id, ["gemini-2.5-pro"], actor=LOCAL)
    found = service.model("gemini-2.5-pro").pricing
    assert [tier.above_tokens for tier in found.tiers] == [200_000]

    def without_tiers(entry):
        dearer(entry)
        if entry["id"] == "gemini-2.5-pro":
            del entry["prices"][-1]["tiers"]

    service = older(rewritten(tmp_path / "prices", without_tiers))
    [update] = [
        update
        for update in service.sync_with_provider("google", actor=LOCAL).updated_models
        if update.updated.universal_model_id == "gemini-2.5-pro"
    ]
    assert update.changed_fields == ("pricing.tiers",)


def test_in_a_catalogue_of_this_version_too_provenance_alone_proposes_nothing(
    service, providers, pricing_dir
):
    providers.set("openai", openai_item("gpt-8"))
    path = price_file(pricing_dir, "openai", {"id": "gpt-8", "replacement": "gpt-9", "context_window": 5})
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    data = json.loads(path.read_text(encoding="utf-8"))
    other_provenance(data["models"][0])
    path.write_text(json.dumps(data), encoding="utf-8")
    assert service.sync_with_provider("openai", actor=LOCAL).is_empty
    data["models"][0]["prices"][0]["cache_write_usd_per_mtok"] = "1.25"
    path.write_text(json.dumps(data), encoding="utf-8")
    [update] = service.sync_with_provider("openai", actor=LOCAL).updated_models
    assert "pricing.cacheWrite" in update.changed_fields


@pytest.mark.parametrize("gone", ["replacement", "context_window", "retires_on", "prices"])
def test_what_is_removed_from_the_file_is_cleared_in_the_next_plan(service, providers, pricing_dir, gone):
    providers.set("openai", openai_item("gpt-8"))
    said = {"replacement": "gpt-9", "context_window": 5, "retires_on": "2027-01-01"}
    path = price_file(pricing_dir, "openai", {"id": "gpt-8", **said})
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["models"][0] |= {"prices": []} if gone == "prices" else {}
    if gone != "prices":
        del data["models"][0][gone]
    path.write_text(json.dumps(data), encoding="utf-8")
    diff = service.sync_with_provider("openai", actor=LOCAL)
    [update] = diff.updated_models
    field = {
        "replacement": "lifecycle.replacement",
        "retires_on": "lifecycle.retiresAt",
        "prices": "pricing.input",
    }
    assert field.get(gone, "contextWindow") in update.changed_fields
    service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    row = service.model("gpt-8")
    values = (row.lifecycle.replacement, row.context_window, row.lifecycle.retires_at, row.pricing)
    assert sum(value is None for value in values) == 1
    assert service.sync_with_provider("openai", actor=LOCAL).is_empty
