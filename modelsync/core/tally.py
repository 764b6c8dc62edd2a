"""How much the database holds. Pure values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """How many models the catalogue has."""

    active: int
    enabled: int
    archived: int


@dataclass(frozen=True)
class RowCounts:
    """How many rows the main tables have; None for a table that does not exist (yet)."""

    models: int | None
    plans: int | None
    runs: int | None
