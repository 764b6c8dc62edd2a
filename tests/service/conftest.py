"""A service with four models in its catalogue."""

from __future__ import annotations

import pytest
from listings import OPENAI, openai

from modelsync.core.actors import LOCAL


@pytest.fixture
def stocked(service, providers):
    """A service with five OpenAI models in the catalogue, all disabled."""
    providers.set("openai", *openai(*OPENAI))
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    return service
