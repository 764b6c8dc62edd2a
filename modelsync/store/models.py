"""Reads and writes the rows of `ai_model`; a row and a StoredModel are turned into each other here only."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from modelsync.core.approval import RowChange, image
from modelsync.core.declared import Column
from modelsync.core.model_fields import FIELDS, STORED_FIELDS
from modelsync.core.models import StoredModel
from modelsync.core.stored_json import read
from modelsync.core.undo import RecordedChange, recorded
from modelsync.errors import StoreError
from modelsync.store.schema import MODELS, batches

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


@dataclass(frozen=True)
class Tally:
    """How many models the catalogue has."""

    active: int
    enabled: int
    archived: int


def tally(connection: Connection) -> Tally:
    """The catalogue counted, in one statement."""
    active = MODELS.c.status == "active"
    count = func.count().filter
    row = connection.execute(select(count(active), count(MODELS.c.enabled), count(~active))).one()
    return Tally(*row)


def models(
    connection: Connection,
    *,
    provider: str | None = None,
    status: str | None = None,
    enabled: bool | None = None,
) -> list[StoredModel]:
    """The catalogue's rows, ordered by provider and id."""
    query = select(MODELS).order_by(MODELS.c.provider, MODELS.c.universal_model_id)
    wanted = _wanted(provider=provider, status=status, enabled=enabled)
    return [_to_model(row) for row in connection.execute(query.where(*wanted))]


def models_page(
    connection: Connection,
    *,
    provider: str | None,
    status: str | None,
    enabled: bool | None,
    search: str | None,
    limit: int,
    offset: int,
) -> tuple[list[StoredModel], int]:
    """A part of the catalogue's rows in their order, and how many there are in all; ``search`` is in the id or the name."""
    wanted = _wanted(provider=provider, status=status, enabled=enabled)
    if search:
        columns = (MODELS.c.universal_model_id, MODELS.c.display_name)
        found = (func.lower(column).contains(func.lower(_quoted(search)), escape="/") for column in columns)
        wanted.append(or_(*found))
    query = select(MODELS).order_by(MODELS.c.provider, MODELS.c.universal_model_id).where(*wanted)
    rows = connection.execute(query.limit(limit).offset(offset))
    total = connection.execute(select(func.count()).select_from(MODELS).where(*wanted)).scalar_one()
    return [_to_model(row) for row in rows], total


def _quoted(text: str) -> str:
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _wanted(*, provider: str | None, status: str | None, enabled: bool | None) -> list[ColumnElement[bool]]:
    values = {MODELS.c.provider: provider, MODELS.c.status: status, MODELS.c.enabled: enabled}
    return [column == value for column, value in values.items() if value is not None]


def models_by_id(
    connection: Connection, ids: Collection[str], *, for_update: bool = False
) -> dict[str, StoredModel]:
    """The rows of these ids, by id; with ``for_update`` nobody else changes them before the transaction ends."""
    found: dict[str, StoredModel] = {}
    for batch in batches(sorted(ids)):
        query = select(MODELS).where(MODELS.c.universal_model_id.in_(batch))
        if for_update:
            query = query.order_by(MODELS.c.universal_model_id).with_for_update()
        found |= {row.universal_model_id: _to_model(row) for row in connection.execute(query)}
    return found


def active_ids(connection: Connection, provider: str) -> set[str]:
    """The ids of the provider's active models."""
    query = select(MODELS.c.universal_model_id).where(
        MODELS.c.provider == provider, MODELS.c.status == "active"
    )
    return set(connection.execute(query).scalars())


def active_count(connection: Connection, provider: str) -> int:
    """How many active models the provider has."""
    query = select(func.count()).where(MODELS.c.provider == provider, MODELS.c.status == "active")
    return connection.execute(query).scalar_one()


