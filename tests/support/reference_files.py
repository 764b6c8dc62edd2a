"""References as their projects publish them, cut down to the models that a test speaks of. Asserts nothing."""

from __future__ import annotations

import json

TIERED = {
    "litellm_provider": "openai",
    "mode": "responses",
    "input_cost_per_token": 2e-06,
    "cache_read_input_token_cost": 1e-07,
    "output_cost_per_token": 1e-05,
    "input_cost_per_token_above_272k_tokens": 4e-06,
    "cache_read_input_token_cost_above_272k_tokens": 2e-07,
    "output_cost_per_token_above_272k_tokens": 1.5e-05,
    "max_input_tokens": 1_050_000,
    "max_output_tokens": 128_000,
    "source": "https://developers.openai.com/api/docs/pricing",
}


def litellm(**models):
    """LiteLLM's map; a model's id has its dots and slashes: ``**{"gemini/gemini-9": {…}}``."""
    sample = {"litellm_provider": "one of https://docs.litellm.ai/docs/providers", "mode": "one of: chat"}
    return {"sample_spec": sample, **models}


def litellm_model(input_=2e-06, output=1e-05, *, provider="openai", **more):
    return {
        "litellm_provider": provider,
        "mode": "chat",
        "input_cost_per_token": input_,
        "output_cost_per_token": output,
    } | more


def models_dev(provider="openai", **models):
    return {provider: {"id": provider, "name": provider, "models": models}}


def models_dev_model(input_=2, output=10, *, context=400_000, longest=128_000, **cost):
    return {
        "last_updated": "2026-11-20",
        "modalities": {"input": ["text"], "output": ["text"]},
        "limit": {"context": context, "output": longest},
        "cost": {"input": input_, "output": output, **cost},
    }


def deprecation(model_id, shutdown="2026-12-01", *, provider="OpenAI", **more):
    return {
        "provider": provider,
        "model_id": model_id,
        "announcement_date": "2026-06-01",
        "shutdown_date": shutdown,
        "deprecation_date": "2026-06-01",
        "replacement_models": ["gpt-9"],
        "url": "https://platform.openai.com/docs/deprecations",
        "last_observed": "2026-11-01",
    } | more


def genai(*models, provider="openai"):
    """Newer data of genai-prices with one provider."""
    return [{"id": provider, "name": provider, "api_pattern": "https://example", "models": list(models)}]


def genai_model(id_, input_="2", output="10", **more):
    return {
        "id": id_,
        "match": {"equals": id_},
        "prices": {"input_mtok": float(input_), "output_mtok": float(output)},
    } | more


def as_bytes(value):
    return json.dumps(value).encode()
