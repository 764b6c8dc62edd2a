"""A row as JSON text: what its image in the history and its `config` share is written once. Pure.

pydantic writes the same text, but calls Python for each figure of a price, in each of the two anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring
from operator import attrgetter, itemgetter
from typing import Any, Final, TypeAlias

from modelsync.core.lifecycle import Lifecycle
from modelsync.core.model_fields import STORED_FIELDS
from modelsync.core.models import StoredModel
from modelsync.core.pricing import Pricing
from modelsync.core.stored_json import encoded
from modelsync.core.values import Kept

Texts: TypeAlias = Sequence[str]
"""The fields of a row as members of a JSON object, in their order; empty where JSON leaves one out."""

_FIELDS = tuple(
    field
    for field in STORED_FIELDS
    if not StoredModel.model_fields[field.name].exclude and field.name != "updated_at"
)
_values = attrgetter(*(field.name for field in _FIELDS))
_keys = tuple(f'"{field.key}":' for field in _FIELDS)
_sparse = tuple(
    (place, is_left_out)
    for place, field in enumerate(_FIELDS)
    if (is_left_out := StoredModel.model_fields[field.name].exclude_if)
)

_MOST_KEPT: Final = 1024
_kept: dict[int, tuple[Kept, str]] = {}
"""Objects with their text by the object's number, which no other has while it is held here: many rows share a few."""


def texts_of(model: StoredModel) -> Texts:
    """The row's texts."""
    values = _values(model)
    texts = [
        key + _WRITERS.get(type(value), encoded)(value) for key, value in zip(_keys, values, strict=True)
    ]
    for place, is_left_out in _sparse:
        if is_left_out(values[place]):
            texts[place] = ""
    return texts


def joined(texts: Texts) -> str:
    """The members of one object."""
    return ",".join(filter(None, texts))


def part_of(names: Collection[str]) -> Callable[[Texts], Texts]:
    """What picks the texts of these fields."""
    return itemgetter(*(place for place, field in enumerate(_FIELDS) if field.name in names))


def _object(value: Kept) -> str:
    """The object without the key that the older version which wrote it did not know: it stays what that wrote."""
    if known := _kept.get(id(value)):
        return known[1]
    unknown = {value.marker} if value.is_older else None
    text = value.__pydantic_serializer__.to_json(value, by_alias=True, exclude=unknown).decode()
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    _kept[id(value)] = value, text
    return text


_WRITERS: Final[dict[type, Callable[[Any], str]]] = {
    str: encode_basestring,
    int: str,
    bool: lambda value: "true" if value else "false",
    type(None): lambda _: "null",
    datetime: lru_cache(maxsize=1024)(encoded),
    Pricing: _object,
    Lifecycle: _object,
}
