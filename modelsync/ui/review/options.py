"""Review's options: aliases folded or not, which abilities are columns, which ones a model must have. Filters nothing itself.

What is folded and shown is remembered in the browser; a filter ends with the session.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from modelsync.core.abilities import ABILITIES, abilities
from modelsync.ui.review.rows import Proposal
from modelsync.ui.shell import page_runs, remembered

_FOLD, _COLUMNS, _MUST = "review_fold", "review_columns", "review_must"


@dataclass(frozen=True)
class Options:
    """``columns`` and ``must`` are abilities."""

    fold: bool = False
    columns: tuple[str, ...] = ()
    must: tuple[str, ...] = ()

    def leaves(self, row: Proposal) -> bool:
        """Whether the filter by abilities shows this row."""
        if not self.must:
            return True
        can = abilities(row.model.capabilities)
        return all(can.get(word) for word in self.must)


def chosen() -> Options:
    """What is chosen now, or was when the page was left."""
    state = st.session_state
    columns = remembered.recall(_COLUMNS).split(".")
    return Options(
        fold=state.get(_FOLD, remembered.recall(_FOLD) == "yes"),
        columns=tuple(state.get(_COLUMNS, [word for word in ABILITIES if word in columns])),
        must=tuple(state.get(_MUST, ())),
    )


def popover(known: Sequence[str]) -> None:
    """Draw the button and, in its popover, the options; ``known`` are the abilities that one of the rows has."""
    now = chosen()
    st.session_state[_FOLD] = now.fold
    st.session_state[_COLUMNS] = [word for word in now.columns if word in known]
    st.session_state[_MUST] = [word for word in now.must if word in known]
    said = f"Only with: {', '.join(now.must)}" if now.must else "Options"
    with (
        st.container(key="review_options", width="content"),
        st.popover(
            said,
            icon=":material/filter_alt:" if now.must else ":material/tune:",
            type="tertiary",
            help=f"Fold aliases, columns, filters. {said}",
            key="review_options_open",
        ),
    ):
        fold = st.toggle(
            "Fold aliases",
            key=_FOLD,
            on_change=page_runs.alone,
            help="An alias and its dated snapshots in one row, which approves and enables them together. Rows in doubt "
            "stay in sight",
        )
        shown: Sequence[str] = ()
        if known:
            shown = st.pills(
                "Columns", known, selection_mode="multi", key=_COLUMNS, on_change=page_runs.alone
            )
            st.pills("Only models with", known, selection_mode="multi", key=_MUST, on_change=page_runs.alone)
        else:
            st.caption("No pending model says what it can do.")
        remembered.keep(_FOLD, "yes" if fold else "")
        if known:
            remembered.keep(_COLUMNS, ".".join(shown))
