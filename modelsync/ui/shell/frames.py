"""Data frames and column settings of the tables. Reads no session state and calls no service."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from modelsync.core.model_fields import FIGURES, REQUIRED_FIGURES
from modelsync.core.pricing import Pricing
from modelsync.ui.shell import cell_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from modelsync.core.declared import Figure
    from modelsync.core.models import NormalizedModel

ROW = 35
"""Pixels of a row of one line."""

_HEADER = 35
_PROVIDER = 76
"""Pixels of the column of providers with the usual names."""

LONGEST_ID = 480
"""Pixels of the widest column of ids: no recorded id needs more."""

_LONGEST_NAME = 230
_UNPRICED = Pricing()

LONGEST_TABLE = 15
"""Rows shown before a table scrolls."""

INSIDE = 1046
"""Pixels of a table of Review in a window of 1280: columns that add up to it are in sight without scrolling."""

ID_WIDTH = 150
ID_COLUMN = st.column_config.TextColumn("Model", width=ID_WIDTH, help="The id to use in API calls")
NAME_WIDTH = 144
NAME_COLUMN = st.column_config.TextColumn("Display name", width=NAME_WIDTH, help="What users see")
ENABLED_COLUMN = st.column_config.CheckboxColumn(
    "Enabled", width=88, pinned=True, help="Whether the product may use the model"
)
APPROVE_COLUMN = st.column_config.CheckboxColumn("Approve", width=88, pinned=True, help="Commit this change")


def price_columns(frame: pd.DataFrame) -> dict[str, Any]:
    """Price columns: numbers, with the digits that each has and no more."""
    return {
        figure.key: st.column_config.NumberColumn(
            figure.title, width=price_width(figure), format="$%g", help=figure.meaning
        )
        for figure in FIGURES
        if figure.key in frame
    }


def price_width(figure: Figure) -> int:
    """Pixels for the title of a price column."""
    return cell_text.width(figure.title) + 3


def provider_column(names: Iterable[str]) -> Any:
    """The column of providers, wide enough for the longest of these names."""
    return st.column_config.TextColumn("Provider", width=provider_width(set(names)))


def provider_width(names: Collection[str]) -> int:
    """Pixels of the column of providers."""
    return max(_PROVIDER, *map(cell_text.width, names), 0)


def name_width(names: Iterable[str]) -> int:
    """Pixels of a column that shows these names whole, where there is room for it; a very long one takes no more."""
    return max(NAME_WIDTH, *(min(cell_text.width(name), _LONGEST_NAME) for name in names), 0)


def with_whole_name(cells: Mapping[str, Any], name: str, pixels: int) -> dict[str, Any]:
    """The edited cells; in what was typed our ellipsis stands for the rest of the name that a cell so wide held."""
    typed = cells.get("display_name")
    if not isinstance(typed, str):
        return dict(cells)
    return {**cells, "display_name": cell_text.restored(typed, name, pixels)}


def fitted(frame: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """The frame with an ellipsis in each text that its column would cut."""
    texts: dict[str, Any] = {
        name: [
            cell_text.fitted(text, column["width"]) if isinstance(text, str) else None
            for text in frame[name].tolist()
        ]
        for name, column in columns.items()
        if name in frame and isinstance(column, dict) and (column["type_config"] or {}).get("type") == "text"
    }
    return frame.assign(**texts)


def id_width(ids: Iterable[str], least: int) -> int:
    """Pixels of a column that shows each of these ids whole, but for one that would take half of the table."""
    return max(least, *(min(cell_text.width(id_), LONGEST_ID) for id_ in ids), 0)


def height(rows: int, row: int = ROW, *, most: int = LONGEST_TABLE) -> int:
    """Table height in pixels; a scrolling table ends with half a row, as a hint to scroll."""
    if rows > most:
        return _HEADER + row * most + row // 2
    return _HEADER + row * max(1, rows) + 3


def whole_height(rows: int) -> int:
    """Pixels of a table that shows all its rows, one line each."""
    return _HEADER + ROW * max(1, rows) + 3


def prices(
    models: Sequence[NormalizedModel], figures: Iterable[Figure] = REQUIRED_FIGURES
) -> dict[str, list[float]]:
    """A column for each price figure; NaN where it is unknown."""
    known = [model.pricing or _UNPRICED for model in models]
    return {
        figure.key: [
            math.nan if amount is None else float(amount) for amount in map(attrgetter(figure.key), known)
        ]
        for figure in figures
    }


def known_figures(models: Sequence[NormalizedModel]) -> list[Figure]:
    """The usual figures, and those that one of these models has."""
    known = [vars(model.pricing) for model in models if model.pricing]
    return [figure for figure in FIGURES if figure.usual or any(p[figure.key] is not None for p in known)]
