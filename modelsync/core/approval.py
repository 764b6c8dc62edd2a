"""Turns the approved part of a plan into row changes, and detects conflicts. Pure.

A conflict is a conflict of fields: the fields that a change writes must still hold the values that the plan saw
(archiving also reads `enabled`). An edit of another field does not make a plan stale.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

from modelsync.core.edits import edited
from modelsync.core.model_fields import LEAVES, OBJECTS, PROVENANCE
from modelsync.core.models import ModelSyncDiff, ModelUpdate, NormalizedModel, StoredModel
from modelsync.core.ownership import LIMITS
from modelsync.core.row_changes import RowChange
from modelsync.core.safety import archived_ids

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from modelsync.core.adoption.source import AdoptedModel
    from modelsync.core.decisions import Decision
    from modelsync.core.edits import Edit
    from modelsync.core.plans import Plan

_said = attrgetter(*LIMITS, *OBJECTS, "sources")
_CAPABILITIES = "capabilities."


@dataclass(frozen=True)
class Approval:
    """Approved changes of a diff with the current rows."""

    diff: ModelSyncDiff
    archived_enabled: frozenset[str]
    ids: frozenset[str]
    edits: Mapping[str, Edit]
    rows: Mapping[str, StoredModel]
    owners: Mapping[str, str]
    now: datetime
    enable_new: bool = False
    refused: Mapping[str, str] = field(default_factory=dict)
    """Changes that a decision made or removed since the plan forbids: the reason by id."""
    adopted: Mapping[str, AdoptedModel] = field(default_factory=dict)
    """What another catalogue says of the models that are taken over from it, by id."""
    row_ids: Mapping[int, str] = field(default_factory=dict)
    """Which model has, or had, the row ids that are to be kept."""

    def changes(self) -> tuple[RowChange, ...]:
        """The row changes in the order archive, update, insert. Raises EditError."""
        part = self.diff.restricted_to(self.ids)
        return (
            *(self._archive(model) for model in part.archived_models),
            *(self._update(update) for update in part.updated_models),
            *(self._insert(model) for model in part.new_models),
        )

    def conflicts(self) -> tuple[str, ...]:
        """Each row and field that changed since the plan was made, as `id: field was x, is y`."""
        part = self.diff.restricted_to(self.ids)
        new = part.new_models if self.owners or self.row_ids else ()  # else nobody has one of their ids
        return (
            *(f"{id_}: {self.refused[id_]}" for id_ in sorted(self.ids & self.refused.keys())),
            *(c for model in new for c in self._moved_new(model.universal_model_id)),
            *(c for update in part.updated_models for c in self._moved_update(update)),
            *(c for model in part.archived_models for c in self._moved_archive(model)),
        )

    def _moved_new(self, id_: str) -> Collection[str]:
        if owner := self.owners.get(id_):
            return [f"{id_} is in the catalogue now (provider {owner})"]
        row_id = self._row_id(id_)
        other = self.row_ids.get(row_id, id_)
        return [] if other == id_ else [f"{id_}: its row id {row_id} is {other}’s now"]

    def _row_id(self, id_: str) -> int:
        """The row id that a new model keeps; 0 for a new one."""
        kept = self.adopted.get(id_)
        return (kept and kept.row_id) or 0

    def _moved_update(self, update: ModelUpdate) -> Collection[str]:
        id_ = update.updated.universal_model_id
        row = self.rows.get(id_)
        if row is None:
            return [f"{id_} is no longer in the catalogue"]
        paths = update.changed_fields
        if "status" in paths and update.updated.status == "archived" and "enabled" not in paths:
            paths = (*paths, "enabled")
        return [
            f"{id_}: {path} was {_shown(seen)}, is {_shown(now)}"
            for path in paths
            if (seen := value_at(update.existing, path)) != (now := value_at(row, path))
        ]

    def _moved_archive(self, model: NormalizedModel) -> Collection[str]:
        id_ = model.universal_model_id
        row = self.rows.get(id_)
        if row is None:
            return [f"{id_} is no longer in the catalogue"]
        moved = [] if row.status == "active" else [f"{id_}: status was active, is {row.status}"]
        was = id_ in self.archived_enabled
        if row.enabled != was:
            moved.append(f"{id_}: enabled was {_shown(was)}, is {_shown(row.enabled)}")
        return moved

    def _edited(self, row: StoredModel) -> StoredModel:
        edit = self.edits.get(row.universal_model_id)
        return edited(row, edit) if edit else row

    def _archive(self, model: NormalizedModel) -> RowChange:
        row = self.rows[model.universal_model_id]
        gone = row.model_copy(update={"status": "archived", "enabled": False})
        return RowChange("archive", row, self._stamped(self._edited(gone)))

    def _update(self, update: ModelUpdate) -> RowChange:
        row = self.rows[update.updated.universal_model_id]
        updated = with_fields(row, update.updated, _written_paths(row, update))
        was_renamed = row.display_name_by == "provider" and row.display_name != update.existing.display_name
        if was_renamed and "providerDisplayName" in update.changed_fields:
            # The admin's name that the plan saw was reset since.
            updated = updated.model_copy(update={"display_name": updated.provider_display_name})
        if self.adopted and "displayName" in update.changed_fields:
            updated = updated.model_copy(update={"display_name_by": _owner_of_name(updated)})
        after = self._stamped(self._edited(updated))
        return RowChange("archive" if _archives(row, after) else "update", row, after)

    def _insert(self, model: NormalizedModel) -> RowChange:
        kept = self.adopted.get(model.universal_model_id)
        parts = {
            **vars(model),
            "enabled": self.enable_new if model.enabled is None else model.enabled,
            "id": self._row_id(model.universal_model_id),
            "display_name_by": _owner_of_name(model),
            "unreadable": (),
            "version": 1,
            "created_at": (kept and kept.created_at) or self.now,
            "updated_at": self.now,
        }
        row = StoredModel.of_checked(parts)
        return RowChange("insert", None, self._edited(row))

    def _stamped(self, model: StoredModel) -> StoredModel:
        return model.model_copy(update={"version": model.version + 1, "updated_at": self.now})


def _owner_of_name(model: NormalizedModel) -> Literal["provider", "admin"]:
    """The admin, where the name is not the provider's."""
    return "provider" if model.display_name == model.provider_display_name else "admin"


