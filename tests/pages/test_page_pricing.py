"""The Pricing page: findings with what to do, prices per million tokens, charts, and that a broken file does not stop it."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from modelsync.core.actors import LOCAL
from tests.support.checkout import PAGES
from tests.support.pricing_files import price_file
from tests.support.providers import anthropic_item, google_item, openai_item

PAGE = PAGES / "pricing.py"


@pytest.fixture
def page(just_started):
    return AppTest.from_file(PAGE, default_timeout=30)


@pytest.fixture
def stocked(service, providers, pricing_dir):
    """Priced models of two providers, one of them at a price that changes, and a free one."""
    price_file(pricing_dir, "openai", {"id": "gpt-5", "input": "1.25", "output": "10"})
    price_file(pricing_dir, "anthropic", {"id": "claude-a"})
    price_file(pricing_dir, "google", {"id": "gemma-4-31b-it", "input": "0", "output": "0"})
    path = pricing_dir / "anthropic-pricing.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    first = data["models"][0]["prices"][0]
    data["models"][0]["prices"].append({**first, "from": "2026-02-01", "input_usd_per_mtok": "0.5"})
    path.write_text(json.dumps(data), encoding="utf-8")
    providers.set("openai", openai_item("gpt-5"), openai_item("o3"))
    providers.set("anthropic", anthropic_item("claude-a"))
    providers.set("google", google_item("gemma-4-31b-it"))
    for provider in ("openai", "anthropic", "google"):
        service.apply_sync(service.sync_with_provider(provider, actor=LOCAL).plan_id, "all", actor=LOCAL)


def charts(page):
    return [json.loads(chart.proto.spec) for chart in page.get("vega_lite_chart")]


def test_an_empty_catalogue_says_what_to_do(page):
    page.run()
    assert not page.exception
    assert page.success[0].value == "Every price was checked and none is missing."
    assert "Sync a provider" in page.info[0].value


def test_findings_come_first_each_with_what_to_do(page, stocked):
    page.run()
    assert not page.exception
    found = page.dataframe[0].value
    assert list(found["what"])[:2] == ["Other price elsewhere", "No price"]
    assert "gpt-5: cached input —, there $0.125" in found["message"][0]
    assert found["cure"][1] == "modelsync prices suggest openai may have one to review and paste."


def test_prices_are_numbers_per_million_tokens_and_a_missing_one_is_empty(page, stocked):
    page.run()
    prices = page.dataframe[1].value.set_index("id")
    assert prices.loc["gpt-5", ["input", "output"]].tolist() == [1.25, 10.0]
    assert prices.loc["claude-a", "input"] == 0.5
    assert prices.loc["o3", "source"] == "no price"
    assert prices.loc["o3"].isna()["input"]


def test_the_provider_filter_narrows_table_and_charts(page, stocked):
    page.run()
    page.segmented_control(key="pricing_provider").set_value("OpenAI").run()
    assert list(page.dataframe[1].value["id"]) == ["gpt-5", "o3"]
    assert any("1 free or unpriced model not shown" in caption.value for caption in page.caption)


def test_input_is_drawn_against_output_on_logarithmic_axes(page, stocked):
    page.run()
    scatter = charts(page)[0]["encoding"]
    assert [scatter[axis]["scale"]["type"] for axis in "xy"] == ["log", "log"]
    assert scatter["color"]["field"] == scatter["shape"]["field"] == "provider"


def test_a_model_whose_price_changed_can_be_followed_over_time(page, stocked):
    page.run()
    assert page.selectbox(key="pricing_model").options == ["claude-a"]
    assert len(charts(page)) == 2
    assert "from 2026-02-01: input \\$0.50" in page.caption[-1].value


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "openai-pricing.json is not JSON in line 1"),
        (
            '{"provider": "google", "currency": "USD", "models": []}',
            'openai-pricing.json: provider is "google"',
        ),
    ],
    ids=["not JSON", "wrong provider"],
)
def test_a_broken_file_is_one_sentence_and_the_rest_of_the_page_works(
    page, stocked, pricing_dir, content, sentence
):
    (pricing_dir / "openai-pricing.json").write_text(content, encoding="utf-8")
    page.run()
    assert not page.exception
    assert len(page.error) == 1
    assert page.error[0].value.startswith(sentence)
    assert "Anthropic" in list(page.dataframe[0].value["provider"])
    assert "gpt-5" in list(page.dataframe[1].value["id"])
    assert len(charts(page)) == 2
