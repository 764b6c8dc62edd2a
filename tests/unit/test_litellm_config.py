"""LiteLLM's file: exact, sorted, and the same for any loader whatever ids and names hold."""

from __future__ import annotations

import string
from datetime import date
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from modelsync.core.lifecycle import Lifecycle
from modelsync.core.pricing import Tier
from modelsync.report.litellm_config import Route, litellm_config
from tests.support.models import price, stored

ROUTES = {
    "openai": Route("openai", "OPENAI_API_KEY", None),
    "house": Route("openai", None, "http://gateway.internal:4000/v1"),
}

WHOLE = """\
- model_name: "house/org/llama-4"
  litellm_params:
    model: "openai/org/llama-4"
    api_key: no-key
    api_base: "http://gateway.internal:4000/v1"
  model_info:
    display_name: "HOUSE/ORG/LLAMA-4"
- model_name: "gpt-5.4"
  litellm_params:
    model: "openai/gpt-5.4"
    api_key: os.environ/OPENAI_API_KEY
  model_info:
    display_name: "GPT-5.4"
    max_input_tokens: 1050000
    max_output_tokens: 128000
    input_cost_per_token: 0.0000025
    cache_read_input_token_cost: 0.00000025
    output_cost_per_token: 0.000015
    cache_creation_input_token_cost_above_1hr: 0.00001
    input_cost_per_token_batches: 0.00000125
    input_cost_per_token_above_272k_tokens: 0.000005
    input_cost_per_token_above_272k_tokens_batches: 0.0000025
    search_context_cost_per_query:
      search_context_size_low: 0.01
      search_context_size_medium: 0.01
      search_context_size_high: 0.01
    deprecation_date: "2027-03-05"
"""


def whole():
    figures = {"cached_input": "0.25", "cache_write_long": "10", "batch_input": "1.25", "web_search": "10"}
    above = Tier(above_tokens=272_000, input=Decimal(5), batch_input=Decimal("2.5"))
    return stored(
        "gpt-5.4",
        context_window=1_050_000,
        max_output_tokens=128_000,
        pricing=price("2.50", "15", tiers=(above,), **{key: Decimal(text) for key, text in figures.items()}),
        lifecycle=Lifecycle(retires_at=date(2027, 3, 5), retires_kind="announced"),
    )


def house(id_="house/org/llama-4", **fields):
    own = {"provider_model_id": id_.removeprefix("house/"), "pricing": None}
    return stored(id_, "house", **own | fields)


def loaded(*models):
    return yaml.safe_load(litellm_config(models, ROUTES).text)["model_list"]


def test_each_model_has_its_route_its_prices_per_token_its_limits_and_its_last_day():
    text = litellm_config([whole(), house()], ROUTES).text
    assert text.partition("model_list:\n")[2] == WHOLE


def test_the_order_of_the_rows_does_not_matter_and_an_empty_catalogue_is_an_empty_list():
    assert litellm_config([house(), whole()], ROUTES) == litellm_config([whole(), house()], ROUTES)
    assert loaded() == []


def test_an_earliest_day_is_no_announced_one():
    lifecycle = Lifecycle(retires_at=date(2027, 3, 5), retires_kind="earliest")
    [entry] = loaded(stored(lifecycle=lifecycle))
    assert "deprecation_date" not in entry["model_info"]


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (stored("os.environ/OPENAI_API_KEY"), "the value of a variable"),
        (stored("*"), "any model"),
        (stored("x", "gone"), "gone is not configured any more"),
    ],
)
def test_what_litellm_would_take_for_something_else_is_left_out_and_said(model, why):
    config = litellm_config([model, whole()], ROUTES)
    [sentence] = config.left_out
    assert why in sentence
    assert f"# {sentence}\n" in config.text
    assert [entry["model_name"] for entry in yaml.safe_load(config.text)["model_list"]] == ["gpt-5.4"]


@given(
    id_=st.text(string.digits + string.ascii_letters + string.punctuation.replace("*", ""), min_size=1),
    name=st.text(min_size=1, max_size=40).filter(str.strip),
    usd=st.decimals(min_value=0, max_value=10**6, places=4),
)
def test_ids_names_and_amounts_come_back_as_they_were(id_, name, usd):
    [entry] = loaded(stored(f"a{id_}", display_name=name, pricing=price(usd, "1")))
    assert entry["model_name"] == f"a{id_}"
    assert entry["litellm_params"]["model"] == f"openai/a{id_}"
    assert entry["model_info"]["display_name"] == name
    text = litellm_config([stored(pricing=price(usd, "1"))], ROUTES).text
    [line] = [line for line in text.splitlines() if "input_cost_per_token:" in line]
    assert Decimal(line.partition(": ")[2]) * 10**6 == usd
    assert isinstance(entry["model_info"]["input_cost_per_token"], float)


def test_what_looks_like_a_number_or_a_switch_is_quoted_for_every_loader():
    for id_ in ("1e3", "0o17", "on", "null", "1:30", "2027-01-01"):
        assert f'model_name: "{id_}"\n' in litellm_config([stored(id_)], ROUTES).text
