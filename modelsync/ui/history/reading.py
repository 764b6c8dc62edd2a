"""Reads what the History page shows, cached per state of the database: read again only after a commit."""

from __future__ import annotations

import streamlit as st

from modelsync.core.field_changes import ChangeFilter, FieldChange
from modelsync.core.runs import Run
from modelsync.service import AiModelSyncService

_SECONDS = 60
"""Seconds after which changes made outside Model Sync are seen at the latest."""


def changes(service: AiModelSyncService, wanted: ChangeFilter) -> list[FieldChange]:
    """The changes of a period, newest first."""
    return _changes(service, service.database.label, service.catalogue_state(), wanted)


def runs(service: AiModelSyncService) -> list[Run]:
    """All runs, newest first."""
    return _runs(service, service.database.label, service.catalogue_state())


@st.cache_resource(show_spinner=False, max_entries=6, ttl=_SECONDS)
def _changes(
    _service: AiModelSyncService,
    address: str,  # noqa: ARG001 - a key of the cache
    state: str,  # noqa: ARG001 - the same
    wanted: ChangeFilter,
) -> list[FieldChange]:
    return _service.changes(wanted)


@st.cache_resource(show_spinner=False, max_entries=2, ttl=_SECONDS)
def _runs(_service: AiModelSyncService, address: str, state: str) -> list[Run]:  # noqa: ARG001 - the cache's keys
    return _service.history()
