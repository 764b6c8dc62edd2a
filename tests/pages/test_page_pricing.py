"""The Pricing page: a to-do list of findings with their actions, prices per million tokens, charts, and that a broken file does not stop it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from modelsync.core.actors import LOCAL
from modelsync.core.facts import Fact
from modelsync.core.pricing import Price
from tests.support.app_pages import everything
from tests.support.checkout import PAGES
from tests.support.pricing_files import price_file
from tests.support.providers import anthropic_item, google_item, openai_item
from tests.support.reference_files import as_bytes, litellm, litellm_model, models_dev, models_dev_model

PAGE = PAGES / "pricing.py"


@pytest.fixture
def page(just_started):
    return AppTest.from_file(PAGE, default_timeout=30)


@pytest.fixture
def stocked(service, providers, pricing_dir):
    """Priced models of two providers, one of them at a price that changes, and a free one; o3 without a price."""
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
    return service


@pytest.fixture
def agreed(stocked, new_service, environment, providers):
    """gpt-9 without a price, of which two references say the same one."""
    (environment / "litellm.json").write_bytes(as_bytes(litellm(**{"gpt-9": litellm_model()})))
    (environment / "dev.json").write_bytes(as_bytes(models_dev(**{"gpt-9": models_dev_model()})))
    service = new_service(
        litellm_prices=str(environment / "litellm.json"), models_dev=str(environment / "dev.json")
    )
    providers.set("openai", openai_item("gpt-5"), openai_item("o3"), openai_item("gpt-9"))
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    for source in ("litellm", "models.dev"):
        service.update_references(source, actor=LOCAL)
    return service


def groups(page):
    return [group.label for group in page.expander]


def open_group(page, code, view="todo"):
    page.session_state[f"findings_{view}_{code}"] = True
    return page.run()


def charts(page):
    return [json.loads(chart.proto.spec) for chart in page.get("vega_lite_chart")]


def prices(page):
    return next(table.value for table in page.dataframe if "source" in table.value).set_index("id")


def test_only_a_catalogue_with_models_is_said_to_have_all_prices(page, service, providers, pricing_dir):
    page.run()
    assert not page.exception
    assert (list(page.success), groups(page)) == ([], [])
    assert "Sync a provider" in page.info[0].value
    price_file(pricing_dir, "openai", {"id": "gpt-9", "input": "1.25", "output": "10"})
    providers.set("openai", openai_item("gpt-9"))
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    page.run()
    assert "Nothing needs a person" in page.success[0].value
    assert not page.info


def test_there_is_one_row_for_each_rule_and_notes_are_a_click_away(page, stocked):
    page.run()
    assert not page.exception
    assert groups(page) == ["**No price** · 1", "**Another price elsewhere** · 1"]
    assert page.get("button_group")
    page.session_state["pricing_view"] = "note"
    page.run()
    assert groups(page) == ["**Never compared** · 3"]


def test_one_rule_is_open_at_a_time_and_its_findings_have_their_actions(page, stocked):
    open_group(page.run(), "differs")
    assert "gpt-5: cached input —, there $0.125" in everything(page)
    assert {"set_gpt-5", "ignore_gpt-5"} <= {button.key for button in page.button}
    assert "modelsync" not in everything(page)
    open_group(page, "never-checked", "note")
    page.session_state["pricing_view"] = "note"
    page.run()
    (table,) = [table.value for table in page.dataframe if "what" in table.value]
    assert list(table["id"]) == ["gpt-5", "gemma-4-31b-it", "claude-a"]


def test_prices_on_which_two_references_agree_are_accepted_one_by_one_or_together(page, agreed):
    open_group(page.run(), "unpriced")
    (table,) = [table for table in page.dataframe if "what" in table.value]
    page.session_state[table.key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.run()
    (accept,) = [button for button in page.button if (button.key or "").startswith("accept_gpt-9")]
    assert accept.label == "Accept"
    assert "litellm 2026-11-01, models.dev 2026-11-01: input $2, output $10" in everything(page).replace(
        "*", ""
    )
    page.session_state[table.key] = {"selection": {"rows": [0, 1], "columns": [], "cells": []}}
    page.run()
    page.button(key="accept_selected").click().run()
    assert not page.exception
    assert str(agreed.model("gpt-9").pricing.output) == "10"
    assert agreed.model("o3").pricing is None
    assert "The price is in the catalogue: gpt-9." in page.success[0].value
    assert "**No price** · 1" in groups(page)
    assert [one.universal_model_id for one in agreed.amendments()] == ["gpt-9"]


def test_a_finding_is_ignored_with_a_reason_and_taken_back(page, stocked):
    open_group(page.run(), "unpriced")
    page.button(key="ignore_o3").click().run()
    page.session_state["ignore_asked"] = tuple(
        f for f in stocked.price_findings("openai") if f.code == "unpriced"
    )
    page.text_input(key="ignore_reason").input("for tests only")
    page.session_state["ignore_asked"] = tuple(
        f for f in stocked.price_findings("openai") if f.code == "unpriced"
    )
    page.button(key="ignore_confirm").click().run()
    assert not page.exception
    assert groups(page) == ["**Another price elsewhere** · 1"]
    page.session_state["pricing_view"] = "ignored"
    open_group(page.run(), "unpriced", "ignored")
    assert "for tests only" in everything(page)
    page.button(key="recall_findings").click().run()
    page.session_state["pricing_view"] = "todo"
    assert "**No price** · 1" in groups(page.run())


def test_the_facts_set_by_hand_are_listed_and_in_the_file_to_download(page, stocked, monkeypatch):
    said = Fact(
        provider="openai",
        universal_model_id="o3",
        kind="price",
        begins=date(2026, 10, 1),
        value=Price(input=2, output=8, web_search=10),
        source="their page",
    )
    stocked.set_facts([said], actor=LOCAL, reason="asked")
    files = {}
    monkeypatch.setattr("streamlit.download_button", lambda label, data, **_: files.setdefault(label, data))
    page.session_state["downloads"] = True
    page.run()
    assert not page.exception
    assert "Set by hand · 1" in everything(page)
    assert "Price from 2026-10-01: input $2 · output $8 · web search $10 · asked" in everything(page)
    (table,) = [table.value for table in page.dataframe if "says" in table.value]
    assert list(table["source"]) == ["their page"]
    file = json.loads(files["openai-pricing.json"])
    assert [(model["id"], len(model["prices"])) for model in file["models"]] == [("gpt-5", 1), ("o3", 1)]
    assert files["google-pricing.json"] == stocked.exported_prices("google")


def test_prices_are_numbers_per_million_tokens_and_a_missing_one_is_empty(page, stocked):
    found = prices(page.run())
    assert found.loc["gpt-5", ["input", "output"]].tolist() == [1.25, 10.0]
    assert found.loc["claude-a", "input"] == 0.5
    assert found.loc["o3", "source"] == "no price"
    assert found.loc["o3"].isna()["input"]


def test_the_provider_filter_narrows_table_and_charts(page, stocked):
    page.run()
    page.segmented_control(key="pricing_provider").set_value("OpenAI").run()
    assert list(prices(page).index) == ["gpt-5", "o3"]
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
    page.session_state["pricing_view"] = "note"
    page.run()
    assert (groups(page), page.error) == (["**Never compared** · 3"], [])
    (pricing_dir / "openai-pricing.json").write_text(content, encoding="utf-8")
    page.run()
    assert not page.exception
    assert len(page.error) == 1
    assert page.error[0].value.startswith(sentence)
    assert groups(page) == ["**Never compared** · 2"]
    assert "gpt-5" in list(prices(page).index)
    assert len(charts(page)) == 2
