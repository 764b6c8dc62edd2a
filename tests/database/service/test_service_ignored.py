"""Findings on the prices that a person ignores: kept until what was found changes, on record, taken back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.errors import EditError, StalePlanError
from tests.support.pricing_files import price_file
from tests.support.providers import openai_item
from tests.support.reference_files import as_bytes, litellm, litellm_model

ANN, BOB = Actor.admin("ann"), Actor.admin("bob")


@pytest.fixture
def reference(environment):
    """LiteLLM's price of gpt-9, as a file that a test writes anew."""
    path = environment / "map.json"

    def write(input_):
        path.write_bytes(as_bytes(litellm(**{"gpt-9": litellm_model(input_)})))
        return str(path)

    return write


@pytest.fixture
def stocked(new_service, providers, pricing_dir, reference):
    """gpt-9 with another price than a reference has, gpt-8 without one."""
    path = price_file(pricing_dir, "openai", {"id": "gpt-9", "input": "3", "output": "10"})
    data = json.loads(path.read_text())
    data["models"][0]["prices"][0]["checked_on"] = "2026-10-30"
    path.write_text(json.dumps(data))
    service = new_service(litellm_prices=reference(2e-06))
    providers.set("openai", openai_item("gpt-8"), openai_item("gpt-9"))
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    service.update_references("litellm", actor=LOCAL)
    return service


def found(service):
    """The warnings by model: whether somebody ignores them."""
    findings = service.price_findings("openai")
    return {
        one.universal_model_id: one.ignored and one.ignored.by for one in findings if one.level == "warning"
    }


def finding(service, id_):
    return next(one for one in service.price_findings("openai") if one.universal_model_id == id_)


def test_it_is_ignored_until_what_was_found_changes(stocked, reference, clock):
    assert found(stocked) == {"gpt-8": None, "gpt-9": None}
    stocked.ignore_findings([finding(stocked, "gpt-9")], actor=ANN, reason="contract price")
    assert found(stocked) == {"gpt-8": None, "gpt-9": "ann"}
    clock.now += timedelta(days=2)
    stocked.update_references("litellm", actor=LOCAL)
    assert found(stocked)["gpt-9"] == "ann"  # only the age of the source changed
    reference(4e-06)
    stocked.update_references("litellm", actor=LOCAL)
    assert found(stocked)["gpt-9"] is None
    reference(2e-06)
    stocked.update_references("litellm", actor=LOCAL)
    assert finding(stocked, "gpt-9").ignored.reason == "contract price"


def test_what_is_taken_back_is_found_again_and_stays_on_record(stocked, rows):
    stocked.ignore_findings([finding(stocked, "gpt-8")], actor=ANN, reason="free for us")
    stocked.recall_findings([finding(stocked, "gpt-8")], actor=BOB)
    assert found(stocked)["gpt-8"] is None
    [kept] = rows("SELECT actor, reason, recalled_by FROM ignored_finding")
    assert tuple(kept.values()) == ("ann", "free for us", "bob")
    stocked.ignore_findings([finding(stocked, "gpt-8")], actor=BOB, reason="still free")
    assert found(stocked)["gpt-8"] == "bob"


def test_a_finding_that_moved_or_that_somebody_else_ignored_is_refused_with_all_of_them(stocked, pricing_dir):
    seen = [finding(stocked, "gpt-8"), finding(stocked, "gpt-9")]
    with pytest.raises(EditError, match="needs a reason"):
        stocked.ignore_findings(seen, actor=ANN, reason=" ")
    stocked.ignore_findings(seen[:1], actor=ANN, reason="mine")
    with pytest.raises(StalePlanError, match="gpt-8 was ignored by ann at 20"):
        stocked.ignore_findings(seen, actor=BOB, reason="too")
    price_file(pricing_dir, "openai", {"id": "gpt-9", "input": "5", "output": "10"})
    with pytest.raises(StalePlanError, match="gpt-9 has changed since it was shown"):
        stocked.ignore_findings(seen[1:], actor=BOB, reason="too")
    assert found(stocked) == {"gpt-8": "ann", "gpt-9": None}
