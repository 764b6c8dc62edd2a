"""Data frames and column settings of the tables. Reads no session state and calls no service."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from modelsync.core.model_fields import FIGURES, REQUIRED_FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from modelsync.core.declared import Figure
    from modelsync.core.models import NormalizedModel, Pricing

ROW = 35
"""Pixels of a row of one line."""

_HEADER = 35
_CHARACTER = 7
"""Pixels of a usual character, a little less than it needs."""

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


def price_columns(frame: pd.DataFrame) -> dict[str, Any]:
    """Price columns with equal decimals, as many as the finest price needs."""
    figures = [figure for figure in FIGURES if figure.key in frame]
    decimals = max((_decimals(price) for figure in figures for price in frame[figure.key]), default=2)
    return {
        figure.key: st.column_config.NumberColumn(
            figure.title, width=price_width(figure), format=f"$%.{decimals}f", help=figure.meaning
        )
        for figure in figures
    }


def price_width(figure: Figure) -> int:
    """Pixels for the title of a price column."""
    return 10 + 8 * len(figure.title)


def _decimals(price: float) -> int:
    _, _, digits = f"{price:.6f}".rstrip("0").partition(".")
    return max(2, len(digits))


def height(rows: int, row: int = ROW, *, most: int = LONGEST_TABLE) -> int:
    """Table height in pixels; a scrolling table ends with half a row, as a hint to scroll."""
    if rows > most:
        return _HEADER + row * most + row // 2
    return _HEADER + row * max(1, rows) + 3


def shortened(text: str, width: int) -> str:
    """The text with an ellipsis where a column of so many pixels would cut it, of which the grid shows nothing."""
    most = width // _CHARACTER - 2
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def whole_height(rows: int) -> int:
    """Pixels of a table that shows all its rows, one line each."""
    return _HEADER + ROW * max(1, rows) + 3


def prices(
    models: Sequence[NormalizedModel], figures: Iterable[Figure] = REQUIRED_FIGURES
) -> dict[str, list[float]]:
    """A column for each price figure; NaN where it is unknown."""
    return {figure.key: [_amount(model.pricing, figure) for model in models] for figure in figures}


def _amount(pricing: Pricing | None, figure: Figure) -> float:
    amount = getattr(pricing, figure.key, None)
    return math.nan if amount is None else float(amount)


def known_figures(models: Sequence[NormalizedModel]) -> list[Figure]:
    """The usual figures, and those that one of these models has."""
    known = [vars(model.pricing) for model in models if model.pricing]
    return [figure for figure in FIGURES if figure.usual or any(p[figure.key] is not None for p in known)]
