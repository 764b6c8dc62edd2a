"""Merges facts that changed into a row without a new list: the provider's part is what the row has of it. Pure."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from modelsync.core.lifecycle import Lifecycle
from modelsync.core.models import ListedModel, StoredModel
from modelsync.core.normalise import LISTING
from modelsync.core.ownership import END_OF_LIFE, LIMITS, Terms, owned_facts

if TYPE_CHECKING:
    from modelsync.core.pricing import Pricing

_LIFECYCLE: Final = tuple(
    field.name
    for field in fields(Terms)
    if field.name in END_OF_LIFE or field.name.startswith(("retires_", "replacement_", "lifecycle_"))
)


def remerged(row: StoredModel, before: Terms | None, after: Terms | None) -> StoredModel:
    """The row when the terms become others: what they do not change stays as it is, the status in any case."""
    old, new = before or Terms(), after or Terms()
    known = row.model_copy(update={"sources": _sources(row, old)})
    facts = owned_facts(_sent(known), known, new)
    moved = new.amended ^ old.amended
    limits = [name for name in LIMITS if name in moved or getattr(old, name) != getattr(new, name)]
    update: dict[str, Any] = {name: getattr(facts, name) for name in limits}
    if moved & set(_LIFECYCLE) or any(getattr(old, name) != getattr(new, name) for name in _LIFECYCLE):
        update["lifecycle"] = facts.lifecycle
    if update:
        update["sources"] = facts.sources
    if old.pricing != new.pricing:
        update["pricing"] = _pricing(row, new)
    return row.model_copy(update=update)


def _pricing(row: StoredModel, terms: Terms) -> Pricing | None:
    if terms.pricing:
        return terms.pricing.whole()
    return row.pricing if row.pricing and row.pricing.source == LISTING else None


def _sources(row: StoredModel, terms: Terms) -> dict[str, str]:
    """Whose the row's values are; an older version did not keep it, and what equals the terms is theirs then."""
    if not row.lifecycle.is_older:
        return row.sources
    values = {path: (getattr(row, name), getattr(terms, name)) for name, path in LIMITS.items()}
    values |= {
        path: (getattr(row.lifecycle, name), getattr(terms, name)) for name, path in END_OF_LIFE.items()
    }
    return {path: "file" for path, (mine, theirs) in values.items() if mine is not None and mine == theirs}


def _sent(row: StoredModel) -> ListedModel:
    """What of the row is the provider's own."""
    limits = {name: getattr(row, name) for name, path in LIMITS.items() if path not in row.sources}
    life = {
        name: value
        for name, path in END_OF_LIFE.items()
        if path not in row.sources and (value := getattr(row.lifecycle, name)) is not None
    }
    return ListedModel(universal_model_id=row.universal_model_id, lifecycle=Lifecycle(**life), **limits)
