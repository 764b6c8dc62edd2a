"""Tables for the editors: pandas frames with their column settings. Reads no state and calls no service."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from modelsync import describe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pandas.io.formats.style import Styler

    from modelsync.changes import Edit
    from modelsync.models import NormalizedModel, StoredModel
    from modelsync.store import Review
    from modelsync.ui.proposals import Proposal, Section

_ROW, _HEADER = 35, 35
_WRAPPING_ROW = 66
_ONE_LINE = 62
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
    "input": st.column_config.NumberColumn(
        "Input $/M", width=82, format="$%.6g", help="USD per million input tokens"
    ),
    "output": st.column_config.NumberColumn(
        "Output $/M", width=90, format="$%.6g", help="USD per million output tokens"
    ),
    "context": st.column_config.TextColumn("Context", width=75, help="Tokens that fit into one request"),
    "retires": st.column_config.DateColumn("Retires", width=90, help="The day the provider named"),
}
WIDE_WHAT_COLUMN = st.column_config.TextColumn("What changed", width=205 + 82 + 90)
NAME_COLUMN = st.column_config.TextColumn(
    "Display name", width=160, max_chars=255, required=True, validate=r"\S", help="What users see"
)
ENABLED_COLUMN = st.column_config.CheckboxColumn(
    "Enabled", width=88, pinned=True, help="Whether the product may use the model"
)
APPROVE_COLUMN = st.column_config.CheckboxColumn("Approve", width=88, pinned=True, help="Commit this change")


def price_columns(frame: pd.DataFrame) -> dict[str, Any]:
    """Columns for the prices of a frame, all with as many decimals as its finest price needs, so that they stand in line."""
    decimals = max((_decimals(price) for name in ("input", "output") for price in frame[name]), default=2)
    return {
        name: st.column_config.NumberColumn(
            f"{name.capitalize()} $/M",
            width=width,
            format=f"$%.{decimals}f",
            help=f"USD per million {name} tokens",
        )
        for name, width in (("input", 82), ("output", 90))
    }


def _decimals(price: float) -> int:
    _, _, digits = f"{price:.6f}".rstrip("0").partition(".")
    return max(2, len(digits))


def row_height(frame: pd.DataFrame) -> int:
    """Pixels of a row, so that what changed is readable in full: text wraps from a certain height on."""
    longest = max((len(text) for text in frame["what"]), default=0)
    return _WRAPPING_ROW if longest > _ONE_LINE else _ROW


def height(rows: int, row: int = _ROW) -> int:
    """The height in pixels of a table with this many rows, up to where it scrolls."""
    return _HEADER + row * max(1, min(rows, LONGEST_TABLE)) + 3


def _price(model: NormalizedModel, name: str) -> float | None:
    amount: Decimal | None = getattr(model.pricing, name) if model.pricing else None
    return None if amount is None else float(amount)


def review_frame(section: Section, rows: Sequence[Proposal], reviews: Mapping[str, Review]) -> pd.DataFrame:
    """The proposals of a section with their review so far; the index is provider and id.

    New models come with their prices; of the others what changed needs the room.
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
                "provider": model.provider,
                "what": row.what,
                "input": _price(model, "input"),
                "output": _price(model, "output"),
            }
        )
    columns = ["key", "approve", "enabled", "id", "display_name", "provider", "what", "input", "output"]
    frame = pd.DataFrame(records, columns=columns).set_index("key")
    frame = frame.astype({"input": "float64", "output": "float64", "approve": bool, "enabled": bool})
    return frame if section == "new" else frame.drop(columns=["input", "output"])


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


def catalogue_frame(models: Sequence[StoredModel], edits: Mapping[str, Edit]) -> pd.DataFrame:
    """The catalogue's rows with unsaved edits; the index is the model's id."""
    records = []
    for model in models:
        edit = edits.get(model.universal_model_id)
        records.append(
            {
                "key": model.universal_model_id,
                "enabled": edit.enabled if edit and edit.enabled is not None else bool(model.enabled),
                "id": model.universal_model_id,
                "display_name": (edit and edit.display_name) or model.display_name,
                "provider": model.provider,
                "context": describe.tokens(model.context_window),
                "input": _price(model, "input"),
                "output": _price(model, "output"),
                "retires": model.lifecycle.retires_at,
            }
        )
    columns = ["key", "enabled", "id", "display_name", "provider", "context", "input", "output", "retires"]
    frame = pd.DataFrame(records, columns=columns).set_index("key")
    return frame.astype({"input": "float64", "output": "float64", "enabled": bool})
