"""Data editors that never misplace an edit: a frozen frame per key, edits by row id. Knows no domain.

A keyed editor keeps edits by row position, in the browser too. So the frame under a key never changes: other rows or values
get a new key. Positions are translated to ids at once, and each edit is taken once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import streamlit as st

if TYPE_CHECKING:
    import pandas as pd

_EDITORS = "editors"


@dataclass
class _Editor:
    key: str
    rows: object
    frame: pd.DataFrame
    taken: dict[int, dict[str, Any]] = field(default_factory=dict)
    forgotten: bool = False


def _editors() -> dict[str, _Editor]:
    editors: dict[str, _Editor] = st.session_state.setdefault(_EDITORS, {})
    return editors


def fingerprint(*parts: Iterable[object]) -> str:
    """A short hash of these rows."""
    text = "\n".join("\t".join(map(str, part)) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def frozen_frame(name: str, rows: object, build: Callable[[], pd.DataFrame]) -> tuple[str, pd.DataFrame]:
    """The editor's current key and frame.

    The frame is rebuilt for other rows, after ``forget``, and after another page. A new key is unique: positional edits that
    a browser still holds, even from before a restart, never meet other rows.
    """
    editor = _editors().get(name)
    if editor is None or editor.forgotten or editor.rows != rows or editor.key not in st.session_state:
        editor = _editors()[name] = _Editor(f"{name}:{uuid4().hex}", rows, build())
    return editor.key, editor.frame


def forget(name: str) -> None:
    """Rebuild the frame at the next rerun, without its edits."""
    if editor := _editors().get(name):
        editor.forgotten = True


def shown(name: str) -> dict[str, Mapping[str, Any]]:
    """The cells as the editor shows them, with the edits that were taken, by row index; nothing before it is drawn."""
    editor = _editors().get(name)
    if editor is None:
        return {}
    rows = editor.frame.to_dict("records")
    return {
        str(key): {str(name): value for name, value in cells.items()} | editor.taken.get(row, {})
        for row, (key, cells) in enumerate(zip(editor.frame.index, rows, strict=True))
    }


def take_edits(name: str) -> dict[str, Mapping[str, Any]]:
    """Cells changed since the last call, by row index and column; a cell set back counts as changed.

    Rows and columns that the frame lacks were not sent by our editor: they are ignored, and the editor is rebuilt.
    """
    editor = _editors()[name]
    sent = dict((st.session_state.get(editor.key) or {}).get("edited_rows", {}))
    now = {row: known for row, cells in sent.items() if (known := _known(editor.frame, row, cells))}
    if now != sent:
        forget(name)
    before, editor.taken = editor.taken, now
    changed = {row: _changed(editor.frame, row, now, before) for row in sorted(now.keys() | before.keys())}
    return {str(editor.frame.index[row]): cells for row, cells in changed.items() if cells}


def _known(frame: pd.DataFrame, row: int, cells: Mapping[str, Any]) -> dict[str, Any]:
    if not 0 <= row < len(frame):
        return {}
    return {column: value for column, value in cells.items() if column in frame.columns}


def _changed(
    frame: pd.DataFrame,
    row: int,
    now: Mapping[int, Mapping[str, Any]],
    before: Mapping[int, Mapping[str, Any]],
) -> dict[str, Any]:
    new, old = now.get(row, {}), before.get(row, {})
    set_back = {column: _plain(frame.iloc[row][column]) for column in old.keys() - new.keys()}
    return set_back | {c: value for c, value in new.items() if c not in old or old[c] != value}


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
