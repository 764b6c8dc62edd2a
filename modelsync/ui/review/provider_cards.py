"""Review's provider cards: pending changes, age of the last sync, missing keys, Sync buttons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from modelsync.adapters import Adapter
from modelsync.core.plans import Plan
from modelsync.core.review import ReviewState
from modelsync.ui.catalogue import unsaved_edits
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import adapters, enter_demo, in_demo, may_change

Badge = tuple[str, str, Literal["green", "orange", "blue", "gray", "red"]]
_SHOWN = "provider_states"
States = dict[str, tuple[DeltaGenerator, DeltaGenerator]]
"""Placeholders for each provider's badge and last sync."""


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


def cards(state: ReviewState) -> tuple[States, list[str]]:
    """Draw a card per provider; returns placeholders for their states, and the provider to sync."""
    places: States = {}
    wanted: list[str] = []
    for column, adapter in zip(st.columns(len(adapters())), adapters(), strict=True):
        with column.container(border=True, height="stretch", gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"**{adapter.label}**", width="content")
                badge = st.empty()
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                last_sync = st.container(width="stretch").empty()
                if _button(adapter, state.missing_keys.get(adapter.provider)):
                    wanted = [adapter.provider]
        places[adapter.provider] = (badge, last_sync)
    return places, wanted


def show_states(state: ReviewState, places: States) -> None:
    """Fill the cards; called after a sync in the same rerun, so that no second rerun is needed."""
    for provider in places:
        plan = state.plans.get(provider)
        missing, failed = state.missing_keys.get(provider), state.failed.get(provider)
        badge = _badge(plan, missing, failed=failed is not None)
        said = f"{'last list ' if failed and plan else ''}{_last_sync(plan)}"
        if failed and not missing:
            said = f"{ago(failed.at)}: {plain(failed.error or '')} · {said}"
        _show(places[provider], badge, said)
        st.session_state.setdefault(_SHOWN, {})[provider] = (badge, said)


def show_syncing(places: States, progress: Mapping[str, str]) -> None:
    """Show sync progress; other cards keep their state."""
    for provider, place in places.items():
        if provider in progress:
            _show(place, ("Syncing", ":material/sync:", "blue"), progress[provider])
        elif shown := st.session_state.get(_SHOWN, {}).get(provider):
            _show(place, *shown)


def _show(place: tuple[DeltaGenerator, DeltaGenerator], state: Badge, said: str) -> None:
    badge, last_sync = place
    text, icon, colour = state
    badge.badge(text, icon=icon, color=colour)
    last_sync.caption(said)


def _button(adapter: Adapter, missing: str | None) -> bool:
    return st.button(
        f"Sync {adapter.label}",
        icon=":material/sync:",
        type="tertiary",
        key=f"sync_{adapter.provider}",
        disabled=bool(missing) or not may_change(),
        help=f"Set {missing} in the environment or in .env, then start again." if missing else None,
    )


def _badge(plan: Plan | None, missing: str | None, *, failed: bool) -> Badge:
    if missing:
        return "No key", ":material/key_off:", "gray"
    waiting = len(plan.diff.ids()) if plan and plan.state == "waiting" else 0
    if failed or (plan and plan.problem):
        what = "Sync failed" if failed else "Unreadable plan"
        return f"{what}{f', {waiting:,} waiting' if waiting else ''}", ":material/error:", "red"
    if plan is None:
        return "Never synced", ":material/sync:", "blue"
    if waiting:
        return f"{waiting:,} waiting", ":material/pending_actions:", "orange"
    if plan.state == "discarded":
        return "Discarded", ":material/close:", "gray"
    return "Nothing waiting", ":material/check:", "green"


def _last_sync(plan: Plan | None) -> str:
    return f"{ago(plan.fetched_at)} · {plan.diff.listed:,} listed" if plan else "nothing fetched yet"


def ago(moment: datetime) -> str:
    """Age in words: ``just now``, ``5 min ago``, ``3 h ago``, ``2 days ago``."""
    seconds = (datetime.now(UTC) - moment).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if seconds < 48 * 3600:
        return f"{int(seconds // 3600)} h ago"
    return f"{int(seconds // 86400)} days ago"


def missing_keys(state: ReviewState) -> None:
    """Name the missing key variables, and offer the demo."""
    missing = {a.label: key for a in adapters() if (key := state.missing_keys.get(a.provider))}
    if not missing or in_demo():
        return
    named = ", ".join(f"**{name}**: `{variable}`" for name, variable in missing.items())
    them = "it" if len(missing) == 1 else "them"
    with st.container(border=True, horizontal=True, vertical_alignment="center", wrap=False):
        st.markdown(
            f":material/key_off: No key for {named}. Set {them} in the environment or in `.env`.",
            width="stretch",
        )
        if len(missing) == len(adapters()):
            st.button(
                "Try the demo",
                icon=":material/science:",
                on_click=enter_demo,
                key="enter_demo",
                disabled=bool(unsaved_edits.edits()),
                help="Save or undo your edits in the Catalogue first" if unsaved_edits.edits() else None,
            )
