"""Result messages of a page: banners until the next action, in view also where the page is scrolled. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from modelsync.ui.shell import undo_dialog
from modelsync.ui.shell.markdown import plain

Kind = Literal["success", "info", "warning", "error"]

_ICONS = {
    "success": ":material/check_circle:",
    "info": ":material/info:",
    "warning": ":material/warning:",
    "error": ":material/error:",
}


@dataclass
class _Message:
    kind: Kind
    text: str
    rows: tuple[str, ...]
    run_id: str | None

    def show(self) -> None:
        text = "\n".join([plain(self.text), "", *(f"- {plain(row)}" for row in self.rows)])
        show = {"success": st.success, "info": st.info, "warning": st.warning, "error": st.error}[self.kind]
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="xsmall"):
            show(text, icon=_ICONS[self.kind])
            if self.run_id:
                undo_dialog.link(self.run_id)
                st.button(
                    "Undo",
                    type="tertiary",
                    icon=":material/undo:",
                    on_click=undo_dialog.ask,
                    args=(self.run_id,),
                    key=f"undo_run_{self.run_id}",
                    help="Takes this run back, as a new run",
                )


class Messages:
    """The messages of one page in this browser session."""

    def __init__(self, page: str) -> None:
        self._key = f"{page}_messages"

    def say(self, kind: Kind, text: str, *, rows: tuple[str, ...] = (), run_id: str | None = None) -> None:
        """Add a message; ``rows`` become a list, ``run_id`` adds a link to that run or operation and its Undo button."""
        st.session_state.setdefault(self._key, []).append(_Message(kind, text, rows, run_id))

    def drop(self, run_id: str) -> None:
        """Remove the messages about an undone run."""
        messages: list[_Message] = st.session_state.get(self._key, [])
        st.session_state[self._key] = [message for message in messages if message.run_id != run_id]

    def clear(self) -> None:
        """Remove the messages of the last action."""
        st.session_state.pop(self._key, None)

    def show(self) -> None:
        """Show all messages, oldest first."""
        messages: list[_Message] = st.session_state.get(self._key, [])
        if messages:
            with st.container(key="messages", horizontal=True, gap="small"):
                for message in messages:
                    message.show()


REVIEW = Messages("review")
CATALOGUE = Messages("catalogue")
HISTORY = Messages("history")
PRICING = Messages("pricing")
