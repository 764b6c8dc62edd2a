"""Reads and writes the rows of `ai_model`; a row and a StoredModel are turned into each other here only."""

from __future__ import annotations

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

from modelsync.core.models import StoredModel
from modelsync.core.row_changes import RecordedChange, RowChange, image, recorded
from modelsync.core.tally import Tally
from modelsync.store.schema import MODELS, batches

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


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


def _to_model(row: Row[Any]) -> StoredModel:
    config = row.config
    limits = config.get("limits") or {}
    return StoredModel.model_validate(
        {
            "id": row.id,
            "provider": row.provider,
            "universal_model_id": row.universal_model_id,
            "display_name": row.display_name,
            "display_name_by": row.display_name_by,
            "status": row.status,
            "enabled": row.enabled,
            "version": row.version,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "provider_display_name": config.get("providerDisplayName") or row.display_name,
            "description": config.get("description"),
            "released_at": config.get("releasedAt"),
            "context_window": limits.get("contextWindow"),
            "max_output_tokens": limits.get("maxOutputTokens"),
            "pricing": config.get("pricing"),
            "lifecycle": config.get("lifecycle") or {},
            "capabilities": config.get("capabilities") or {},
        }
    )


def _to_columns(model: StoredModel, data: dict[str, Any]) -> dict[str, Any]:
    """The row, with what ``config`` holds of the model's ``image``."""
    config = {
        key: data[key]
        for key in (
            "universalModelId",
            "providerDisplayName",
            "description",
            "releasedAt",
            "pricing",
            "lifecycle",
            "capabilities",
        )
    }
    config["limits"] = {key: data[key] for key in ("contextWindow", "maxOutputTokens")}
    return {
        "provider": model.provider,
        "universal_model_id": model.universal_model_id,
        "display_name": model.display_name,
        "display_name_by": model.display_name_by,
        "status": model.status,
        "enabled": bool(model.enabled),
        "config": config,
        "version": model.version,
        "created_at": model.created_at,
        "updated_at": model.updated_at,
    }
