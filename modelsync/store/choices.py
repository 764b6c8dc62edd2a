"""Reads and writes what people chose in reviews, per provider and id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Executable, Row, Text, cast, delete, select
from sqlalchemy.dialects import sqlite
from sqlmodel import Session, col

from modelsync.core.choices import Choice
from modelsync.core.edits import Edit
from modelsync.core.plans import Proposed
from modelsync.core.stored_json import read
from modelsync.errors import StoreError
from modelsync.store.batches import batches
from modelsync.store.tables.reviews import ReviewChoice

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.dialects import postgresql

_KEY = ("provider", "universal_model_id")


def choices(session: Session, provider: str) -> dict[str, Choice]:
    """What people chose of one provider's rows, by id."""
    query = select(
        col(ReviewChoice.universal_model_id),
        col(ReviewChoice.ticked),
        col(ReviewChoice.display_name),
        col(ReviewChoice.enabled),
        col(ReviewChoice.actor),
        col(ReviewChoice.at),
        cast(ReviewChoice.seen, Text).label("seen"),
    ).where(col(ReviewChoice.provider) == provider)
    return {row.universal_model_id: _choice(row) for row in session.connection().execute(query)}


def save_choices(session: Session, provider: str, chosen: Iterable[Choice]) -> None:
    """Store choices in place of earlier ones for the same ids; one without tick and edit is forgotten."""
    rows, forgotten = [], []
    for choice in chosen:
        if choice.ticked is None and choice.edit is None:
            forgotten.append(choice.universal_model_id)
        else:
            rows.append(_row(provider, choice))
    if forgotten:
        forget_choices(session, provider, forgotten)
    if rows:
        session.connection().execute(_upsert(session), rows)


def forget_choices(session: Session, provider: str, ids: Collection[str]) -> None:
    """Forget what was chosen of these ids."""
    mine = col(ReviewChoice.provider) == provider
    chosen = session.connection().execute(select(col(ReviewChoice.universal_model_id)).where(mine)).scalars()
    for batch in batches(sorted(set(chosen).intersection(ids))):
        session.connection().execute(
            delete(ReviewChoice).where(mine, col(ReviewChoice.universal_model_id).in_(batch))
        )


def _upsert(session: Session) -> Executable:
    insert = _insert(session)
    written = {name: insert.excluded[name] for name in ReviewChoice.model_fields if name not in _KEY}
    return insert.on_conflict_do_update(index_elements=_KEY, set_=written)


def _insert(session: Session) -> sqlite.Insert | postgresql.Insert:
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(ReviewChoice)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - a command on SQLite starts sooner

    return postgresql.insert(ReviewChoice)


def _row(provider: str, choice: Choice) -> dict[str, Any]:
    edit = choice.edit or Edit()
    return {
        "provider": provider,
        "universal_model_id": choice.universal_model_id,
        "ticked": choice.ticked,
        "display_name": edit.display_name,
        "enabled": edit.enabled,
        "actor": choice.by,
        "at": choice.at,
        "seen": choice.seen,
    }


def _choice(row: Row[*tuple[Any, ...]]) -> Choice:
    try:
        seen = read(Proposed, row.seen, row.universal_model_id) if row.seen else None
    except StoreError:
        seen = None  # the "no" itself does not depend on it
    edit = Edit(display_name=row.display_name, enabled=row.enabled)
    return Choice(
        row.universal_model_id, row.ticked, None if edit == Edit() else edit, row.actor, row.at, seen
    )
