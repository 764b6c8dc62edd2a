"""One row of the catalogue before and after a change: to be written, and as the history keeps it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Self

from modelsync.core.models import StoredModel
from modelsync.core.row_text import Texts, joined, texts_of

Action = Literal["insert", "update", "archive", "remove"]


@dataclass(frozen=True, slots=True)
class UntouchedRow:
    """A row that still is as the history has it, so that nothing of it need be read; ``image`` is the history's."""

    id: int
    provider: str
    universal_model_id: str
    status: str
    version: int
    image: str

    @classmethod
    def of(cls, data: Mapping[str, Any], image: str) -> Self:
        """The row with these values, which are those of the image, too."""
        return cls(
            id=data["id"],
            provider=data["provider"],
            universal_model_id=data["universalModelId"],
            status=data["status"],
            version=data["version"],
            image=image,
        )


@dataclass(frozen=True)
class RowChange:
    """One row before and after; before is None for an insert, after is None for a removal."""

    action: Action
    before: StoredModel | UntouchedRow | None
    after: StoredModel | None

    @property
    def model(self) -> StoredModel | UntouchedRow:
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


class WrittenChange(NamedTuple):
    """The same with its images as JSON text, as the database keeps it."""

    provider: str
    universal_model_id: str
    action: Action
    before: str | None
    after: str | None


def written(change: RowChange, texts: Texts | None = None, id_: int | None = None) -> WrittenChange:
    """What the history keeps of a change.

    ``texts`` are those of the row after, ``id_`` is the number that an inserted row has just been given.
    """
    before, after, model = change.before, change.after, change.model
    return WrittenChange(
        model.provider,
        model.universal_model_id,
        change.action,
        _kept(before) if before else None,
        image_json(after, texts, id_) if after else None,
    )


def _kept(before: StoredModel | UntouchedRow) -> str:
    return before.image if isinstance(before, UntouchedRow) else image_json(before)


def image(model: StoredModel) -> dict[str, Any]:
    """The row as history keeps it: all but `updated_at`."""
    data = model.model_dump(mode="json", by_alias=True, exclude=_NOT_KEPT | _unknown_keys(model))
    return {"id": model.id, "displayNameBy": model.display_name_by, **data}


def image_json(model: StoredModel, texts: Texts | None = None, id_: int | None = None) -> str:
    """The same as JSON text; ``id_`` is the row's number where the model does not know it yet."""
    members = joined(texts or texts_of(model))
    return f'{{"id":{id_ or model.id},"displayNameBy":"{model.display_name_by}",{members}}}'


def _unknown_keys(model: StoredModel) -> dict[str, Any]:
    """The keys that the row's JSON lacks, since the older version which wrote it did not know them: it stays what that wrote."""
    if not model.is_older:
        return {}
    kept = {"pricing": model.pricing, "lifecycle": model.lifecycle}
    return {name: {one.marker} for name, one in kept.items() if one is not None and one.is_older}


_NOT_KEPT: dict[str, Any] = {"updated_at": True}
