"""Buttons in a table's rows: a column that the mouse presses, and the same for the keyboard, which cannot reach a cell's button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st


def column(
    title: str,
    key: str,
    act: Callable[[int], None],
    rows: int,
    *,
    width: int,
    meaning: str,
    pinned: bool = False,
) -> Any:
    """A column of buttons; ``act`` gets the position of the row."""

    def clicked() -> None:
        row = st.session_state[key].row
        if 0 <= row < rows:
            act(row)

    return st.column_config.ButtonColumn(
        title, width=width, type="tertiary", on_click=clicked, key=key, help=meaning, pinned=pinned
    )


def for_the_one_shown(rows: int, acts: Mapping[str, tuple[Callable[..., None], tuple[Any, ...]]]) -> None:
    """The buttons of the only row that a search leaves; the style sheet shows them while they have the focus."""
    if rows != 1:
        return
    with st.container(key="row_actions", horizontal=True):
        for word, (act, args) in acts.items():
            st.button(word, on_click=act, args=args, key=f"row_action_{word}")
