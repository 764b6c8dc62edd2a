"""Editors that keep what a person typed: a frozen frame per key, and only what changed since the last run. No domain.

An editor with a key keeps its edits by row position. So the frame under a key never changes (its key names the rows that
it holds), positions become ids at once, and edits are taken once, when they are made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    import pandas as pd

_FRAMES = "editor_frames"


def fingerprint(*parts: Iterable[object]) -> str:
    """A short name for these rows, to be part of an editor's key."""
    text = "\n".join("\t".join(map(str, part)) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def frozen_frame(name: str, rows: str, build: Callable[[], pd.DataFrame]) -> tuple[str, pd.DataFrame]:
    """The editor's key and the frame that was built when these rows were first shown under this name."""
    key = f"{name}:{rows}"
    frames: dict[str, tuple[str, pd.DataFrame]] = st.session_state.setdefault(_FRAMES, {})
    known = frames.get(name)
    if known is None or known[0] != key:
        frames[name] = (key, build())
        st.session_state.pop(_taken(key), None)
        st.session_state.pop(key, None)
    return key, frames[name][1]


def forget(name: str) -> None:
    """Build the frame anew at the next run, without the edits made in it."""
    st.session_state.get(_FRAMES, {}).pop(name, None)


def take_edits(key: str, frame: pd.DataFrame) -> dict[str, Mapping[str, Any]]:
    """The cells that changed since the last call, by the row's index and column; a cell set back counts as changed."""
    state = st.session_state.get(key) or {}
    now = {int(row): dict(cells) for row, cells in dict(state.get("edited_rows", {})).items()}
    before: dict[int, dict[str, Any]] = st.session_state.get(_taken(key), {})
    st.session_state[_taken(key)] = now
    edits: dict[str, Mapping[str, Any]] = {}
    for row in now.keys() | before.keys():
        if not 0 <= row < len(frame):
            continue
        new, old = now.get(row, {}), before.get(row, {})
        original = frame.iloc[row]
        cells = {
            column: new[column]
            if column in new
            else original[column].item()
            if hasattr(original[column], "item")
            else original[column]
            for column in new.keys() | old.keys()
            if (column not in new and column in frame.columns)
            or (column in new and (column not in old or new[column] != old[column]))
        }
        if cells:
            edits[str(frame.index[row])] = cells
    return edits


def _taken(key: str) -> str:
    return f"{key}:taken"
