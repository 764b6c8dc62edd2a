"""What an entry of a compatible server reads as: every field by the names that servers use, prices in each unit, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from modelsync.adapters import compatible
from modelsync.adapters.presets import PRESETS

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def read(kind="openai-compatible", /, **fields):
    return compatible.adapter(kind, PRESETS[kind]).parse({"id": "m", **fields})


FIELDS = [
    ({"display_name": "M", "name": "other"}, "display_name", "M"),
    ({"name": "M"}, "display_name", "M"),
    ({"description": "About it"}, "description", "About it"),
    ({"created": 1767225600}, "released_at", MOMENT),
    ({"created": 0}, "released_at", None),
    ({"created_at": "2026-01-01T00:00:00Z"}, "released_at", MOMENT),
    *(
        ({key: 8192}, "context_window", 8192)
        for key in ("context_length", "context_window", "max_context_length", "max_model_len")
    ),
    ({"meta": {"n_ctx_train": 8192}}, "context_window", 8192),
    ({"limits": {"max_input_tokens": 8192, "max_output_tokens": 4096}}, "max_output_tokens", 4096),
    ({"limits": {"max_total_tokens": 8192, "max_completion_tokens": 4096}}, "context_window", 8192),
    ({"top_provider": {"max_completion_tokens": 4096}}, "max_output_tokens", 4096),
    ({"max_completion_tokens": 4096}, "max_output_tokens", 4096),
    ({"top_provider": {"max_completion_tokens": None}, "max_output_length": 4096}, "max_output_tokens", 4096),
]


@pytest.mark.parametrize(("sent", "name", "value"), FIELDS)
def test_a_field_is_read_by_the_names_that_servers_use(sent, name, value):
    found = read(**sent)
    assert getattr(found, name) == value
    assert found.unreadable == ()


DATES = [
    ({"deprecation": "2026-07-31T12:00:00Z"}, date(2026, 7, 31)),
    ({"expiration_date": "2026-07-31"}, date(2026, 7, 31)),
    ({"deprecation": {"fine_tune": 1767225600, "inference": 1785456000}}, date(2026, 7, 31)),
    ({"expiration_date": None}, None),
]


@pytest.mark.parametrize(("sent", "day"), DATES)
def test_a_date_or_its_null_is_read(sent, day):
    lifecycle = read(**sent).lifecycle
    assert "retires_at" in lifecycle.model_fields_set
    assert lifecycle.retires_at == day


def test_what_is_not_sent_is_not_set():
    found = read(deprecation={"fine_tune": 1767225600})
    assert found.lifecycle.model_fields_set == set()
    assert not {"pricing", "display_name"} & found.model_fields_set


@pytest.mark.parametrize(
    ("sent", "state"),
    [
        ({"active": False}, "retired"),
        ({"active": True}, "active"),
        ({"lifecycle_status": "generally-available"}, "active"),
        ({"lifecycle_status": "deprecating"}, "deprecated"),
        ({"lifecycle_status": "retired"}, "retired"),
        ({"lifecycle_status": "quite new"}, None),
    ],
)
def test_a_flag_or_a_stage_is_the_state(sent, state):
    assert read(**sent).lifecycle.state == state


def test_capabilities_are_flags_lists_and_modalities():
    found = read(
        capabilities={"completion_chat": True, "vision": False, "limits": {"x": 1}},
        architecture={"input_modalities": ["text", "image"], "output_modalities": ["text"]},
        supported_features=["tools"],
        type="chat",
    ).capabilities
    assert found == {
        "completion_chat": True,
        "vision": False,
        "inputModalities": ["image", "text"],
        "outputModalities": ["text"],
        "features": ["tools"],
        "type": ["chat"],
    }
    assert read(capabilities=["tools", "streaming"]).capabilities == {"capabilities": ["streaming", "tools"]}


PRICES = [
    ("openrouter", {"prompt": "0.00000015", "completion": "0.0000006"}, ("0.15", "0.6")),
    ("openrouter", {"prompt": "0", "completion": "0"}, ("0", "0")),
    ("openrouter", {"prompt": 1.5e-07, "completion": 6e-07}, ("0.15", "0.6")),
    ("together", {"input": 1.4, "output": 4}, ("1.4", "4")),
    ("together", {"input": 0, "output": 0}, ("0", "0")),
    ("openai-compatible", {"prompt": "0.00000015", "completion": "0.0000006"}, ("0.15", "0.6")),
    ("openai-compatible", {"input": 1.4, "output": 4.4}, ("1.4", "4.4")),
    ("openai-compatible", {"prompt": "0.30", "completion": "1.20"}, ("0.3", "1.2")),
    ("openai-compatible", {"prompt": 3e-07, "completion": 0.0006}, ("0.3", "600")),
    ("openai-compatible", {"input": 0.003, "output": 0.004}, ("0.003", "0.004")),
    ("openai-compatible", {"prompt": "0", "completion": "0"}, ("0", "0")),
    ("openai-compatible", {"unit": "token", "prompt": "0.002", "completion": "0.004"}, ("2000", "4000")),
    ("openrouter", {"prompt": "0.000001", "completion": "0.000002", "web_search": "-1"}, ("1", "2")),
]


@pytest.mark.parametrize(("kind", "pricing", "figures"), PRICES)
def test_a_price_is_read_in_the_unit_of_its_kind(kind, pricing, figures):
    found = read(kind, pricing=pricing)
    assert (found.pricing.input, found.pricing.output) == tuple(map(Decimal, figures))
    assert (found.pricing.source, found.unreadable) == ("listing", ())


def test_caches_audio_and_searches_have_their_own_figures():
    sent = {"prompt": "0.000002", "completion": "0.000012", "input_cache_read": "0.0000002"}
    sent |= {
        "input_cache_write": "0.000000375",
        "audio": "0.000002",
        "web_search": "0.014",
        "image": "0.000002",
    }
    price = read("openrouter", pricing=sent).pricing
    assert {key: value for key, value in price.to_json().items() if value is not None} == {
        "input": "2",
        "cachedInput": "0.2",
        "output": "12",
        "cacheWrite": "0.375",
        "audioInput": "2",
        "webSearch": "14",
        "source": "listing",
    }


TIERS = [
    {"tiers": [{"above_tokens": 200000, "prompt": "0.000004", "completion": "0.000018"}]},
    {
        "prompt_tiers": [{"cost": "0.000002", "min": 0}, {"cost": "0.000004", "min": 200001}],
        "completion_tiers": [{"cost": "0.000018", "min": 200001}],
    },
]


@pytest.mark.parametrize("tiers", TIERS)
def test_tiers_are_read_in_both_forms(tiers):
    price = read("openrouter", pricing={"prompt": "0.000002", "completion": "0.000012"} | tiers).pricing
    assert [tier.to_json() for tier in price.tiers] == [{"input": "4", "output": "18", "aboveTokens": 200000}]


def test_a_price_that_varies_is_none_and_one_without_output_is_not_said():
    varies = read("openrouter", pricing={"prompt": "-1", "completion": "-1"})
    assert varies.pricing is None
    assert "pricing" in varies.model_fields_set
    half = read("openrouter", pricing={"prompt": "0.000001"})
    assert "pricing" not in half.model_fields_set


@pytest.mark.parametrize("amount", ["free", "-2", "1e999", "NaN", True, [], {}, "9" * 60, "9999999999"])
def test_an_amount_that_cannot_be_one_is_told(amount):
    found = read("openrouter", pricing={"prompt": amount, "completion": "0.000001"})
    assert found.pricing is None
    assert found.unreadable[0].startswith("pricing.prompt is not ")


ODD = {
    "name": 7,
    "context_length": "unlimited",
    "max_completion_tokens": -1,
    "created": "yesterday",
    "active": "no",
    "deprecation": "soon",
    "deprecation_replacement_model": "the new one",
    "pricing": "cheap",
    "capabilities": 3,
    "output_modalities": "text",
}


def test_a_field_that_cannot_be_read_is_unknown_and_named():
    found = read(**ODD)
    assert found.universal_model_id == "m"
    assert {problem.split()[0] for problem in found.unreadable} == set(ODD)


def test_mistrals_release_time_is_not_read():
    assert read("mistral", created=1767225600).released_at is None
