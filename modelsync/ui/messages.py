"""What the Review page says after a sync, an edit or a commit, kept until the next one. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from modelsync.errors import ModelSyncError
from modelsync.models import ModelSyncDiff
from modelsync.ui import undoing
from modelsync.ui.session import in_demo, label
from modelsync.ui.text import plain

_MESSAGES = "review_messages"


def say(kind: str, text: str, run_id: str | None = None) -> None:
    """Keep a message for the top of the page, until the next sync or commit; ``run_id`` offers to undo that run."""
    st.session_state.setdefault(_MESSAGES, []).append((kind, text, run_id))


def say_undone(kind: str, text: str) -> None:
    """Keep what came of an undo, in place of the commit's message and its button."""
    if kind == "success":
        clear_messages()
    say(kind, text)


def clear_messages() -> None:
    """Forget the messages of the last act."""
    st.session_state[_MESSAGES] = []


def tell_outcome(results: Mapping[str, ModelSyncDiff | ModelSyncError]) -> None:
    """In place of earlier messages: which provider failed and why, and which had nothing new."""
    clear_messages()
    for provider, result in results.items():
        if isinstance(result, ModelSyncError):
            say("error", str(result))
        elif result.is_empty:
            say("info", f"{label(provider)} is up to date: {result.listed} models listed, nothing to do.")


def show_messages() -> None:
    """The outcome of the last sync or commit."""
    for kind, said, run_id in st.session_state.get(_MESSAGES, []):
        text = f"{plain(said)}{_link(run_id) if run_id else ''}"
        with st.container(horizontal=True, vertical_alignment="center"):
            match kind:
                case "error":
                    st.error(text, icon=":material/error:")
                case "success":
                    st.success(text, icon=":material/check_circle:")
                case "warning":
                    st.warning(text, icon=":material/warning:")
                case _:
                    st.info(text, icon=":material/info:")
            if run_id:
                st.button(
                    "Undo",
                    icon=":material/undo:",
                    on_click=undoing.ask,
                    args=(run_id,),
                    key=f"undo_run_{run_id}",
                    help="Takes this commit back, as a new run",
                )


def _link(run_id: str) -> str:
    return f" [Run {run_id} in the history](/history?run={run_id}{'&demo=1' if in_demo() else ''})"
