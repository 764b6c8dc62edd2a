"""Calls of the service that many tests make."""

from __future__ import annotations

from modelsync.core.actors import LOCAL


def plan(service, provider="openai", actor=LOCAL):
    return service.sync_with_provider(provider, actor=actor)


def models(service, **how):
    """The stored models by id."""
    return {model.universal_model_id: model for model in service.models(**how)}
