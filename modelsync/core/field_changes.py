"""The audit: what each run changed, one value for each model and field, and the filter on it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from modelsync.core.kinds import UtcDatetime
from modelsync.core.model_fields import FIGURE_PATHS, STORED_FIELDS
from modelsync.core.runs import ModelEvent
from modelsync.core.values import Value

MODEL: Final = "model"
"""The field of a model that was added or removed as a whole."""

_CAPABILITIES = "capabilities"
_TECHNICAL = {
    "provider",
    "universalModelId",
    "id",
    "version",
    "unreadable",
    "createdAt",
    "updatedAt",
    "sources",
}
_PATHS = tuple(leaf.path for field in STORED_FIELDS if field.path not in _TECHNICAL for leaf in field.leaves)
_KNOWN = {MODEL, *_PATHS, *(path.partition(".")[0] for path in _PATHS)}


class FieldChange(Value):
    """One field of one model in one run (contract of the command line).

    ``field`` is a path as in changed fields, or ``model``: then ``before`` (added) or ``after`` (removed) is null, and the
    other side is the whole model.
    """

    at: UtcDatetime
    run_id: str
    kind: str
    actor: str
    reason: str | None
    provider: str
    universal_model_id: str
    field: str
    before: Any
    after: Any


class Position(NamedTuple):
    """Where a list of changes goes on: after the field with this ``place`` in the recorded change ``number``."""

    number: int
    place: int


@dataclass(frozen=True, kw_only=True)
class ChangeFilter:
    """Which changes are wanted; None means all. ``until`` is included; ``field`` may be an object, such as ``pricing``."""

    since: datetime | None = None
    until: datetime | None = None
    provider: str | None = None
    model: str | None = None
    actor: str | None = None
    field: str | None = None
    run_id: str | None = None

    def has_field(self, field: str) -> bool:
        """Whether changes of this field are wanted."""
        return self.field is None or field == self.field or field.startswith(f"{self.field}.")


def is_field(path: str) -> bool:
    """Whether a change can have this field, or one inside it."""
    return path in _KNOWN or path.startswith(f"{_CAPABILITIES}.")


def first_moment(text: str, *, zone: tzinfo = UTC) -> datetime:
    """A time in UTC unless it says otherwise, or the beginning of a day in the zone. Raises ValueError."""
    return _moment(text, time.min, zone)


def last_moment(text: str, *, zone: tzinfo = UTC) -> datetime:
    """A time in UTC unless it says otherwise, or the end of a day in the zone. Raises ValueError."""
    return _moment(text, time.max, zone)


def _moment(text: str, of_day: time, zone: tzinfo) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), of_day, zone)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("write a date like 2026-11-30 or a time like 2026-11-30T18:00Z") from None


def field_changes(events: Iterable[ModelEvent]) -> Iterator[FieldChange]:
    """Every field that the events changed, in their order."""
    for event in events:
        run, change = event.run, event.change
        for field, before, after in _differences(change.before, change.after):
            # Not validated: each value comes from a validated one, and a history has many.
            yield FieldChange.model_construct(
                at=run.at,
                run_id=run.run_id,
                kind=run.kind,
                actor=run.actor,
                reason=run.reason,
                provider=change.provider,
                universal_model_id=change.universal_model_id,
                field=field,
                before=before,
                after=after,
            )


def _differences(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Iterator[tuple[str, Any, Any]]:
    """The fields that differ between two images; keys of another version count for nothing."""
    if before is None or after is None:
        yield MODEL, before and _known(before), after and _known(after)
        return
    for path in _PATHS:
        old, new = _at(before, path), _at(after, path)
        if path == _CAPABILITIES:
            yield from _capabilities(old, new)
        elif not _equal(path, old, new):
            yield path, old, new


def _capabilities(old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    before, after = (value if isinstance(value, dict) else {} for value in (old, new))
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            yield f"{_CAPABILITIES}.{key}", before.get(key), after.get(key)


def _equal(path: str, old: Any, new: Any) -> bool:
    """Whether two values are the same: price figures by their amount."""
    if old == new or path not in FIGURE_PATHS or old is None or new is None:
        return bool(old == new)
    try:
        return Decimal(old) == Decimal(new)
    except (InvalidOperation, TypeError, ValueError):
        return False


def _known(image: Mapping[str, Any]) -> dict[str, Any]:
    """The image without keys that this version does not know, and without those of the database alone."""
    known: dict[str, Any] = {}
    for field in STORED_FIELDS:
        if field.path in image and field.path not in _TECHNICAL:
            value = image[field.path]
            keys = {part.key for part in field.parts}
            part = isinstance(value, dict) and keys
            known[field.path] = {key: value[key] for key in value if key in keys} if part else value
    return known


def _at(image: Mapping[str, Any], path: str) -> Any:
    value: Any = image
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value
