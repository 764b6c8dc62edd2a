"""The tables as SQL sees them, and the size of a batch of ids. Holds no statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Table
from sqlmodel import SQLModel

from modelsync.store.tables import (
    AiModel,
    ApiToken,
    FilterDecision,
    ModelChange,
    SignedOut,
    SyncPlan,
    SyncRun,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_BATCH = 500
"""Ids in one statement: far below what SQLite and PostgreSQL allow."""


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    return table


MODELS, PLANS, RUNS = _table(AiModel), _table(SyncPlan), _table(SyncRun)
CHANGES, DECISIONS, TOKENS = _table(ModelChange), _table(FilterDecision), _table(ApiToken)
SIGN_OUTS = _table(SignedOut)


def batches(values: Iterable[str]) -> Iterable[list[str]]:
    """The values in lists that fit into one statement."""
    values = list(values)
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
