"""Turns the raw entries of a complete listing into a Listing, and into its digest. Pure; never drops an entry in silence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from modelsync.adapters.base import Adapter, Item
from modelsync.adapters.fields import plain_problem
from modelsync.core.kinds import is_model_id
from modelsync.core.models import ListedModel, Listing, Notice, UnreadableEntry
from modelsync.errors import FetchError

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_REWRITTEN = (dict, list, float)
"""What may look otherwise in canonical JSON; all else is left alone."""


def read_listing(adapter: Adapter, items: Sequence[Item]) -> Listing:
    """Read every entry; raises FetchError when the listing as a whole cannot be trusted."""
    if not items:
        raise empty_list(adapter)
    distinct, notices = _without_repeats(adapter, items)
    models: list[ListedModel] = []
    unreadable: list[UnreadableEntry] = []
    for position, item in distinct:
        try:
            models.append(_parsed(adapter, item))
            notices.extend(adapter.remarks(item))
        except _UnreadableError as error:
            entry = UnreadableEntry(universal_model_id=_shown_id(adapter, item), problem=str(error))
            unreadable.append(entry)
            notices.append(_unreadable_notice(adapter, entry, position))
    if len(unreadable) * 10 > len(distinct):
        raise _too_many_unreadable(adapter, unreadable, len(distinct))
    return Listing(models=tuple(models), unreadable=tuple(unreadable), notices=tuple(notices))


def listing_sha256(adapter: Adapter, items: Sequence[Item]) -> str:
    """SHA-256 of the entries as canonical JSON, sorted by id: the order of a list means nothing."""
    entries = sorted((adapter.bare_id(item) or "", _canonical(item)) for item in items)
    return hashlib.sha256(b"[" + b",".join(text for _, text in entries) + b"]").hexdigest()


def empty_list(adapter: Adapter) -> FetchError:
    """An empty list would archive everything, so it counts as a failure."""
    return FetchError(
        f"{adapter.label} sent an empty list, which is taken as a failure: check what the key in"
        f" {adapter.key_names} may see, and {adapter.base_url_variable}."
    )


class _UnreadableError(Exception):
    """``str(error)`` is the problem in plain words."""


def _parsed(adapter: Adapter, item: Item) -> ListedModel:
    if not isinstance(item, dict):
        raise _UnreadableError("it is not an object")
    try:
        return adapter.parse(item)
    except ValidationError as error:
        raise _UnreadableError(plain_problem(error)) from error


def _without_repeats(adapter: Adapter, items: Sequence[Item]) -> tuple[list[tuple[int, Item]], list[Notice]]:
    """The entries with their positions from 1, each id once; raises FetchError when one id has two contents."""
    seen: dict[str, Item] = {}
    repeated: dict[str, Notice] = {}
    distinct: list[tuple[int, Item]] = []
    for position, item in enumerate(items, start=1):
        model_id = adapter.bare_id(item)
        if model_id is None:
            distinct.append((position, item))
        elif model_id not in seen:
            seen[model_id] = item
            distinct.append((position, item))
        elif _canonical(seen[model_id]) == _canonical(item):
            repeated[model_id] = _repeat_notice(adapter, item, position)
        else:
            raise FetchError(
                f"{adapter.label} lists {_named(adapter, item, position)} twice with different content, so the list"
                f" cannot be trusted: try again, and check {adapter.base_url_variable} if it stays so."
            )
    return distinct, list(repeated.values())


def _shown_id(adapter: Adapter, item: Item) -> str | None:
    model_id = adapter.bare_id(item)
    return model_id if model_id is not None and is_model_id(model_id) else None


def _named(adapter: Adapter, item: Item, position: int) -> str:
    return _shown_id(adapter, item) or f"entry number {position}"


def _repeat_notice(adapter: Adapter, item: Item, position: int) -> Notice:
    return Notice(
        code="repeated-id",
        message=f"{adapter.label} lists {_named(adapter, item, position)} more than once with the same content; it was read once.",
        universal_model_id=_shown_id(adapter, item),
    )


def _unreadable_notice(adapter: Adapter, entry: UnreadableEntry, position: int) -> Notice:
    name = entry.universal_model_id or f"entry number {position}"
    return Notice(
        code="unreadable-entry",
        message=f"{adapter.label}'s list holds {name}, which cannot be read: {entry.problem}.",
        universal_model_id=entry.universal_model_id,
    )


def _too_many_unreadable(adapter: Adapter, unreadable: list[UnreadableEntry], total: int) -> FetchError:
    first = unreadable[0].problem
    return FetchError(
        f"{adapter.label} sent {len(unreadable)} of {total} entries that cannot be read, more than a tenth (first problem:"
        f" {first}): check {adapter.base_url_variable}, or update Model Sync if {adapter.label} changed its list."
    )


def _canonical(value: Item) -> bytes:
    """Canonical JSON in the manner of RFC 8785; lone surrogates, which it forbids, are kept as they are."""
    return _JSON.encode(_ordered(value)).encode("utf-8", "surrogatepass")


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        found = ((name, value[name]) for name in _sorted_names(value))
        return {name: _ordered(inner) if isinstance(inner, _REWRITTEN) else inner for name, inner in found}
    if isinstance(value, list):
        return [_ordered(element) for element in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _sorted_names(names: Iterable[str]) -> list[str]:
    """In the order of their UTF-16 code units, which for ASCII is Python's own."""
    if "".join(names).isascii():
        return sorted(names)
    return sorted(names, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
