"""Reads a table as spreadsheets write it: separated by commas, semicolons or tabs, with names in the first row. Pure."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

from modelsync.core.adoption.source import LeftRow, Source
from modelsync.core.kinds import shown_id
from modelsync.errors import AdoptionError

_SEPARATORS: Final = (",", ";", "\t")


def read(label: str, text: str) -> Source:
    """The rows below the names. Raises AdoptionError."""
    head = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        names = _names(label, next(reader, []))
        rows: list[dict[str, Any] | None] = []
        left: list[LeftRow] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            fits = not any(cells[len(names) :])
            rows.append({n: c for n, c in zip(names, cells, strict=False) if n and c} if fits else None)
            if not fits:
                left.append(_too_long(len(rows), len(cells), len(names)))
    except csv.Error as error:
        raise AdoptionError(
            f"{label}, line {reader.line_num}: this is no CSV ({error}). Correct it."
        ) from None
    return Source(label, tuple(name for name in names if name), rows, left=left)


def _names(label: str, cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    for name in names:
        if name and names.count(name) > 1:
            raise AdoptionError(f"{label} has two columns with the name {shown_id(name[:60])}. Rename one.")
    if not any(names):
        raise AdoptionError(f"{label} has no names of columns in its first row. Add them.")
    return names


def _too_long(number: int, cells: int, names: int) -> LeftRow:
    reason = f"It has {cells} cells, but there are {names} columns: check its quotes"
    return LeftRow(row=number, universal_model_id=None, provider=None, rule="unreadable", reason=reason)
