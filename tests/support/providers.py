"""The three providers as tests know them: made-up keys, their variables, and an item of each list."""

from __future__ import annotations

KEYS = {
    "openai": "sk-openai-made-up-0123456789",
    "google": "AIza-google-made-up-0123456789",
    "anthropic": "sk-ant-made-up-0123456789",
}
VARIABLES = {
    "openai": ("OPENAI_API_KEY", "OPENAI_BASE_URL"),
    "google": ("GOOGLE_API_KEY", "GOOGLE_GEMINI_BASE_URL"),
    "anthropic": ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"),
}


def openai_item(model_id, **extra):
    """One model of OpenAI's list; ``extra`` adds or overrides keys."""
    item = {"id": model_id, "object": "model", "created": 1_767_225_600, "owned_by": "system"}
    return item | {"shutdown_date": None} | extra


def openai_items(*ids, **changed):
    """Items of OpenAI's list; ``changed`` holds other fields by id, with _ for - and ."""
    return [openai_item(id_, **changed.get(id_.replace("-", "_").replace(".", "_"), {})) for id_ in ids]


def google_item(model_id, **extra):
    """One model of Google's list, a text model unless ``extra`` says otherwise; ``model_id`` without ``models/``."""
    item = {"name": f"models/{model_id}", "version": "001", "displayName": model_id.replace("-", " ").title()}
    item |= {"description": f"About {model_id}.", "inputTokenLimit": 1_048_576, "outputTokenLimit": 65_536}
    item |= {"supportedGenerationMethods": ["generateContent", "countTokens"], "thinking": True}
    return item | {"temperature": 1, "maxTemperature": 2, "topP": 0.95, "topK": 64} | extra


def anthropic_item(model_id, **extra):
    """One active model of Anthropic's list; ``extra`` adds or overrides keys."""
    item = {"type": "model", "id": model_id, "display_name": model_id.replace("-", " ").title()}
    item |= {"created_at": "2026-01-01T00:00:00Z", "max_input_tokens": 200_000, "max_tokens": 64_000}
    item |= {"line": None, "lifecycle": "active", "deprecated_at": None, "retires_at": None}
    return item | {"capabilities": {"image_input": {"supported": True}}} | extra


ITEM = {"openai": openai_item, "google": google_item, "anthropic": anthropic_item}
PROVIDERS = tuple(ITEM)
