"""Runs syncs side by side while the page shows how far each has come. Decides nothing about plans."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

import streamlit as st

from modelsync.errors import ModelSyncError
from modelsync.ui.session import actor, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.delta_generator import DeltaGenerator

    from modelsync.models import ModelSyncDiff
    from modelsync.service import AiModelSyncService

_LOOK_SECONDS = 0.1


def run_sync(
    service: AiModelSyncService, providers: Sequence[str], place: DeltaGenerator
) -> dict[str, ModelSyncDiff | ModelSyncError]:
    """Sync these providers at once, with a line of progress each in this place while it lasts.

    A failure is a result and stops no other.
    """
    progress: dict[str, str] = dict.fromkeys(providers, "asking …")

    def on_page(provider: str, page: int, items: int) -> None:
        progress[provider] = f"page {page}, {items} models"

    who = actor()
    names = ", ".join(label(provider) for provider in providers)
    with place.container(border=True), st.spinner(f"Syncing {names} …"), ThreadPoolExecutor(1) as pool:
        lines = {provider: st.empty() for provider in providers}
        work = pool.submit(service.sync_with_providers, providers, actor=who, progress=on_page)
        while not work.done():
            for provider, line in lines.items():
                line.markdown(f"**{label(provider)}** · {progress[provider]}")
            wait([work], timeout=_LOOK_SECONDS)
    place.empty()
    return work.result()