def owners(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """The provider that owns each of these ids, for those in the catalogue."""
    found: dict[str, str] = {}
    for batch in batches(sorted(ids)):
        query = select(MODELS.c.universal_model_id, MODELS.c.provider).where(
            MODELS.c.universal_model_id.in_(batch)
        )
        found |= {row.universal_model_id: row.provider for row in connection.execute(query)}
    return found


def write_updates(connection: Connection, changes: Sequence[RowChange]) -> list[RecordedChange]:
    """Write the rows of these updates or archivals, in one statement for all."""
    if not changes:
        return []
    columns = ["display_name", "display_name_by", "status", "enabled", "config", "version", "updated_at"]
    statement = (
        update(MODELS)
        .where(MODELS.c.id == bindparam("row_id"))
        .values({column: bindparam(f"new_{column}") for column in columns})
    )
    records, rows = [recorded(change) for change in changes], []
    for change, record in zip(changes, records, strict=True):
        values = _to_columns(change.model, record.after or {})
        rows.append({"row_id": change.model.id} | {f"new_{column}": values[column] for column in columns})
    connection.execute(statement, rows)
    return records


def write_removals(connection: Connection, changes: Sequence[RowChange]) -> list[RecordedChange]:
    """Delete these rows, in one statement for all."""
    if changes:
        statement = delete(MODELS).where(MODELS.c.id == bindparam("row_id"))
        connection.execute(statement, [{"row_id": change.model.id} for change in changes])
    return [recorded(change) for change in changes]


def write_inserts(connection: Connection, changes: Sequence[RowChange]) -> list[RecordedChange]:
    """Insert these rows, in one statement for a thousand.

    A row with a primary key gets it back (an undone insert that is redone), one with 0 gets a new one.
    """
    if not changes:
        return []
    known = bool(changes[0].model.id)
    images = [image(change.model) for change in changes]
    rows = [
        _to_columns(change.model, after) | ({"id": change.model.id} if known else {})
        for change, after in zip(changes, images, strict=True)
    ]
    inserted = insert(MODELS).returning(MODELS.c.universal_model_id, MODELS.c.id)
    ids = {row.universal_model_id: row.id for row in connection.execute(inserted, rows)}
    keyed = ((after["universalModelId"], after) for after in images)
    return [RecordedChange(id_, "insert", None, after | {"id": ids[id_]}) for id_, after in keyed]


_COLUMNS = tuple(field for field in STORED_FIELDS if isinstance(field.declared, Column))
_column_keys = tuple(field.key for field in _COLUMNS)
_column_names = tuple(field.name for field in _COLUMNS)
_column_values = attrgetter(*_column_names)

_IN_CONFIG = tuple(field for field in FIELDS if not isinstance(field.declared, Column))
_WITHIN = {
    within: tuple((field.key, field.nullable) for field in _IN_CONFIG if field.within == within)
    for within in dict.fromkeys((None, *(field.within for field in _IN_CONFIG)))
}
"""The keys that each object of `config` holds, those of `config` itself under None."""
_NAMES = {field.key: field.name for field in _IN_CONFIG}
_UNREADABLE = object()


def _to_model(row: Row[Any]) -> StoredModel:
    """The row; what of its config cannot be read is unknown, so that one value does not hide the catalogue."""
    columns = dict(zip(_column_keys, _column_values(row), strict=True))
    known = {"providerDisplayName": row.display_name}
    config = _from_config(row.config)
    what = f"The model {row.universal_model_id} of {row.provider}"
    try:
        return read(StoredModel, known | config | columns, what)
    except StoreError:
        readable = {
            key: value for key, value in config.items() if _fits(known | {key: value} | columns, what)
        }
        unreadable = tuple(_NAMES[key] for key in config if key not in readable)
        return read(StoredModel, known | readable | columns | {"unreadable": unreadable}, what)


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
    return found


def _fits(values: dict[str, Any], what: str) -> bool:
    try:
        read(StoredModel, values, what)
    except StoreError:
        return False
    return True


def _to_columns(model: StoredModel, data: dict[str, Any]) -> dict[str, Any]:
    """The row, with what ``config`` holds of the model's ``image``."""
    columns = dict(zip(_column_names, _column_values(model), strict=True))
    del columns["id"]
    columns["enabled"] = bool(model.enabled)
    config: dict[str, Any] = {"universalModelId": model.universal_model_id}
    for within, keys in _WITHIN.items():
        held = config if within is None else config.setdefault(within, {})
        for key, _ in keys:
            if key in data:
                held[key] = data[key]
    columns["config"] = config
    return columns
