"""Row counts of the database. Pure values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """Counts of the catalogue's models."""

    active: int
    enabled: int
    archived: int


@dataclass(frozen=True)
class RowCounts:
    """Row counts of the main tables; None for a missing table."""

    models: int | None
    plans: int | None
    runs: int | None
