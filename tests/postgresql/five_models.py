"""The ids of the five models that these tests begin with, and a reader of what became of them."""

from __future__ import annotations

IDS = [f"gemini-{number}-pro" for number in range(1, 6)]


def models(service):
    """Give the stored models by id."""
    return {model.universal_model_id: model for model in service.models()}
