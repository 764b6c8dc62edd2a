"""A service with four models in its catalogue."""

from __future__ import annotations

import pytest

from modelsync.core.actors import LOCAL
from tests.support.model_ids import OPENAI
from tests.support.providers import openai_items


@pytest.fixture
def stocked(service, providers):
    """A service with five OpenAI models in the catalogue, all disabled."""
    providers.set("openai", *openai_items(*OPENAI))
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    return service