def _archives(before: StoredModel, after: StoredModel) -> bool:
    return before.status == "active" and after.status == "archived"


def _shown(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case True:
            return "on"
        case False:
            return "off"
        case _:
            return str(value)


def value_at(model: NormalizedModel, path: str) -> object:
    """The value at a camelCase path of changed fields; None where an outer value is missing."""
    if leaf := LEAVES.get(path):
        return leaf.of(model)
    return model.capabilities.get(path.removeprefix(_CAPABILITIES))


def with_fields(row: StoredModel, source: NormalizedModel, paths: Collection[str]) -> StoredModel:
    """The row with the values of ``source`` at these paths and its own everywhere else."""
    fields, capabilities = _by_field(tuple(paths))
    update: dict[str, Any] = {}
    for outer, parts in fields.items():
        wanted = getattr(source, outer)
        if parts and wanted is not None:
            kept = getattr(row, outer) or OBJECTS[outer]()
            said = {name: getattr(wanted, name) for name in parts}
            is_known = not kept.is_older and all(getattr(kept, name) == said[name] for name in parts)
            wanted = kept if is_known else kept.model_copy(update=said)
        update[outer] = wanted
    if capabilities:
        update["capabilities"] = able = dict(row.capabilities)
        for key in capabilities:
            if key in source.capabilities:
                able[key] = source.capabilities[key]
            else:
                able.pop(key, None)
    if update.get("status") == "archived":
        update["enabled"] = False
    return row.model_copy(update=update)


@lru_cache(maxsize=1024)
def _by_field(paths: tuple[str, ...]) -> tuple[dict[str, list[str]], list[str]]:
    """The fields at these paths, an object with its parts there, and the capabilities; many updates name the same."""
    fields: dict[str, list[str]] = {}
    capabilities = []
    for path in paths:
        if leaf := LEAVES.get(path):
            outer, *inner = leaf.names
            fields.setdefault(outer, []).extend(inner)
        else:
            capabilities.append(path.removeprefix(_CAPABILITIES))
    return fields, capabilities


def _written_paths(row: StoredModel, update: ModelUpdate) -> Collection[str]:
    """The changed fields, and where the row's values are from if they are those that the plan saw.

    With those the row knows every key that the plan knew; a plan of an older version knew less.
    """
    seen = update.existing
    if update.updated.is_older or _said(row) != _said(seen):
        return update.changed_fields
    return *update.changed_fields, *PROVENANCE


def decided_otherwise(plan: Plan, decisions: Mapping[str, Decision]) -> dict[str, str]:
    """Ids of a plan whose change contradicts a later decision, with the reason."""
    excluded = {id_ for id_, one in decisions.items() if one.decision == "exclude"}
    archived = set(archived_ids(plan.diff))
    left_out = {e.universal_model_id for e in plan.diff.excluded if e.rule == "decision"} & archived
    return (
        dict.fromkeys(left_out - excluded, "the decision that excluded it was taken back")
        | dict.fromkeys(
            plan.context.included - decisions.keys(), "the decision that let it in was taken back"
        )
        | dict.fromkeys(excluded - archived, "a decision leaves it out now")
    )
