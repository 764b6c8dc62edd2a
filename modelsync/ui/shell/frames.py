"""Data frames and column settings of the tables. Reads no session state and calls no service."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelsync.core.models import NormalizedModel

ROW = 35
"""Pixels of a row of one line."""

_HEADER = 35

LONGEST_TABLE = 15
"""Rows shown before a table scrolls."""

MODEL_COLUMNS: dict[str, Any] = {
    "id": st.column_config.TextColumn("Model", width=185, help="The id to use in API calls"),
    "provider": st.column_config.TextColumn("Provider", width=82),
    "what": st.column_config.TextColumn("What changed", width=205),
}
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
    """Price columns with equal decimals, as many as the finest price needs."""
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


def height(rows: int, row: int = ROW) -> int:
    """Table height in pixels; a scrolling table ends with half a row, as a hint to scroll."""
    if rows > LONGEST_TABLE:
        return _HEADER + row * LONGEST_TABLE + row // 2
    return _HEADER + row * max(1, rows) + 3


def prices(models: Iterable[NormalizedModel], name: str) -> list[float]:
    """One price figure per model; NaN where it is unknown."""
    figures = (getattr(model.pricing, name) if model.pricing else None for model in models)
    return [math.nan if figure is None else float(figure) for figure in figures]
