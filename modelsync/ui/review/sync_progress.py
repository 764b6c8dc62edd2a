"""Runs syncs in parallel and shows their progress in the provider strip. Decides nothing about plans."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from modelsync.ui.review import provider_strip
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelsync.core.models import ModelSyncDiff
    from modelsync.core.review import ReviewState
    from modelsync.errors import ModelSyncError
    from modelsync.service import AiModelSyncService

_LOOK_SECONDS = 0.1


def run_sync(
    service: AiModelSyncService, wanted: Sequence[str], states: provider_strip.States
) -> dict[str, ModelSyncDiff | ModelSyncError]:
    """Sync these providers in parallel. A failure is a result and stops no other sync."""
    progress: dict[str, str] = dict.fromkeys(wanted, "asking …")

    def on_page(provider: str, page: int, items: int) -> None:
        progress[provider] = f"page {page} · {items:,} models"

    who = actor()
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(service.sync_with_providers, wanted, actor=who, progress=on_page)
        shown: dict[str, str] = {}
        while not work.done():
            if progress != shown:
                shown = dict(progress)
                provider_strip.show_syncing(states, shown)
            wait([work], timeout=_LOOK_SECONDS)
    return work.result()


def report_unstored(results: Mapping[str, ModelSyncDiff | ModelSyncError], state: ReviewState) -> None:
    """Show failures that could not be stored; the attention line has the others."""
    for provider, result in results.items():
        if isinstance(result, Exception) and provider not in state.failed:
            REVIEW.say("error", str(result))
