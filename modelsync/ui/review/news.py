"""Tells, while Review is open, of syncs made elsewhere: a plan of the schedule or a colleague, a failure, a recovery.

It runs by itself now and then and reads one row per new attempt. It touches no editor: where the page shows rows, they stay
until somebody asks for the news. Where it shows none, and no dialog is open, it is drawn anew at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import streamlit as st

from modelsync.core.attempts import Attempt
from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.ui.review import layout, reading
from modelsync.ui.shell import login
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import label

_EVERY = 15.0
"""Seconds between two looks."""


@login.fragment(run_every=_EVERY)
def watch(service: AiModelSyncService) -> None:
    """Say what was synced since the page was read, in the bottom bar, where no row moves."""
    layout.bottom()
    shown = reading.shown()
    if shown is None:
        return
    try:
        attempts = service.syncs_since(shown.last_attempt)
    except ModelSyncError:
        return  # the next action on the page says what is wrong
    if attempts and not (shown.has_rows or login.has_dialog()):
        st.rerun(scope="app")
    newest, failed = _news(attempts, shown.failed), shown.failed
    if not newest:
        return
    with (
        st.bottom,
        st.container(key="review_news", horizontal=True, vertical_alignment="center", gap="small"),
    ):
        st.markdown(
            f":blue[:material/sync:] {' '.join(_sentence(one, failed) for one in newest.values())}",
            width="stretch",
        )
        if st.button(
            "Show", icon=":material/visibility:", key="show_news", help="Your ticks, names and switches stay"
        ):
            st.rerun(scope="app")


def _news(attempts: Iterable[Attempt], failed: Collection[str]) -> dict[str, Attempt]:
    """The last attempt of each provider that tells something: one that changed nothing does so after a failure alone."""
    newest: dict[str, Attempt] = {}
    for attempt in attempts:
        before = newest.get(attempt.provider)
        failing = before.outcome == "failed" if before else attempt.provider in failed
        if attempt.outcome != "unchanged" or failing:
            newest[attempt.provider] = attempt
    return newest


def _sentence(attempt: Attempt, failed: Collection[str]) -> str:
    name, by = label(attempt.provider), plain(attempt.actor)
    if attempt.outcome == "failed":
        return f"**{name}**: a sync by {by} failed: {plain(attempt.error or '')}"
    recovered = "works again and " if attempt.provider in failed else ""
    return f"**{name}** {recovered}was synced by {by}."
