"""Undo: compares rows with a run's images and derives the changes that restore them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from modelsync.core.models import StoredModel
from modelsync.core.row_changes import RowChange, WrittenChange, image, image_json
from modelsync.core.stored_json import read, read_json

_ANY_VERSION = {"version": None}


def same_data(one: dict[str, Any] | None, other: dict[str, Any] | None) -> bool:
    """Whether two images hold the same data; the version does not count."""
    if one is None or other is None:
        return one is other
    return one | _ANY_VERSION == other | _ANY_VERSION


def undo_changes(
    run_id: str, records: Sequence[WrittenChange], rows: Mapping[str, StoredModel], now: datetime
) -> tuple[list[RowChange], list[str]]:
    """The changes that undo a run, and a phrase for each row that changed since.

    A row is restored only if its data still equals the run's image, name and switch included; keys that this
    version does not know are ignored. Raises StoreError for a run whose images cannot be read.
    """
    changes: list[RowChange] = []
    left: list[str] = []
    for record in records:
        row = rows.get(record.universal_model_id)
        found = image_json(row) if row else None
        if _is_as_left(run_id, record, row, found):
            changes.append(_back(run_id, record, row, found, now))
        else:
            left.append(f"{record.universal_model_id} {'changed since' if row else 'is no longer there'}")
    return changes, left


def _is_as_left(run_id: str, record: WrittenChange, row: StoredModel | None, found: str | None) -> bool:
    """Whether the row, whose image is ``found`` now, still is as the run left it."""
    if record.after is None or row is None or found is None:
        return record.after is None and row is None
    if record.after == found:  # PostgreSQL gives the text of an image in its own order
        return True
    left, data = _data(run_id, record.after), _data(run_id, found)
    # Equal is the usual case; otherwise another version may have written other keys.
    return same_data(left, data) or same_data(image(_row(run_id, left, row.updated_at)), data)


def _data(run_id: str, image_: str) -> dict[str, Any]:
    return read_json(dict, image_, f"Run {run_id}")


def _row(run_id: str, image_: Mapping[str, Any], at: datetime) -> StoredModel:
    return read(StoredModel, {"version": 1, **image_, "updatedAt": at}, f"Run {run_id}")


def _back(
    run_id: str, record: WrittenChange, row: StoredModel | None, found: str | None, now: datetime
) -> RowChange:
    if record.before is None:
        return RowChange("remove", row, None, found)
    before = _row(run_id, _data(run_id, record.before), now)
    version = row.version if row else before.version
    restored = before.model_copy(update={"version": version + 1})
    if row is None:
        return RowChange("insert", None, restored)
    archives = row.status == "active" and restored.status == "archived"
    return RowChange("archive" if archives else "update", row, restored, found)
