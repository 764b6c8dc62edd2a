"""The changes that a commit takes, by section: the list in its dialog, for windows that do not show the table's columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

import streamlit as st

from modelsync.core.plans import Review
from modelsync.ui.review.rows import Proposal
from modelsync.ui.review.tables import SECTIONS

_MOST = 50
"""Changes listed of a section."""


def show(rows: Sequence[Proposal], reviews: Mapping[str, Review]) -> None:
    """Draw it; a long list scrolls, by the keyboard too, which Streamlit's own containers do not."""
    with st.container(key="commit_list"):
        st.html(
            f'<div tabindex="0" role="region" aria-label="Changes by section">{"".join(_lines(rows, reviews))}</div>'
        )


def _lines(rows: Sequence[Proposal], reviews: Mapping[str, Review]) -> Iterator[str]:
    for section, (title, *_) in SECTIONS.items():
        mine = [row for row in rows if row.section == section]
        if not mine:
            continue
        listed = [escape(row.listed(reviews[row.plan_id])) for row in mine[:_MOST]]
        if more := len(mine) - _MOST if len(mine) > _MOST else 0:
            listed.append(f"and {more:,} more")
        yield f"<strong>{title} {len(mine):,}</strong><ul>{''.join(f'<li>{line}</li>' for line in listed)}</ul>"
