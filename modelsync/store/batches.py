"""Splits many ids into lists that fit into one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")

_BATCH = 500
"""Far below what SQLite and PostgreSQL allow."""


def batches(values: Iterable[T]) -> Iterable[list[T]]:
    """The values in lists of at most 500."""
    values = list(values)
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
