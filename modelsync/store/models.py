"""Reads and writes the rows of `ai_model`, in set-based statements. Decides nothing, commits nothing."""

from __future__ import annotations

import logging
from collections import deque
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, Select, Text, bindparam, cast, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from modelsync.core.models import StoredModel
from modelsync.core.row_changes import Action, RowChange, WrittenChange, written
from modelsync.core.row_text import texts_of
from modelsync.core.tally import Tally
from modelsync.store.batches import batches
from modelsync.store.database import step
from modelsync.store.many_rows import delete_rows, insert_rows, update_rows
from modelsync.store.model_rows import COLUMNS, StoredRow, to_columns, to_model
from modelsync.store.numbers import move_numbers_on, new_numbers
from modelsync.store.tables.catalogue import AiModel

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

logger = logging.getLogger(__name__)

_TABLE = AiModel.metadata.tables["ai_model"]
_UPDATED = ("display_name", "display_name_by", "status", "enabled", "config", "version", "updated_at")
_updated = itemgetter(*(COLUMNS.index(name) for name in (*_UPDATED, "id")))


def tally(session: Session) -> Tally:
    """The catalogue counted, in one statement."""
    active = col(AiModel.status) == "active"
    count = func.count().filter
    query = select(count(active), count(col(AiModel.enabled)), count(~active)).select_from(AiModel)
    return Tally(*session.exec(query).one())


def models(
    session: Session,
    *,
    provider: str | None = None,
    status: str | None = None,
    enabled: bool | None = None,
) -> list[StoredModel]:
    """The catalogue's rows, ordered by provider and id."""
    wanted = _wanted(provider=provider, status=status, enabled=enabled)
    query = select(AiModel).where(*wanted).order_by(AiModel.provider, AiModel.universal_model_id)
    return [to_model(row) for row in session.connection().execute(query)]


