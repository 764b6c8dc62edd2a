"""The catalogue as the pages hold it: read once per state of the database, not once per click. Changes nothing."""

from __future__ import annotations

import streamlit as st

from modelsync.core.models import StoredModel
from modelsync.service import AiModelSyncService

_SECONDS = 60
"""For changes of the table that no run recorded and that moved no figure of the state."""


def models(service: AiModelSyncService) -> tuple[StoredModel, ...]:
    """Every model, ordered by provider and id; a commit by anybody, in any process, is seen at the next run of a page."""
    return _models(service, service.database.label, service.catalogue_state())


@st.cache_resource(show_spinner=False, max_entries=4, ttl=_SECONDS)
def _models(_service: AiModelSyncService, address: str, state: str) -> tuple[StoredModel, ...]:  # noqa: ARG001 - the cache's keys
    return tuple(_service.models())
