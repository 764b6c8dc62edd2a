"""The rows of another catalogue, before and after they are read; pure values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from modelsync.core.kinds import DisplayName, ModelId, UtcDatetime
from modelsync.core.models import ModelSyncDiff, Notice, Status
from modelsync.core.pricing import Price
from modelsync.core.values import Value

MOST_ROW_ID = 2**31 - 1
"""The largest id of a row on PostgreSQL."""


@dataclass(frozen=True)
class Source:
    """A table of another program: ``label`` names it for people, ``rows`` hold values by column, in order from 1.

    ``a_row`` is what people call a row of it. ``left`` are rows that its form already rules out: None among the rows.
    """

    label: str
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Any] | None]
    a_row: str = "row"
    left: Sequence[LeftRow] = ()
    is_litellm: bool = False

    def first(self, most: int) -> Iterator[Mapping[str, Any]]:
        """The first rows that can be read."""
        return islice((row for row in self.rows if row is not None), most)


class LeftRow(Value):
    """A row that cannot be taken over, and why; id and provider as far as they can be told."""

    row: int
    universal_model_id: str | None
    provider: str | None
    rule: str
    reason: str


class AdoptedModel(Value):
    """A row as it was read: None is what the source does not say. ``row_id`` is set where it is to be kept."""

    row: int
    provider: str
    universal_model_id: ModelId
    provider_model_id: ModelId
    display_name: DisplayName | None = None
    enabled: bool | None = None
    status: Status | None = None
    created_at: UtcDatetime | None = None
    row_id: int | None = None
    price: Price | None = None


@dataclass
class Reading:
    """What became of the rows: models to take over, rows that are left, and remarks on both."""

    models: list[AdoptedModel] = field(default_factory=list)
    left: list[LeftRow] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


class Adoption(Value):
    """What an adoption proposes: a plan per provider, every row that stays behind, and remarks (contract of the command line)."""

    source: str
    rows: int
    plans: tuple[ModelSyncDiff, ...]
    left: tuple[LeftRow, ...]
    warnings: tuple[Notice, ...]
