"""Listings and reads that tests of the service share."""

from __future__ import annotations

from provider_server import openai_item

from modelsync.core.actors import LOCAL

OPENAI = ["gpt-5.4", "gpt-5.4-mini", "gpt-5.4-nano", "o4-mini", "o5"]


GOOGLE = ["gemini-3-flash", "gemini-3-pro", "gemini-2.5-pro", "gemma-4-27b", "gemini-2.5-flash"]


def openai(*ids, **changed):
    """OpenAI items; ``changed`` holds other fields by id, with _ for - and ."""
    return [openai_item(id_, **changed.get(id_.replace("-", "_").replace(".", "_"), {})) for id_ in ids]


def plan(service, provider="openai", actor=LOCAL):
    return service.sync_with_provider(provider, actor=actor)


def models(service, **how):
    return {model.universal_model_id: model for model in service.models(**how)}
