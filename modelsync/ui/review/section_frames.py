"""The frames of the Review page's editors, with their column settings. Reads no state and calls no service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from modelsync.ui.shell import frames
from modelsync.ui.shell.session import labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pandas.io.formats.style import Styler

    from modelsync.core.plans import Review
    from modelsync.ui.review.rows import Proposal, Section

LONGEST_TINTED = 1_000
"""Maximum rows of a tinted table: a Styler costs time per row in server and browser."""

_TINTS = {
    "new": "rgba(34,197,94,.14)",
    "updated": "rgba(249,115,22,.14)",
    "archived": "rgba(120,130,150,.16)",
}

WIDE_WHAT_COLUMN = st.column_config.TextColumn("What changed", width=205 + 82 + 90)


def review_frame(section: Section, rows: Sequence[Proposal], reviews: Mapping[str, Review]) -> pd.DataFrame:
    """The proposals of a section with their review; indexed by provider and id.

    New models have price columns; in the other sections "What changed" takes that width.
    """
    records, names = [], labels()
    for row in rows:
        review = reviews[row.plan_id]
        edit = review.edits.get(row.id)
        model = row.model
        name = edit.display_name if edit and edit.display_name else model.display_name
        enabled = edit.enabled if edit and edit.enabled is not None else bool(model.enabled)
        records.append(
            {
                "key": f"{model.provider}/{row.id}",
                "approve": row.approved(review),
                "enabled": enabled,
                "id": row.id,
                "display_name": name,
                "provider": names[model.provider],
                "what": row.what,
            }
        )
    order = ["display_name", "what", "provider"] if section == "new" else ["what", "display_name", "provider"]
    frame = pd.DataFrame(records, columns=["key", "approve", "enabled", "id", *order]).set_index("key")
    frame = frame.astype({"approve": bool, "enabled": bool})
    if section == "new":
        for name, amounts in frames.prices([row.model for row in rows]).items():
            frame[name] = amounts
    return frame


def review_columns(section: Section, frame: pd.DataFrame) -> dict[str, Any]:
    """Column settings of a section's editor."""
    columns = frames.MODEL_COLUMNS | {
        "approve": frames.APPROVE_COLUMN,
        "enabled": frames.ENABLED_COLUMN,
        "display_name": frames.NAME_COLUMN,
    }
    if section == "new":
        return columns | frames.price_columns(frame)
    return columns | {"what": WIDE_WHAT_COLUMN}


def tinted(section: Section, frame: pd.DataFrame) -> pd.DataFrame | Styler:
    """The frame with a tinted "What changed" column; a long frame stays plain, as a Styler would take seconds."""
    if len(frame) > LONGEST_TINTED:
        return frame
    return frame.style.set_properties(subset=["what"], **{"background-color": _TINTS[section]})
