"""The dialog that overrules the filter for one id: it asks for the reason, decides, and compares a pending plan again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import login, page_runs, required_reason
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor, label

Choice = Literal["include", "exclude"]
_ASKED = "decision_asked"


@dataclass(frozen=True)
class _Words:
    """``meaning`` follows the id and its provider."""

    title: str
    icon: str
    meaning: str
    button: str
    done: str


_WORDS: dict[Choice, _Words] = {
    "include": _Words(
        "Include this model?",
        ":material/add:",
        "is in this and every later plan, whatever the filter says of it.",
        "Include",
        "is included from now on.",
    ),
    "exclude": _Words(
        "Exclude this model for good?",
        ":material/block:",
        "stays out of this and every later plan. A model of the catalogue is proposed for archiving. Excluded lists it, "
        "and lets the filter decide again.",
        "Exclude for good",
        "is excluded from now on.",
    ),
}


def ask(provider: str, id_: str, choice: Choice = "include") -> None:
    """Open the dialog at the next rerun."""
    page_runs.page()
    st.session_state[_ASKED] = (provider, id_, choice)


def question(service: AiModelSyncService) -> bool:
    """Show the pending dialog; returns whether there is one."""
    asked: tuple[str, str, Choice] | None = st.session_state.pop(_ASKED, None)
    if asked is None:
        return False
    provider, id_, choice = asked
    words = _WORDS[choice]
    login.dialog(words.title, icon=words.icon)(_confirm)(service, provider, id_, choice)
    return True


def _confirm(service: AiModelSyncService, provider: str, id_: str, choice: Choice) -> None:
    words = _WORDS[choice]
    st.markdown(f"**{plain(id_)}** of {label(provider)} {words.meaning}")
    reason = required_reason.given(
        choice, "Reason (kept with the decision)", words.button, otherwise="Nothing was decided."
    )
    if reason:
        _act(
            service,
            provider,
            id_,
            lambda: service.decide(provider, id_, choice, reason=reason, actor=actor()),
            words.done,
        )
        st.rerun()


def reset(service: AiModelSyncService, provider: str, id_: str) -> None:
    """Let the filter decide again, at once."""
    page_runs.page()
    _act(
        service,
        provider,
        id_,
        lambda: service.reset_decision(provider, id_, actor=actor()),
        "is decided by the filter from now on.",
    )


def _act(service: AiModelSyncService, provider: str, id_: str, decide: Callable[[], None], done: str) -> None:
    REVIEW.clear()
    try:
        decide()
        plan = service.latest_plans().get(provider)
        if plan and plan.state == "waiting":
            service.compare_again(plan.id, actor=actor())
            REVIEW.say("success", f"{id_} {done}")
        else:
            REVIEW.say("success", f"{id_} {done} Sync {label(provider)} to see what that changes.")
    except ModelSyncError as error:
        REVIEW.say("error", str(error))
