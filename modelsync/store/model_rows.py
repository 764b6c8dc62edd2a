"""Turns a row of `ai_model` and a StoredModel into each other, as the model's fields are declared. Holds no query."""

from __future__ import annotations

import marshal
from functools import lru_cache, reduce
from operator import attrgetter, or_
from typing import Any

from sqlalchemy import Row

from modelsync.core.declared import Column
from modelsync.core.kinds import iso_utc
from modelsync.core.model_fields import FIELDS, STORED_FIELDS
from modelsync.core.models import StoredModel
from modelsync.core.row_text import Texts, joined, part_of
from modelsync.core.stored_json import decoded, read
from modelsync.core.values import Value
from modelsync.errors import StoreError
from modelsync.store.tables.catalogue import AiModel

_COLUMNS = tuple(field for field in STORED_FIELDS if isinstance(field.declared, Column))
_KEYS = {field.name: field.key for field in _COLUMNS}
_row_keys = tuple(_KEYS.get(one.name, one.name) for one in AiModel.metadata.tables["ai_model"].columns)
"""The keys of a row's values, in the order of the table's columns."""
_other_columns = tuple(field.name for field in _COLUMNS if field.name not in {"id", "enabled"})
_other_values = attrgetter(*_other_columns)
COLUMNS = ("id", "enabled", *_other_columns, "config")
"""The columns of `ai_model` that hold a model."""

_IN_CONFIG = tuple(field for field in FIELDS if not isinstance(field.declared, Column))
_WITHIN = {
    within: tuple((field.key, field.nullable) for field in _IN_CONFIG if field.within == within)
    for within in dict.fromkeys((None, *(field.within for field in _IN_CONFIG)))
}
"""The keys that each object of `config` holds, those of `config` itself under None."""
_OBJECTS = [within for within in _WITHIN if within]
_own, *_held = (
    part_of(
        {field.name for field in _IN_CONFIG if field.within == within}
        | ({"universal_model_id"} if within is None else set())
    )
    for within in _WITHIN
)
"""What picks the texts of each of them; `config` itself also has the id."""
_NAMES = {field.key: field.name for field in _IN_CONFIG}
_KINDS = {field.key: field.kind for field in _IN_CONFIG if field.parts}
_UNREADABLE = object()
_iso_utc = lru_cache(maxsize=1024)(iso_utc)
"""The rows of a run share the time at which they came."""


class StoredRow:
    """A row as it is stored; its ``config`` is JSON text, of which nothing is read before somebody asks for it."""

    def __init__(self, row: Row[Any]) -> None:
        self._row = row

    def data(self) -> dict[str, Any]:
        """All but `updated_at` by the keys of the history's images, as it is stored."""
        columns, config = self._decoded()
        del columns["updatedAt"]
        columns["createdAt"] = _iso_utc(columns["createdAt"])
        held = [config.pop(within) for within in _OBJECTS if isinstance(config.get(within), dict)]
        return reduce(or_, held, columns | config)

    def model(self) -> StoredModel:
        """The row, read."""
        return _to_model(*self._decoded())

    def _decoded(self) -> tuple[dict[str, Any], dict[str, Any]]:
        columns = dict(zip(_row_keys, self._row, strict=True))
        return columns, decoded(columns.pop("config"))


def to_model(row: Row[Any]) -> StoredModel:
    """The row; what of its config cannot be read is unknown, so that one value does not hide the catalogue."""
    columns = dict(zip(_row_keys, row, strict=True))
    return _to_model(columns, columns.pop("config"))


def _to_model(columns: dict[str, Any], stored: dict[str, Any]) -> StoredModel:
    config = _from_config(stored)
    columns["providerDisplayName"] = columns["displayName"]
    try:
        return read(StoredModel, columns | config, "")
    except StoreError:
        what = f"The model {columns['universalModelId']} of {columns['provider']}"
        readable = {key: value for key, value in config.items() if _fits(columns | {key: value}, what)}
        unreadable = tuple(_NAMES[key] for key in config if key not in readable)
        return read(StoredModel, columns | readable | {"unreadable": unreadable}, what)


def _from_config(config: dict[str, Any]) -> dict[str, Any]:
    """The fields that `config` says something of, by their keys; the others have their defaults."""
    found = {}
    for within, keys in _WITHIN.items():
        held = config if within is None else config.get(within) or {}
        if not isinstance(held, dict):
            held = dict.fromkeys((key for key, _ in keys), _UNREADABLE)
        for key, nullable in keys:
            if key in held and (nullable or held[key] is not None):
                found[key] = held[key]
    if not found.get("providerDisplayName", True):
        del found["providerDisplayName"]
    for key, kind in _KINDS.items():
        if isinstance(held := found.get(key), dict):
            found[key] = read_once(kind, held)
    return found


def read_once(kind: type[Value], held: dict[str, Any]) -> Any:
    """The object as it is read: equal ones are one value, as many rows have the same price and the same end of life.

    One that cannot be read is given back, to be found with the whole row.
    """
    try:
        # As bytes an object can be looked up: equality would take 1 for true.
        return _of_bytes(kind, marshal.dumps(held, 2))
    except StoreError:
        return held


@lru_cache(maxsize=1024)
def _of_bytes(kind: type[Value], held: bytes) -> Value:
    return read(kind, marshal.loads(held), "")  # noqa: S302 - bytes of our own


def _fits(values: dict[str, Any], what: str) -> bool:
    try:
        read(StoredModel, values, what)
    except StoreError:
        return False
    return True


def to_columns(model: StoredModel, id_: int, texts: Texts) -> tuple[Any, ...]:
    """The row that holds the model, with this number: values in the order of ``COLUMNS``, ``config`` as JSON text."""
    return id_, bool(model.enabled), *_other_values(model), _config_json(texts)


def _config_json(texts: Texts) -> str:
    held = "".join(f',"{key}":{{{joined(part(texts))}}}' for key, part in zip(_OBJECTS, _held, strict=True))
    return f"{{{joined(_own(texts))}{held}}}"
