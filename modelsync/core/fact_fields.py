"""The fields of facts' values: which say something, whether two say the same, and all of them together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from modelsync.core.pricing import Tier
from modelsync.core.values import Value

Fields: TypeAlias = Mapping[str, Any]
"""The fields of a fact's value that say something, by name."""


def fields_of_value(value: Value, names: Iterable[str] | None = None) -> dict[str, Any]:
    """The fields that say something, all or of these names."""
    return {
        name: found
        for name in names or type(value).model_fields
        if (found := getattr(value, name)) not in (None, ())
    }


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; tiers are compared by the figures that both have."""
    if not isinstance(one, tuple):
        return bool(one == other)
    mine, theirs = ({tier.above_tokens: fields_of_value(tier) for tier in tiers} for tiers in (one, other))
    return mine.keys() == theirs.keys() and all(
        figures[name] == theirs[step][name]
        for step, figures in mine.items()
        for name in figures.keys() & theirs[step].keys()
    )


def merged(said: Sequence[Fields]) -> dict[str, Any]:
    """All that is said; of tiers every figure."""
    found: dict[str, Any] = {}
    for fields in said:
        for name, value in fields.items():
            if name == "tiers" and name in found and same(found[name], value):
                found[name] = _merged_tiers(found[name], value)
            else:
                found.setdefault(name, value)
    return found


def _merged_tiers(one: Sequence[Tier], other: Sequence[Tier]) -> tuple[Tier, ...]:
    return tuple(
        Tier.model_validate({**fields_of_value(theirs), **fields_of_value(mine)})
        for mine, theirs in zip(one, other, strict=True)
    )
