"""Known changes of a price before their first day, and prices in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from modelsync.core.figures import usd
from modelsync.core.model_fields import FIGURES
from modelsync.core.pricing import Price, Tier, UpcomingPrice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from modelsync.core.models import NormalizedModel
    from modelsync.core.pricing import Figures


@dataclass(frozen=True)
class PriceChange:
    """A price that a model has until the day before ``begins``, and the one from then on."""

    universal_model_id: str
    provider: str
    begins: date
    before: Price
    after: Price

    @property
    def is_rise(self) -> bool:
        """Whether a figure rises."""
        return any(
            old is not None and new is not None and new > old
            for _, old, new in _moved(self.before, self.after)
        )

    def in_words(self, today: date) -> str:
        """``gemini-4: input $2 → $4, output $10 → $20 from 2026-12-01, in 6 days``."""
        days = (self.begins - today).days
        return f"{self.universal_model_id}: {self.figures()}, in {days} day{'' if days == 1 else 's'}"

    def figures(self) -> str:
        """What changes, and its first day: ``input $2 → $4, output $10 → $20 from 2026-12-01``."""
        figures = ", ".join(
            f"{label} {usd(old)} → {usd(new)}" for label, old, new in _moved(self.before, self.after)
        )
        return f"{figures or 'other tiers'} from {self.begins}"


def price_changes(models: Iterable[NormalizedModel], today: date, days: int = 90) -> list[PriceChange]:
    """The known changes of the models' prices within so many days, soonest first."""
    found = (change for model in models for change in _changes(model))
    near = (change for change in found if 0 < (change.begins - today).days <= days)
    return sorted(near, key=lambda change: (change.begins, change.universal_model_id))


def _changes(model: NormalizedModel) -> Iterator[PriceChange]:
    if model.pricing is None:
        return
    steps: list[Price] = [model.pricing, *model.pricing.upcoming]
    for before, after in pairwise(steps):
        if isinstance(after, UpcomingPrice):
            yield PriceChange(model.universal_model_id, model.provider, after.begins, before, after)


def _moved(before: Figures, after: Figures) -> list[tuple[str, Decimal | None, Decimal | None]]:
    return [
        (figure.label, old, new)
        for figure in FIGURES
        if (old := before.amount(figure)) != (new := after.amount(figure))
    ]


def listed(prices: Sequence[object]) -> str:
    """Tiers, or prices to come, on one line: ``above 272,000 tokens input $5, output $22.50``."""
    return "; ".join(_one(price) for price in prices)


def _one(price: object) -> str:
    match price:
        case Tier():
            return f"above {price.above_tokens:,} tokens {_figures(price)}"
        case UpcomingPrice():
            tiers = f" ({listed(price.tiers)})" if price.tiers else ""
            return f"from {price.begins} {_figures(price)}{tiers}"
        case _:
            return str(price)


def _figures(price: Figures) -> str:
    return ", ".join(
        f"{figure.label} {usd(amount)}" for figure in FIGURES if (amount := price.amount(figure)) is not None
    )
