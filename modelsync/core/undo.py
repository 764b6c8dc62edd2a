"""Undo: compares rows with a run's images and derives the changes that restore them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from modelsync.core.image_keys import has_our_keys
from modelsync.core.models import StoredModel
from modelsync.core.row_changes import RowChange, UntouchedRow, WrittenChange, image
from modelsync.core.stored_json import encoded, read, read_json

_ANY_VERSION = {"version": None}


def same_data(one: dict[str, Any] | None, other: dict[str, Any] | None) -> bool:
    """Whether two images hold the same data; the version does not count."""
    if one is None or other is None:
        return one is other
    return one | _ANY_VERSION == other | _ANY_VERSION


class FoundRow(Protocol):
    """A row as the database holds it now."""

    def data(self) -> dict[str, Any]:
        """Its values by the keys of an image, as they are stored."""

    def model(self) -> StoredModel:
        """The row, read."""


def undo_changes(
    run_id: str, records: Sequence[WrittenChange], rows: Mapping[str, FoundRow], now: datetime
) -> tuple[list[RowChange], list[str]]:
    """The changes that undo a run, and a phrase for each row that changed since.

    A row is restored only if its data still equals the run's image, name and switch included; keys that this
    version does not know are ignored. Raises StoreError for a run whose images cannot be read.
    """
    changes: list[RowChange] = []
    left: list[str] = []
    for record in records:
        row = rows.get(record.universal_model_id)
        found = _as_left(run_id, record.after, row) if row and record.after is not None else None
        if found or (row is None and record.after is None):
            changes.append(_back(run_id, record, found, now))
        else:
            left.append(f"{record.universal_model_id} {'changed since' if row else 'is no longer there'}")
    return changes, left


def _as_left(run_id: str, after: str, row: FoundRow) -> StoredModel | UntouchedRow | None:
    """The row, if it still is as the run left it."""
    left, data = _data(run_id, after), row.data()
    now = left | {"version": data["version"]}
    if now == data and has_our_keys(data):  # the usual case; to read it takes three times as long
        return UntouchedRow.of(data, after if now["version"] == left.get("version") else encoded(now))
    model = row.model()
    found = image(model)
    # Another version may have written other keys.
    is_as_left = same_data(left, found) or same_data(image(_row(run_id, left, model.updated_at)), found)
    return model if is_as_left else None


def _data(run_id: str, image_: str) -> dict[str, Any]:
    return read_json(dict, image_, f"Run {run_id}")


def _row(run_id: str, image_: Mapping[str, Any], at: datetime) -> StoredModel:
    return read(StoredModel, {"version": 1, **image_, "updatedAt": at}, f"Run {run_id}")


def _back(
    run_id: str, record: WrittenChange, row: StoredModel | UntouchedRow | None, now: datetime
) -> RowChange:
    if record.before is None:
        return RowChange("remove", row, None)
    before = _row(run_id, _data(run_id, record.before), now)
    version = row.version if row else before.version
    restored = before.model_copy(update={"version": version + 1})
    if row is None:
        return RowChange("insert", None, restored)
    archives = row.status == "active" and restored.status == "archived"
    return RowChange("archive" if archives else "update", row, restored)
