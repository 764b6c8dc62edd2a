"""The diffs of plans as they are stored. They never change, so the last few are kept: parsing 10,000 models takes 0.1 s."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final

from sqlalchemy import Text, cast, literal, select
from sqlmodel import col

from modelsync.core.diff import with_known_paths
from modelsync.core.models import ModelSyncDiff
from modelsync.core.stored_json import read
from modelsync.store.tables.columns import Json
from modelsync.store.tables.reviews import SyncPlan

if TYPE_CHECKING:
    from sqlmodel import Session

_MOST: Final = 3
_kept: OrderedDict[tuple[int, int], ModelSyncDiff] = OrderedDict()
"""The diffs that were last stored or read, by length and hash of their text, which may have 10 MB and is not kept."""
_lock = Lock()


def read_diff(text: str, what: str, cure: str) -> ModelSyncDiff:
    """The diff in JSON text. Raises StoreError, which names ``what`` cannot be read and the ``cure``."""
    with _lock:
        diff = _kept.get(_key(text))
    if diff is None:
        diff = with_known_paths(read(ModelSyncDiff, text, what, cure))
    _keep(text, diff)
    return diff


def stored_diff(session: Session, diff: ModelSyncDiff) -> object:
    """The diff as a value of its column. PostgreSQL writes the JSON in its own way: there it is read once."""
    if session.get_bind().dialect.name != "sqlite":
        return diff
    text = diff.model_dump_json(by_alias=True)
    proposed = (*diff.new_models, *(update.updated for update in diff.updated_models))
    if not any(model.is_older for model in proposed):  # read again, those know every key
        _keep(text, diff)
    return literal(text, Text)


def repeated_diff(session: Session, diff: ModelSyncDiff, of: ModelSyncDiff, stored: str) -> object:
    """The same for a diff that has another id and time than the ``stored`` one, and is the same but for them."""
    if session.get_bind().dialect.name != "sqlite":
        own = diff.model_dump_json(by_alias=True, include={"plan_id", "fetched_at"})
        those = select(col(SyncPlan.diff).op("||")(cast(literal(own, Text), Json)))
        return those.where(col(SyncPlan.id) == of.plan_id).scalar_subquery()
    head = _head(of)
    if not stored.startswith(head):
        return stored_diff(session, diff)
    text = _head(diff) + stored[len(head) :]
    _keep(text, diff)
    return literal(text, Text)


def _head(diff: ModelSyncDiff) -> str:
    """How the text of a diff begins: with what tells it from others."""
    return diff.model_dump_json(by_alias=True, include={"plan_id", "provider", "fetched_at"})[:-1]


def _keep(text: str, diff: ModelSyncDiff) -> None:
    key = _key(text)
    with _lock:
        _kept[key] = diff
        _kept.move_to_end(key)
        if len(_kept) > _MOST:
            _kept.popitem(last=False)


def _key(text: str) -> tuple[int, int]:
    return len(text), hash(text)
