"""Parts of the Status page: schedule, deadlines, references and receivers, each with what to set where there is none."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from modelsync.core.deadlines import SOON_DAYS
from modelsync.core.intervals import in_words
from modelsync.errors import ModelSyncError
from modelsync.ui.shell import frames, times
from modelsync.ui.shell.fact_table import facts
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import actor, may_change

if TYPE_CHECKING:
    from modelsync.core.events import Receiver
    from modelsync.core.system_status import DeadlineCounts, ReferenceStatus, ScheduleStatus, Status
    from modelsync.service import AiModelSyncService

_NOBODY = (
    "Nobody is told. Set MODELSYNC_NOTIFY for people or MODELSYNC_WEBHOOK_URL for programs, then start again."
)


def show(service: AiModelSyncService, found: Status) -> None:
    """What works while nobody looks."""
    st.header("Schedule and notifications", anchor=False)
    if found.database.problem:
        st.caption(":material/help: Not known without the database.")
        return
    left, right = st.columns([3, 2], gap="medium")
    with left.container(border=True, height="stretch"):
        _schedule(found.schedule)
    with right.container(border=True, height="stretch"):
        _deadlines(found.deadlines)
    _receivers(service, found.receivers)
    _references(found.references)


def _schedule(found: ScheduleStatus) -> None:
    st.markdown("**Schedule**")
    if not found.hosts:
        st.caption(f":material/timer_off: {found.cure}")
        return
    hosts = (
        f"<code>{escape(one.host)}</code> every {in_words(timedelta(seconds=one.every_seconds))}"
        for one in found.hosts
    )
    soonest = min(found.next_at.values(), default=None)
    coming = f"{times.ahead(soonest)}, {times.local(soonest)}" if soonest else "no provider has a key"
    facts(("Kept by", "<br>".join(hosts)), ("Next sync", coming))


def _deadlines(found: DeadlineCounts) -> None:
    st.markdown("**Deadlines of enabled models**")
    if not (found.overdue or found.soon):
        st.caption(
            f":material/event_available: No enabled model retires within {SOON_DAYS} days. Its provider, a pricing "
            "file or a fact on Pricing sets the day."
        )
        return
    facts(
        ("Overdue", f"{found.overdue:,}"),
        (f"Within {SOON_DAYS} days", f"{found.soon:,}"),
        ("Of these dismissed", f"{found.dismissed:,}"),
    )


def _receivers(service: AiModelSyncService, found: tuple[Receiver, ...]) -> None:
    if not found:
        st.caption(f":material/notifications_off: {_NOBODY}")
        return
    frame = pd.DataFrame(
        {
            "receiver": [one.label for one in found],
            "state": [_state(one) for one in found],
            "waiting": [one.waiting for one in found],
            "delivered": [one.last_success_at for one in found],
            "failed": [one.last_failure_at for one in found],
            "given_up": [one.given_up for one in found],
        }
    )
    config = {
        "receiver": st.column_config.TextColumn(
            "Receiver", width=200, help="Its address without user, path and query, which may be secret"
        ),
        "state": st.column_config.TextColumn("State", width=110),
        "waiting": st.column_config.NumberColumn("Outbox", width=80, help="Events still to be delivered"),
        "delivered": times.column("Delivered", 140),
        "failed": times.column("Failed", 140),
        "given_up": st.column_config.NumberColumn(
            "Given up", width=90, help="Events that were tried for three days"
        ),
    }
    st.dataframe(
        frames.fitted(frame, config),
        hide_index=True,
        height=frames.height(len(frame)),
        column_config=config,
        placeholder="–",
        alt="Receivers of notifications",
    )
    for one in found:
        if one.last_failure:
            st.caption(f":material/info: Last failure: {plain(one.last_failure)}")
    if st.button(
        "Send a test message",
        icon=":material/send:",
        key="notify_test",
        disabled=not may_change(),
        help="To every receiver, at once",
    ):
        _test(service)


def _state(one: Receiver) -> str:
    if one.stopped:
        return "stopped (410)"
    if one.last_error:
        return "failing"
    return "delivered" if one.last_success_at else "nothing yet"


def _test(service: AiModelSyncService) -> None:
    try:
        results = service.notify_test(actor=actor())
    except ModelSyncError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    for receiver, refused in results:
        if refused:
            st.error(plain(refused), icon=":material/error:")
        else:
            st.success(plain(f"{receiver.label} took the test message."), icon=":material/check_circle:")


def _references(found: tuple[ReferenceStatus, ...]) -> None:
    """One line each: when it was fetched, and why the last fetch failed; a failure is a note."""
    lines = [f"**{plain(one.source)}** {_fetched(one)}" for one in found]
    if lines:
        st.caption(f":material/dataset: References: {' · '.join(lines)}")
    for one in found:
        if one.error and one.failed_at:
            st.caption(f":material/info: {times.local(one.failed_at)}: {plain(one.error)}")


def _fetched(one: ReferenceStatus) -> str:
    fetched = f"fetched {times.ago(one.fetched_at)}" if one.fetched_at else "not fetched"
    return f"{fetched}, next {times.ahead(one.next_at)}" if one.next_at else fetched
