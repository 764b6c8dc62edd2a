"""A sync whose pricing file cannot be read: what the file said stays, and the plan needs a confirmation."""

from __future__ import annotations

import pytest

from modelsync.core.actors import LOCAL
from modelsync.errors import UnsafePlanError
from tests.support.model_ids import OPENAI
from tests.support.pricing_files import price_file
from tests.support.providers import openai_items
from tests.support.service_calls import models, plan

TERMS = {
    "id": "o5",
    "display_name": "Our o5",
    "input": "2.50",
    "output": "10",
    "context_window": 400_000,
    "max_output_tokens": 128_000,
    "replacement": "o6",
}
"""All that a pricing file can say of a model."""


def breaks(file):
    file.write_text("{", encoding="utf-8")


def is_refused(file):
    file.write_text(file.read_text(encoding="utf-8").replace('"2.50"', '"-2.50"'), encoding="utf-8")


def is_missing(file):
    file.unlink()


def is_not_utf8(file):
    file.write_bytes(b"\xff\xfe")


def is_a_folder(file):
    file.unlink()
    file.mkdir()


@pytest.fixture
def file(stocked, pricing_dir):
    """The pricing file behind a row of the catalogue."""
    path = price_file(pricing_dir, "openai", TERMS)
    stocked.apply_sync(plan(stocked).plan_id, "all", actor=LOCAL)
    return path


@pytest.mark.parametrize("what", [breaks, is_refused, is_missing, is_not_utf8, is_a_folder])
def test_all_that_the_file_said_stays_and_a_commit_needs_a_reason(stocked, providers, file, what):
    before = models(stocked)["o5"]
    assert (before.context_window, before.max_output_tokens) == (400_000, 128_000)
    assert (before.display_name, str(before.pricing.input)) == ("Our o5", "2.50")
    assert before.lifecycle.replacement == "o6"
    what(file)
    providers.set("openai", *openai_items(*OPENAI, "o7"))
    diff = plan(stocked)
    assert [model.universal_model_id for model in diff.new_models] == ["o7"]
    assert not diff.updated_models
    assert [found.code for found in stocked.findings(stocked.plan(diff.plan_id), ["o7"])] == [
        "pricing-unusable"
    ]
    with pytest.raises(UnsafePlanError, match=r"openai-pricing\.json.* 1 new model would come without"):
        stocked.apply_sync(diff.plan_id, "all", actor=LOCAL)
    stocked.apply_sync(diff.plan_id, "all", actor=LOCAL, force=True, reason="the file is being mended")
    assert models(stocked)["o5"] == before


def test_a_comparison_again_finds_it_too(stocked, file):
    diff = plan(stocked)
    breaks(file)
    again = stocked.compare_again(diff.plan_id, actor=LOCAL)
    assert [warning.code for warning in again.warnings] == ["pricing-unusable"]
    assert again.is_empty


def test_a_file_that_is_mended_needs_no_confirmation_any_more(stocked, providers, file):
    text = file.read_text(encoding="utf-8")
    breaks(file)
    providers.set("openai", *openai_items(*OPENAI, "o7"))
    broken = plan(stocked)
    file.write_text(text, encoding="utf-8")
    mended = stocked.compare_again(broken.plan_id, actor=LOCAL)
    stocked.apply_sync(mended.plan_id, "all", actor=LOCAL)
    assert "o7" in models(stocked)
