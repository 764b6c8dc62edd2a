"""How two entries with one id differ, by the values that are read of them: what is not read may differ. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from pydantic import ValidationError

from modelsync.adapters.base import Adapter, Item
from modelsync.adapters.digest import canonical_json

_ABSENT = object()
_MOST_KEYS = 100
"""So many keys are tried; whoever sends more is told what they are read as instead."""


def differences(adapter: Adapter, first: Item, second: Item) -> set[str]:
    """The provider's keys whose values read differently, with what they are read as: ``shutdown_date (lifecycle.retiresAt)``.

    Empty when the two entries read the same.
    """
    if canonical_json(first) == canonical_json(second):
        return set()
    before, after = _values(adapter, first), _values(adapter, second)
    if before == after:
        return set()
    named = {
        f"{key} ({', '.join(sorted(changed))})"
        for key in islice(_differing(first, second), _MOST_KEYS)
        if (changed := _changed(before, _values(adapter, _exchanged(first, second, key))))
    }
    return named or _changed(before, after)


def _differing(first: dict[str, Any], second: dict[str, Any]) -> Iterator[str]:
    for key in {**first, **second}:
        if first.get(key, _ABSENT) != second.get(key, _ABSENT):
            yield key


def _exchanged(first: dict[str, Any], second: dict[str, Any], key: str) -> dict[str, Any]:
    """The first entry with the second one's value of a key."""
    others = {name: value for name, value in first.items() if name != key}
    return {**others, key: second[key]} if key in second else others


def _changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    if not after:  # without its id an entry is none
        return set()
    names = {*before, *after}
    return {name for name in names if before.get(name, _ABSENT) != after.get(name, _ABSENT)}


def _values(adapter: Adapter, item: Item) -> dict[str, Any]:
    """What is read of an entry, by path: a key that was not sent is no null."""
    try:
        model = adapter.parse(item)
    except ValidationError:
        return {}
    read = model.model_dump(mode="json", by_alias=True, exclude={"unreadable"}, exclude_unset=True)
    return dict(_leaves(read))


def _leaves(values: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value