def models_page(
    session: Session,
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
        columns = (col(AiModel.universal_model_id), col(AiModel.display_name))
        found = (func.lower(column).contains(func.lower(_quoted(search)), escape="/") for column in columns)
        wanted.append(or_(*found))
    query = select(AiModel).where(*wanted).order_by(AiModel.provider, AiModel.universal_model_id)
    rows = session.connection().execute(query.limit(limit).offset(offset))
    total = session.exec(select(func.count()).select_from(AiModel).where(*wanted)).one()
    return [to_model(row) for row in rows], total


def _quoted(text: str) -> str:
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _wanted(*, provider: str | None, status: str | None, enabled: bool | None) -> list[ColumnElement[bool]]:
    wanted = {"provider": provider, "status": status, "enabled": enabled}
    return [col(getattr(AiModel, name)) == value for name, value in wanted.items() if value is not None]


def models_by_id(
    session: Session, ids: Collection[str], *, for_update: bool = False
) -> dict[str, StoredModel]:
    """The rows of these ids, by id; with ``for_update`` nobody else changes them before the transaction ends."""
    rows = _rows(session, select_columns(AiModel), ids, for_update=for_update)
    return {model.universal_model_id: model for model in map(to_model, rows)}


def rows_by_id(session: Session, ids: Collection[str]) -> dict[str, StoredRow]:
    """The same as they are stored; nobody else changes them before the transaction ends."""
    columns = (cast(one, Text) if one.name == "config" else one for one in _TABLE.columns)
    rows = _rows(session, select_columns(*columns), ids, for_update=True)
    return {row.universal_model_id: StoredRow(row) for row in rows}


def _rows(
    session: Session, query: Select[*tuple[Any, ...]], ids: Collection[str], *, for_update: bool
) -> Iterator[Row[*tuple[Any, ...]]]:
    if for_update:
        query = query.order_by(AiModel.universal_model_id).with_for_update()
    for batch in batches(sorted(ids)):
        these = query.where(col(AiModel.universal_model_id).in_(batch))
        yield from session.connection().execute(these).all()


def active_ids(session: Session, provider: str) -> set[str]:
    """The ids of the provider's active models."""
    active = select(AiModel.universal_model_id).where(
        AiModel.provider == provider, AiModel.status == "active"
    )
    return set(session.exec(active))


def dated_models(session: Session, provider: str) -> list[StoredModel]:
    """The provider's active models with a day on which they retire."""
    day = col(AiModel.config)["lifecycle"]["retiresAt"].as_string()
    query = select(AiModel).where(AiModel.provider == provider, AiModel.status == "active", day.is_not(None))
    return [to_model(row) for row in session.connection().execute(query)]


def has_models_of(session: Session, provider: str) -> bool:
    """Whether the provider has a model, archived ones included."""
    return session.exec(select(AiModel.id).where(AiModel.provider == provider).limit(1)).first() is not None


def active_counts(session: Session) -> dict[str, int]:
    """How many active models each provider has, in one statement."""
    query = select(AiModel.provider, func.count()).where(AiModel.status == "active")
    return dict(session.exec(query.group_by(AiModel.provider)).all())


def owners(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The provider that owns each of these ids, for those in the catalogue."""
    found: dict[str, str] = {}
    these = col(AiModel.universal_model_id).in_(bindparam("ids", expanding=True))
    query = select(AiModel.universal_model_id, AiModel.provider).where(these)
    for batch in batches(sorted(ids)):
        found |= dict(session.exec(query, params={"ids": batch}).all())
    return found


def write_changes(session: Session, changes: Iterable[RowChange]) -> list[WrittenChange]:
    """Write all changes, set by set; gives what the history keeps of them. StoreError names the step that failed."""
    by_action: dict[Action, deque[RowChange]] = {action: deque() for action in _WRITES}
    for change in changes:
        by_action[change.action].append(change)
    del changes  # each is dropped once it is written: many models are large
    kept: list[WrittenChange] = []
    for action, write in _WRITES.items():
        count = len(by_action[action])
        with step(session, f"bulk {action}"):
            kept += write(session, by_action[action]) if count else []
        if count or action != "remove":
            logger.info("bulk %s: %d rows", action, count)
    return kept


def _write_updates(session: Session, changes: deque[RowChange]) -> list[WrittenChange]:
    """Updates or archivals, in one statement for all."""
    kept: list[WrittenChange] = []
    rows = _rows_of(changes, [change.model.id for change in changes], kept)
    update_rows(session.connection(), AiModel, _UPDATED, map(_updated, rows))
    return kept


def _write_removals(session: Session, changes: deque[RowChange]) -> list[WrittenChange]:
    """Removals, in one statement for all."""
    delete_rows(session.connection(), AiModel, (change.model.id for change in changes))
    return [written(change) for change in changes]


def _write_inserts(session: Session, changes: deque[RowChange]) -> list[WrittenChange]:
    """Inserts, in one statement for all.

    A row with a primary key gets it (an undone insert that is redone, a row id that is kept), one with 0 gets a new one.
    """
    connection = session.connection()
    known = [change.model.id for change in changes if change.model.id]
    if known:
        move_numbers_on(connection, "ai_model", max(known))
    new = new_numbers(connection, "ai_model", len(changes) - len(known))
    ordered = deque(sorted(changes, key=lambda change: not change.model.id))
    changes.clear()
    kept: list[WrittenChange] = []
    insert_rows(connection, AiModel, COLUMNS, _rows_of(ordered, [*known, *new], kept))
    return kept


def _rows_of(
    changes: deque[RowChange], ids: Iterable[int], kept: list[WrittenChange]
) -> Iterator[tuple[Any, ...]]:
    """The rows after the changes, which end; ``kept`` gets what the history keeps of each, made of the same texts."""
    for id_ in ids:
        change = changes.popleft()
        if change.after:
            texts = texts_of(change.after)
            kept.append(written(change, texts, id_))
            yield to_columns(change.after, id_, texts)


_WRITES: dict[Action, Callable[[Session, deque[RowChange]], list[WrittenChange]]] = {
    "remove": _write_removals,
    "archive": _write_updates,
    "update": _write_updates,
    "insert": _write_inserts,
}
"""In this order: an id that is removed may be inserted again."""
