"""A try to save facts in a dialog: what refused it stays in sight, with what was typed, until the next try."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import streamlit as st

from modelsync.errors import ModelSyncError, StalePlanError, UnsafePlanError
from modelsync.ui.amendments import state
from modelsync.ui.shell.markdown import plain

if TYPE_CHECKING:
    from modelsync.core.runs import Run

_REFUSAL, _MISTAKES, _DONE = (f"{state.PREFIX}state_{name}" for name in ("refusal", "mistakes", "done"))


def save(change: Callable[..., Run | None]) -> tuple[bool, Run | None]:
    """Make the change with ``force`` and ``reason``; gives whether it went through, and its run."""
    st.session_state.pop(_REFUSAL, None)
    reason, force = state.typed("reason").strip() or None, bool(st.session_state.get(state.name("despite")))
    if force and not reason:
        _refuse("unsafe", ("Type a reason for it. Nothing was saved.",))
        return False, None
    try:
        run = change(force=force, reason=reason)
    except UnsafePlanError as error:
        _refuse("unsafe", error.findings)
    except StalePlanError as error:
        _refuse("stale", (str(error),))
    except ModelSyncError as error:
        _refuse("error", (str(error),))
    else:
        st.session_state[_DONE] = True
        return True, run
    return False, None


def forget() -> None:
    """Forget what was refused: another fact is looked at."""
    for key in (_REFUSAL, _MISTAKES, state.name("despite")):
        st.session_state.pop(key, None)


def _refuse(kind: str, sentences: tuple[str, ...]) -> None:
    st.session_state[_REFUSAL] = (kind, sentences)


def was_stale() -> bool:
    """Whether somebody else changed the same fact meanwhile."""
    return bool(st.session_state.get(_REFUSAL, ("",))[0] == "stale")


def show() -> None:
    """What refused the last try, and the confirmation that lets an unsafe one through."""
    kind, sentences = st.session_state.get(_REFUSAL, ("", ()))
    text = "\n".join(f"- {plain(sentence)}" for sentence in sentences) if len(sentences) > 1 else ""
    text = text or "".join(map(plain, sentences))
    if kind == "unsafe":
        st.warning(f"Please look twice:\n\n{text}", icon=":material/warning:")
        st.checkbox("Save it all the same (needs a reason)", key=state.name("despite"))
    elif kind:
        st.error(text, icon=":material/error:")


def close_when_done() -> None:
    """Close the dialog after a change that went through."""
    if st.session_state.get(_DONE):
        state.forget()
        st.rerun()


def say_mistakes(found: Mapping[str, str]) -> None:
    """Keep a sentence for each field that has a mistake."""
    st.session_state[_MISTAKES] = dict(found)


def mistake(key: str) -> str | None:
    """What is wrong with a field."""
    found: dict[str, str] = st.session_state.get(_MISTAKES, {})
    return found.get(key)
