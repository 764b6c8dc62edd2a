"""The catalogue, cached per state of the database: read again only after a commit. Read-only."""

from __future__ import annotations

import streamlit as st

from modelsync.core.models import StoredModel
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import provider_choice

_SECONDS = 60
"""Seconds after which changes made outside Model Sync are seen at the latest."""


def models(service: AiModelSyncService, state: str | None = None) -> tuple[StoredModel, ...]:
    """Every model, ordered by provider as all pages are, and id. A commit in any process is seen at the next rerun.

    ``state`` is the catalogue's, for callers that have read it.
    """
    return _models(service, service.database.label, state or service.catalogue_state())


@st.cache_resource(show_spinner=False, max_entries=4, ttl=_SECONDS)
def _models(_service: AiModelSyncService, address: str, state: str) -> tuple[StoredModel, ...]:  # noqa: ARG001 - the cache's keys
    return tuple(provider_choice.in_order(_service.models()))
