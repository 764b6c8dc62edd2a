"""Tables for the editors: pandas frames with their column settings. Reads no state and calls no service."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from modelsync.ui.shell.session import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pandas.io.formats.style import Styler

    from modelsync.core.models import NormalizedModel
    from modelsync.core.plans import Review
    from modelsync.ui.review.rows import Proposal, Section

_ROW, _HEADER = 35, 35
_WRAPPING_ROW = 66
_ONE_LINE = {"new": 33, "updated": 62, "archived": 62}
"""Characters of what changed that fit into one line beside the other columns."""

LONGEST_TABLE = 15
"""Rows that a table shows before it scrolls."""

LONGEST_TINTED = 1_000
"""Rows up to which a table is tinted: each costs time in the server and in the browser."""

_TINTS = {
    "new": "rgba(34,197,94,.14)",
    "updated": "rgba(249,115,22,.14)",
    "archived": "rgba(120,130,150,.16)",
}

MODEL_COLUMNS: dict[str, Any] = {
    "id": st.column_config.TextColumn("Model", width=185, help="The id to use in API calls"),
    "provider": st.column_config.TextColumn("Provider", width=82),
    "what": st.column_config.TextColumn("What changed", width=205),
}
WIDE_WHAT_COLUMN = st.column_config.TextColumn("What changed", width=205 + 82 + 90)
NAME_COLUMN = st.column_config.TextColumn("Display name", width=160, help="What users see")
ENABLED_COLUMN = st.column_config.CheckboxColumn(
    "Enabled", width=88, pinned=True, help="Whether the product may use the model"
)
APPROVE_COLUMN = st.column_config.CheckboxColumn("Approve", width=88, pinned=True, help="Commit this change")


PRICES = {
    "input": ("Input $/M", 82, "USD per million input tokens"),
    "cached_input": (
        "Cached $/M",
        90,
        "USD per million input tokens that were read from the provider's cache",
    ),
    "output": ("Output $/M", 90, "USD per million output tokens"),
}


def price_columns(frame: pd.DataFrame) -> dict[str, Any]:
    """Columns for the prices of a frame, all with as many decimals as its finest price needs, so that they stand in line."""
    names = [name for name in PRICES if name in frame]
    decimals = max((_decimals(price) for name in names for price in frame[name]), default=2)
    return {
        name: st.column_config.NumberColumn(title, width=width, format=f"$%.{decimals}f", help=meaning)
        for name, (title, width, meaning) in PRICES.items()
        if name in names
    }


def _decimals(price: float) -> int:
    _, _, digits = f"{price:.6f}".rstrip("0").partition(".")
    return max(2, len(digits))


def row_height(section: Section, frame: pd.DataFrame) -> int:
    """Pixels of a row, so that what changed is readable in full: text wraps from a certain height on."""
    longest = max((len(text) for text in frame["what"]), default=0)
    return _WRAPPING_ROW if longest > _ONE_LINE[section] else _ROW


def height(rows: int, row: int = _ROW) -> int:
    """The height in pixels of a table with this many rows; one that scrolls shows half a row, so that people see it."""
    if rows > LONGEST_TABLE:
        return _HEADER + row * LONGEST_TABLE + row // 2
    return _HEADER + row * max(1, rows) + 3


def prices(models: Iterable[NormalizedModel], name: str) -> list[float]:
    """A figure of each model's price, ``input``, ``cached_input`` or ``output``; NaN where there is none."""
    figures = (getattr(model.pricing, name) if model.pricing else None for model in models)
    return [math.nan if figure is None else float(figure) for figure in figures]


def review_frame(section: Section, rows: Sequence[Proposal], reviews: Mapping[str, Review]) -> pd.DataFrame:
    """The proposals of a section with their review so far; the index is provider and id.

    New models come with their prices; of the others what changed needs the room, and stands where a narrow window shows it.
    """
    records = []
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
                "provider": label(model.provider),
                "what": row.what,
            }
        )
    order = ["display_name", "what", "provider"] if section == "new" else ["what", "display_name", "provider"]
    frame = pd.DataFrame(records, columns=["key", "approve", "enabled", "id", *order]).set_index("key")
    frame = frame.astype({"approve": bool, "enabled": bool})
    if section == "new":
        for name in ("input", "output"):
            frame[name] = prices((row.model for row in rows), name)
    return frame


def review_columns(section: Section, frame: pd.DataFrame) -> dict[str, Any]:
    """The column settings of a section's editor."""
    columns = MODEL_COLUMNS | {
        "approve": APPROVE_COLUMN,
        "enabled": ENABLED_COLUMN,
        "display_name": NAME_COLUMN,
    }
    if section == "new":
        return columns | price_columns(frame)
    return columns | {"what": WIDE_WHAT_COLUMN}


def tinted(section: Section, frame: pd.DataFrame) -> pd.DataFrame | Styler:
    """The frame with what changed in the section's colour; a long one as it is, for it would take seconds."""
    if len(frame) > LONGEST_TINTED:
        return frame
    return frame.style.set_properties(subset=["what"], **{"background-color": _TINTS[section]})
