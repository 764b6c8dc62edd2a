"""Review's strip of providers: state and age of the last sync, a Sync button each, and the totals of what is pending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from modelsync.adapters import Adapter
from modelsync.core.former_provider import FormerProvider
from modelsync.core.intervals import in_words
from modelsync.core.plans import Plan
from modelsync.core.review import ReviewState
from modelsync.core.system_status import ScheduleStatus
from modelsync.ui.review.rows import Proposal
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import adapters, label, may_change
from modelsync.ui.shell.times import ago, ahead

Badge = tuple[str, str | None, Literal["green", "orange", "blue", "gray", "red"], str | None]
"""Text, icon, colour, tooltip."""
_SHOWN = "provider_states"
_FEW = 4
"""Providers whose state fits in words; of more, the badge keeps the figures."""
States = dict[str, DeltaGenerator]
"""Placeholders for each provider's badge."""


def sync_all(state: ReviewState) -> list[str]:
    """Draw the Sync all button; returns the providers to sync when pressed."""
    ready = [a.provider for a in adapters() if a.provider not in state.missing_keys]
    pressed = st.button(
        "Sync all",
        icon=":material/sync:",
        type="primary",
        key="sync_all",
        disabled=not (ready and may_change()),
        help="Asks every provider that has a key, at once. Nothing is saved until you commit.",
    )
    return ready if pressed else []


def providers(state: ReviewState) -> tuple[States, list[str]]:
    """Draw every provider; returns placeholders for their states, and the provider to sync."""
    places: States = {}
    wanted: list[str] = []
    with st.container(key="review_providers", horizontal=True, vertical_alignment="center"):
        for adapter in adapters():
            with st.container(
                key=f"strip_{adapter.provider}", horizontal=True, vertical_alignment="center", width="content"
            ):
                st.markdown(f"**{adapter.label}**", width="content")
                places[adapter.provider] = st.empty()
                if _button(adapter, state.missing_keys.get(adapter.provider)):
                    wanted = [adapter.provider]
        for former in state.former:
            _former(former)
    return places, wanted


def _former(former: FormerProvider) -> None:
    """A provider that is not configured any more: nothing to sync, but its models are there."""
    with st.container(
        key=f"strip_former_{former.provider}", horizontal=True, vertical_alignment="center", width="content"
    ):
        st.markdown(f"**{former.provider}**", width="content")
        st.badge(former.state, icon=":material/link_off:", color="gray", help=former.sentence)


def show_states(state: ReviewState, places: States) -> None:
    """Fill the badges; called after a sync in the same rerun, so that no second rerun is needed."""
    for provider, place in places.items():
        badge = _badge(
            state.plans.get(provider),
            state.missing_keys.get(provider),
            state.rejected.get(provider, 0),
            state.schedule.next_at.get(provider) if state.schedule.hosts else None,
            failed=provider in state.failed,
        )
        _show(place, badge)
        st.session_state.setdefault(_SHOWN, {})[provider] = badge


def show_schedule(schedule: ScheduleStatus) -> None:
    """Whether anybody syncs by itself, and when next; the tooltip says who, or what to set."""
    if schedule.hosts:
        when = f"Next {ahead(min(schedule.next_at.values()))}" if schedule.next_at else "No provider"
        st.badge(when, icon=":material/schedule:", color="gray", help=_kept_by(schedule))
    else:
        st.badge("No schedule", icon=":material/timer_off:", color="gray", help=schedule.cure)


def without_schedule(schedule: ScheduleStatus) -> None:
    """What to set where nobody syncs by itself, for a page that has the room."""
    if not schedule.hosts:
        st.caption(f":material/timer_off: {schedule.cure}", text_alignment="center")


def _kept_by(schedule: ScheduleStatus) -> str:
    hosts = ", ".join(
        f"{plain(one.host)} every {in_words(timedelta(seconds=one.every_seconds))}" for one in schedule.hosts
    )
    ahead_of = (f"{label(name)} {ahead(at)}" for name, at in schedule.next_at.items())
    return f"Synced by {hosts}. Next: {', '.join(ahead_of)}."


def show_syncing(places: States, progress: Mapping[str, str]) -> None:
    """Show sync progress; other providers keep their state."""
    for provider, place in places.items():
        if provider in progress:
            _show(place, (f"Syncing: {progress[provider]}", ":material/sync:", "blue", None))
        elif shown := st.session_state.get(_SHOWN, {}).get(provider):
            _show(place, shown)


def show_totals(place: DeltaGenerator, rows: Sequence[Proposal]) -> None:
    """What is pending in all: ``+12 ~2 −15 · 3 enabled go off``."""
    known: Counter[str] = Counter(row.section for row in rows)
    counts = [
        (sign, known[section]) for sign, section in (("\\+", "new"), ("\\~", "updated"), ("−", "archived"))
    ]
    text = " ".join(f"{sign}{count:,}" for sign, count in counts if count)
    if off := sum(row.section == "archived" and row.was_enabled for row in rows):
        text += f" · :orange[{off:,} enabled go{'es' if off == 1 else ''} off]"
    place.markdown(text, width="content")


def _show(place: DeltaGenerator, state: Badge) -> None:
    text, icon, colour, meaning = state
    place.badge(text, icon=icon, color=colour, help=meaning)


def _button(adapter: Adapter, missing: str | None) -> bool:
    return st.button(
        f"Sync {adapter.label}",
        icon=":material/sync:",
        type="tertiary",
        key=f"sync_{adapter.provider}",
        disabled=bool(missing) or not may_change(),
        help=f"Set {missing} in the environment or in .env, then start again."
        if missing
        else f"Sync {adapter.label}",
    )


def _badge(
    plan: Plan | None, missing: str | None, rejected: int, next_at: datetime | None, *, failed: bool
) -> Badge:
    brief = len(adapters()) > _FEW
    if missing and not (plan and plan.waits):
        return "No key", ":material/key_off:", "gray", f"{missing} is not set"
    pending = len(plan.diff.ids()) - len(plan.rejected) if plan and plan.state == "waiting" else 0
    out = f", {rejected:,} rejected" if rejected else ""
    then = f", next {ahead(next_at)}" if next_at else ""
    meaning = (
        f"Checked {ago(plan.fetched_at)}{then}: {plan.diff.listed:,} listed, {pending:,} pending{out}"
        if plan
        else f"Never checked{then}"
    )
    if failed or (plan and plan.problem):
        what = "Sync failed" if failed else "Unreadable plan"
        return f"{what}{f', {pending:,} pending' if pending else ''}", ":material/error:", "red", meaning
    if plan is None:
        return "Never synced", ":material/sync:", "blue", meaning
    age = _short(plan.fetched_at)
    if pending:
        text = f"{pending:,}" if brief else f"{pending:,} pending"
        return f"{text} · {age}", None, "orange", meaning
    if plan.state == "discarded":
        return "Discarded" if brief else f"Discarded · {age}", ":material/close:", "gray", meaning
    what = "Adopted" if plan.adopts else "Up to date"
    return _nothing_pending(age if brief else f"{what} · {age}", age, rejected, meaning)


def _nothing_pending(text: str, age: str, rejected: int, meaning: str | None) -> Badge:
    if rejected:
        return f"{rejected:,} rejected · {age}", ":material/block:", "gray", meaning
    return text, ":material/check:", "green", meaning


def _short(moment: datetime) -> str:
    """Age in few letters: ``now``, ``5 min``, ``3 h``, ``2 d``."""
    return ago(moment).replace("just ", "").replace(" ago", "").replace(" days", " d")
