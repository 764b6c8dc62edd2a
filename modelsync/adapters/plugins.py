"""Kinds of providers that other packages add through the entry-point group ``modelsync.providers``. Loads one only when it is used.

A broken one is one sentence where its kind is used; it never stops anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeVar

from pydantic import ValidationError

from modelsync.adapters.base import Adapter
from modelsync.core.models import ListedModel
from modelsync.errors import FetchError, ModelSyncError, SettingsError

GROUP = "modelsync.providers"
T = TypeVar("T")


def plugin_kinds() -> dict[str, EntryPoint]:
    """The entry points by the kind that they add; of two packages with one kind the first by its package's name."""
    found = sorted(entry_points(group=GROUP), key=lambda point: (point.name, _package(point)), reverse=True)
    return {point.name: point for point in found}


def load(point: EntryPoint) -> Adapter:
    """The adapter of a kind, whose ``parse`` and ``remarks`` fail with a sentence. Raises SettingsError."""
    try:
        loaded = point.load()
        adapter = loaded if isinstance(loaded, Adapter) or not callable(loaded) else loaded()
    except (Exception, SystemExit) as error:
        raise SettingsError(f"{_where(point)} stopped with a {type(error).__name__}. {_CURE}") from error
    if not isinstance(adapter, Adapter):
        kind = type(adapter).__name__
        raise SettingsError(f"{_where(point)} gives a {kind}, not an Adapter. {_CURE}")
    return replace(
        adapter,
        kind=point.name,
        parse=_guarded(adapter.parse, point, ListedModel),
        remarks=_guarded(adapter.remarks, point, tuple),
    )


_CURE = "Update the package, or remove it."


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "an unnamed package"


def _where(point: EntryPoint) -> str:
    return f"The kind {point.name} of the package {_package(point)}"


def _guarded(
    read: Callable[[dict[str, Any]], T], point: EntryPoint, kind: type[object]
) -> Callable[[dict[str, Any]], T]:
    def guarded(item: dict[str, Any]) -> T:
        try:
            found = read(item)
        except (ValidationError, ModelSyncError):
            raise
        except Exception as error:
            raise FetchError(
                f"{_where(point)} stopped with a {type(error).__name__} while it read an entry. {_CURE}"
            ) from error
        if not isinstance(found, kind):
            raise FetchError(
                f"{_where(point)} read an entry as a {type(found).__name__}, not as a {kind.__name__}. {_CURE}"
            )
        return found

    return guarded


def problems() -> list[str]:
    """The sentence of each installed kind that cannot be used."""
    found = []
    for point in plugin_kinds().values():
        try:
            load(point)
        except SettingsError as error:
            found.append(str(error))
    return found


__all__ = ["GROUP", "load", "plugin_kinds", "problems"]
