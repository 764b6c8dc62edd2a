"""Takes a run back: which rows still hold what the run left, and what they become. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from modelsync.core.models import StoredModel
from modelsync.core.row_changes import RecordedChange, RowChange, image

_NOT_DATA = {"version"}


def same_data(one: dict[str, Any] | None, other: dict[str, Any] | None) -> bool:
    """Whether two images hold the same data; the version does not count."""
    if one is None or other is None:
        return one is other
    return {k: v for k, v in one.items() if k not in _NOT_DATA} == {
        k: v for k, v in other.items() if k not in _NOT_DATA
    }


def undo_changes(
    records: Sequence[RecordedChange], rows: Mapping[str, StoredModel], now: datetime
) -> tuple[list[RowChange], list[str]]:
    """The changes that take a run back, and for each row that moved since a phrase that names it.

    A row is taken back only if its data still equals what the run left, name and switch included.
    """
    changes: list[RowChange] = []
    left: list[str] = []
    for record in records:
        row = rows.get(record.universal_model_id)
        if same_data(record.after, image(row) if row else None):
            changes.append(_back(record, row, now))
        else:
            left.append(f"{record.universal_model_id} {'changed since' if row else 'is no longer there'}")
    return changes, left


def _back(record: RecordedChange, row: StoredModel | None, now: datetime) -> RowChange:
    if record.before is None:
        return RowChange("remove", row, None)
    version = row.version if row else record.before["version"]
    data = {key: value for key, value in record.before.items() if key != "version"}
    restored = StoredModel.model_validate({**data, "version": version + 1, "updated_at": now})
    if row is None:
        return RowChange("insert", None, restored)
    archives = row.status == "active" and restored.status == "archived"
    return RowChange("archive" if archives else "update", row, restored)
