"""Compares figures with those of another source, and detects different units. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, Final, Protocol

from modelsync.core.figures import usd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelsync.prices.file_format import Period, Rates

SINCE_EVER: Final = date(1970, 1, 1)
"""The first day of a price whose first day the other source does not know."""

# Figures of one model that are further apart are in different units.
_IN_ONE_MODEL = Decimal(200)
# Two sources use different units when their figures differ by about a thousand or a million times.
_BETWEEN_SOURCES = (
    (Decimal(500), Decimal(2000), "1,000"),
    (Decimal(500_000), Decimal(2_000_000), "1,000,000"),
)


@dataclass(frozen=True, slots=True)
class Quote:
    """What another source says of a model: its periods, oldest first; ``source`` is its name and its age.

    ``model_id`` is the id that it says it of, which may be that of a snapshot's family.
    """

    source: str
    model_id: str
    periods: tuple[Period, ...]
    context_window: int | None = None

    @property
    def is_dated(self) -> bool:
        """Whether it knows from which day on a price holds; else it speaks of today alone."""
        return any(period.begins > SINCE_EVER for period in self.periods)

    def named_for(self, model_id: str) -> str:
        """The source, with the id that it speaks of where that is another one."""
        return self.source if self.model_id == model_id else f"{self.source} for {self.model_id}"


class Reference(Protocol):
    """Other collections of prices, to compare those of one provider with."""

    def quotes(self, model_id: str) -> Sequence[Quote]:
        """What each of them says of a model; those that say nothing are not among them."""


def differences(ours: Period, theirs: Period) -> str:
    """Which figures differ, tiers included: ``input $2.50, there $5``; empty when none does."""
    parts = _different(ours, theirs)
    tiers, others = ({tier.above_input_tokens: tier for tier in p.tiers} for p in (ours, theirs))
    for step in sorted({*tiers, *others}):
        mine, their = tiers.get(step), others.get(step)
        if mine is None or their is None:
            parts.append(f"a tier above {step:,} tokens only {'there' if mine is None else 'here'}")
        else:
            parts += [f"above {step:,} tokens {part}" for part in _different(mine, their)]
    return "; ".join(parts)


def _different(ours: Rates, theirs: Rates) -> list[str]:
    """The figures that differ; one that is not usual is compared only where both sources have it."""
    others = theirs.figures()
    return [
        f"{figure.label} {usd(amount)}, there {usd(others[figure])}"
        for figure, amount in ours.figures().items()
        if amount != others[figure] and (figure.usual or None not in {amount, others[figure]})
    ]


def unit_factor(ours: Period, theirs: Period) -> str | None:
    """The factor between two units, as text, when a figure looks as if it were in another one."""
    others = theirs.figures()
    for figure, amount in ours.figures().items():
        if amount and (other := others[figure]):
            for low, high, factor in _BETWEEN_SOURCES:
                if low <= _ratio(amount, other) <= high:
                    return factor
    return None


def mixed_units(period: Period) -> str | None:
    """Two figures of one period that are too far apart to be in one unit: ``input $2.50 and output $15,000.00``."""
    for rates in (period, *period.tiers):
        known = [(figure, amount) for figure, amount in rates.figures().items() if amount]
        for (one, amount), (other, other_amount) in combinations(known, 2):
            if one.unit == other.unit and _ratio(amount, other_amount) > _IN_ONE_MODEL:
                return f"{one.label} {usd(amount)} and {other.label} {usd(other_amount)}"
    return None


def _ratio(one: Decimal, other: Decimal) -> Decimal:
    return max(one / other, other / one)
