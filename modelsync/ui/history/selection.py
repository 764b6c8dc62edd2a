"""A table of which one row can be selected, and stays selected while other rows come and go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

import pandas as pd
import streamlit as st

from modelsync.ui.history import filters
from modelsync.ui.shell import frames, times

TIME = "at"
"""The column that holds times; the others hold text."""


def selectable(
    frame: pd.DataFrame,
    keys: Sequence[str],
    selected: str | None,
    columns: Mapping[str, tuple[str, int]],
    *,
    name: str,
    select: Callable[[str | None], None],
) -> None:
    """Draw the frame, whose rows the keys name, with a title and a width for each column; ``select`` is called with another row's key, or with None."""
    # Other rows, or a selection that an address or a button made: the browser's own no longer fits.
    digest = sha256("\n".join(keys).encode()).hexdigest()[:12]
    widget = f"{name}_{digest}_{filters.drawn_anew()}"

    def changed() -> None:
        rows: list[int] = st.session_state[widget].selection.rows
        select(keys[rows[0]] if rows else None)

    config = {
        name: times.column(title, width) if name == TIME else st.column_config.TextColumn(title, width=width)
        for name, (title, width) in columns.items()
    }
    st.dataframe(
        frames.fitted(frame, config),
        hide_index=True,
        height=frames.height(len(frame)),
        on_select=changed,
        selection_mode="single-row",
        selection_default={"selection": {"rows": [keys.index(selected)] if selected in keys else []}},
        key=widget,
        column_config=config,
        alt=name,
    )
