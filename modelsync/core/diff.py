"""Compares a provider's listing with the catalogue. Pure: no clock, no I/O, no safety check.

Three-way: values of the admin (an edited name, `enabled`) are already merged into what is compared, so only what the
provider or the pricing file changed can differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING

from modelsync.core.model_fields import FIELDS, OUTER, PROVENANCE, SILENT
from modelsync.core.models import Exclusion, ModelSyncDiff, ModelUpdate, NormalizedModel, Notice

if TYPE_CHECKING:
    from modelsync.core.declared import ModelField
    from modelsync.core.models import ModelSyncDiff, StoredModel

_NAMES = {"provider", "universal_model_id", "provider_model_id"}
"""What tells a model from others: never a change of it."""
_FIELDS = tuple(field for field in FIELDS if field.name not in _NAMES)
_PATHS = frozenset(leaf.path for field in _FIELDS for leaf in field.leaves)
_NOTHING = (None, ())
_CAPABILITIES = "capabilities."
_values = itemgetter(*(field.name for field in _FIELDS))


def changed_fields(before: NormalizedModel, after: NormalizedModel) -> tuple[str, ...]:
    """The camelCase paths whose values differ: numbers by value, in the order of the fields."""
    old, new = _values(vars(before)), _values(vars(after))
    if old == new:
        return ()
    differing = (field for field, one, other in zip(_FIELDS, old, new, strict=True) if one != other)
    return tuple(path for field in differing for path in _changed_paths(field, before, after))


def proposed_fields(row: StoredModel, model: NormalizedModel) -> tuple[str, ...]:
    """The paths that an update of the row names; none where no value differs that the row's version knew.

    Where a value is from is no reason by itself, and is named beside a change of the same object alone. Nor is a key that
    the version which wrote the row did not know. Both are written with the next real change.
    """
    paths = [path for path in changed_fields(row, model) if path not in SILENT]
    if not paths:
        return ()
    unknown = _unknown(row)
    reasons = {path for path in paths if path not in PROVENANCE and path not in unknown}
    if not reasons:
        return ()
    changed = {path.partition(".")[0] for path in reasons}
    return tuple(path for path in paths if path not in PROVENANCE or path.partition(".")[0] in changed)


def _unknown(row: StoredModel) -> frozenset[str]:
    """The paths that the version which wrote the row did not know."""
    return frozenset(
        leaf.path
        for outer in OUTER
        if (kept := outer.of(row)) is not None and kept.is_older
        for leaf in outer.leaves
        if leaf.name not in kept.model_fields_set
    )


def _changed_paths(field: ModelField, before: NormalizedModel, after: NormalizedModel) -> Iterable[str]:
    if field.name != "capabilities":
        return [leaf.path for leaf in field.leaves if not _same(leaf.of(before), leaf.of(after))]
    old, new = before.capabilities, after.capabilities
    return [f"{_CAPABILITIES}{key}" for key in sorted({*old, *new}) if old.get(key) != new.get(key)]


def _same(one: object, other: object) -> bool:
    """Whether two values say the same: an empty list is as good as none."""
    return one == other or (one in _NOTHING and other in _NOTHING)


def with_known_paths(diff: ModelSyncDiff) -> ModelSyncDiff:
    """A diff that another version stored, without changed fields that this one does not know.

    An update of such fields alone is no change here.
    """
    known = [
        (update, tuple(path for path in update.changed_fields if _is_known(path)))
        for update in diff.updated_models
    ]
    if all(paths == update.changed_fields for update, paths in known):
        return diff
    updated = tuple(update.model_copy(update={"changed_fields": paths}) for update, paths in known if paths)
    return diff.model_copy(update={"updated_models": updated})


def _is_known(path: str) -> bool:
    return path in _PATHS or path.startswith(_CAPABILITIES)


def archived(model: NormalizedModel) -> NormalizedModel:
    """The model as it is once archived: never enabled."""
    return model.model_copy(update={"status": "archived", "enabled": False})


def compare(
    diff: ModelSyncDiff,
    listed: Iterable[NormalizedModel],
    stored: Mapping[str, StoredModel],
    *,
    undecided: Collection[str] = (),
    complete: bool = True,
) -> ModelSyncDiff:
    """The diff with what changes when the catalogue's rows of its provider (``stored``, by id) become ``listed``.

    ``undecided`` are listed ids of which nothing reliable is known: they are neither updated nor archived. ``complete`` is
    False when an entry had no readable id: it may be any of the absent models, so none of them is archived.
    """
    new: list[NormalizedModel] = []
    updated: list[ModelUpdate] = []
    excluded: list[Exclusion] = []
    seen = set(undecided)
    for model in listed:
        seen.add(model.universal_model_id)
        row = stored.get(model.universal_model_id)
        if row is None and model.status == "archived":
            excluded.append(_retired(model))
        elif row is None:
            new.append(model)
        elif paths := proposed_fields(row, model):
            parts = {"existing": row.normalized(), "updated": model, "changed_fields": paths}
            updated.append(ModelUpdate.of_checked(parts))
    absent = [row for id_, row in stored.items() if id_ not in seen and row.status == "active"]
    return diff.model_copy(
        update={
            "new_models": tuple(new),
            "updated_models": tuple(updated),
            "archived_models": tuple(archived(row.normalized()) for row in absent) if complete else (),
            "excluded": (*diff.excluded, *excluded),
            "warnings": (*diff.warnings, *(() if complete else map(_held_back, absent))),
        }
    )


def _retired(model: NormalizedModel) -> Exclusion:
    when = model.lifecycle.retires_at
    reason = f"Already retired when first seen{f' (on {when})' if when else ''}"
    return Exclusion(universal_model_id=model.universal_model_id, rule="retired", reason=reason)


def _held_back(row: StoredModel) -> Notice:
    return Notice(
        code="archival-held-back",
        message=f"{row.universal_model_id} is not listed, but an entry of the list has no readable id and may be it: "
        "it is not archived. Sync again when the provider's list is whole.",
        universal_model_id=row.universal_model_id,
    )
