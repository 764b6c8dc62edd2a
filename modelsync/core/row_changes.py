"""One row of the catalogue before and after a change: to be written, and as the history keeps it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic.alias_generators import to_camel

if TYPE_CHECKING:
    from modelsync.core.models import StoredModel

Action = Literal["insert", "update", "archive", "remove"]


@dataclass(frozen=True)
class RowChange:
    """One row before and after; before is None for an insert, after is None for a removal."""

    action: Action
    before: StoredModel | None
    after: StoredModel | None

    @property
    def model(self) -> StoredModel:
        """The side that exists, the later one if both do."""
        model = self.after or self.before
        assert model is not None  # noqa: S101 - one side always exists, for the type checker
        return model


@dataclass(frozen=True)
class RecordedChange:
    """One row of a run in the history: its images before and after; None where there was no row."""

    universal_model_id: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def provider(self) -> str:
        """The owner of the row."""
        return str((self.after or self.before or {})["provider"])


def image(model: StoredModel) -> dict[str, Any]:
    """The row as history keeps it: all but `updated_at`."""
    data = model.to_json()
    del data["updatedAt"]
    for name, kept in (("pricing", model.pricing), ("lifecycle", model.lifecycle)):
        if kept is not None and kept.is_older:  # written again, it stays what an older version knew
            del data[name][to_camel(kept.marker)]
    return {"id": model.id, "displayNameBy": model.display_name_by, **data}


def recorded(change: RowChange) -> RecordedChange:
    """What the history keeps of a change."""
    return RecordedChange(
        change.model.universal_model_id,
        change.action,
        image(change.before) if change.before else None,
        image(change.after) if change.after else None,
    )
