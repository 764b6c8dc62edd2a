"""Review's line of references: how old each is, and the button that fetches them in a thread. Fetches only when it is pressed."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait

import streamlit as st

from modelsync.core.references import ReferenceState
from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import times
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor, in_demo, may_change

_OFF = "off"
_ASKED = "references_asked"
_LOOK_SECONDS = 0.1


def line(service: AiModelSyncService, references: Sequence[ReferenceState]) -> None:
    """Draw the line; a press updates the references, says how each fared, and draws the page anew."""
    with st.container(key="review_references", horizontal=True, vertical_alignment="center", gap="small"):
        place = st.empty()
        place.caption(_ages(references), width="stretch")
        st.button(
            "Update references",
            icon=":material/cloud_download:",
            type="tertiary",
            key="update_references",
            on_click=_ask,
            disabled=in_demo() or not may_change(),
            help="The demo reaches no network"
            if in_demo()
            else "Fetches the published prices, limits and retirements; nothing is saved until you commit",
        )
    if st.session_state.pop(_ASKED, False):
        place.caption(":material/sync: Fetching the references …", width="stretch")
        _update(service)
        st.rerun()


def _ask() -> None:
    """Update at the next run of the page."""
    REVIEW.clear()
    st.session_state[_ASKED] = True


def _ages(references: Sequence[ReferenceState]) -> str:
    used = [one for one in references if one.origin != _OFF]
    if not used:
        return ":material/cloud_off: All references are off."
    known = " · ".join(_age(one) for one in used if one.models)
    never = ", ".join(plain(one.source) for one in used if not one.models)
    parts = [known, f":orange[never fetched: {never}]" if never else ""]
    return f":material/menu_book: {' · '.join(part for part in parts if part)}"


def _age(one: ReferenceState) -> str:
    """``litellm 3 h ago``, ``genai-prices of 2026-10-29``."""
    if one.fetched_at:
        return f"{plain(one.source)} {times.ago(one.fetched_at)}"
    return f"{plain(one.source)}{f' of {one.as_of}' if one.as_of else ''}"


def _update(service: AiModelSyncService) -> None:
    who = actor()
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(service.update_references, actor=who)
        while not work.done():
            wait([work], timeout=_LOOK_SECONDS)
    try:
        outcomes = work.result()
    except ModelSyncError as error:
        REVIEW.say("error", str(error))
        return
    if not outcomes:
        REVIEW.say("info", "Every reference is off: there is nothing to fetch.")
    fine = [one for one in outcomes.values() if isinstance(one, ReferenceState)]
    if fine:
        said = ", ".join(f"{one.source} ({one.models:,} models)" for one in fine)
        REVIEW.say("success", f"The references are updated: {said}.")
    for outcome in outcomes.values():
        if isinstance(outcome, ModelSyncError):
            REVIEW.say("error", f"{outcome} What was known before stays.")
