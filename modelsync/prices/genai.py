"""The prices inside the genai-prices package, as something to compare with. The only module that imports it; never online.

Importing this takes half a second: command line and dashboard do so only when they check prices.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import (
    ClauseContains,
    ClauseEquals,
    ClauseOr,
    ClauseStartsWith,
    StartDateConstraint,
    TieredPrices,
)

from modelsync.core.model_fields import FIGURES, REQUIRED_FIGURES
from modelsync.prices.book import family
from modelsync.prices.comparison import SINCE_EVER, Quote
from modelsync.prices.file_format import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from genai_prices.types import MatchLogic, ModelInfo, ModelPrice
    from genai_prices.types import Tier as GenaiTier

_KEYS = {figure.csv: figure.genai for figure in FIGURES if figure.genai}
_REQUIRED = tuple(figure.csv for figure in REQUIRED_FIGURES)


class GenaiPrices:
    """The bundled data as a Reference."""

    name: str = f"genai-prices {version('genai-prices')}"

    def quote(self, provider: str, model_id: str) -> Quote | None:
        """What genai-prices says of a model; None for models that it does not know or not price per text token."""
        return _quote(provider, model_id)


@cache
def _quote(provider: str, model_id: str) -> Quote | None:
    source = next((p for p in get_snapshot().providers if p.id == provider), None)
    found = source.find_model(model_id) if source else None
    if found is None:
        return None
    periods = [_period(found, day) for day in _days(found)]
    if any(period is None for period in periods):
        return None
    return Quote(
        model_id=found.id,
        periods=tuple(period for period in periods if period),
        exact=_is_exact(found, model_id),
        context_window=found.context_window,
    )


def _is_exact(found: ModelInfo, model_id: str) -> bool:
    """Tell an id that genai-prices spells out, or its snapshot, from one that a prefix happens to fit.

    A pattern that does not fit a longer id, such as one for dated snapshots, spells it out too.
    """
    spelt = {found.id, *_literals(found.match)}
    return bool(spelt & {model_id, family(model_id)}) or not found.is_match(f"{model_id}-with-more")


def _literals(match: MatchLogic) -> Iterator[str]:
    match match:
        case ClauseEquals(equals=text) | ClauseStartsWith(starts_with=text) | ClauseContains(contains=text):
            yield text
        case ClauseOr(or_=clauses):
            for clause in clauses:
                yield from _literals(clause)
        case _:
            return


def _days(found: ModelInfo) -> list[date]:
    """The days on which a price of the model begins."""
    if not isinstance(found.prices, list):
        return [SINCE_EVER]
    constraints = (price.constraint for price in found.prices)
    return sorted({SINCE_EVER, *(c.start_date for c in constraints if isinstance(c, StartDateConstraint))})


def _period(found: ModelInfo, day: date) -> Period | None:
    price = found.get_prices(datetime.combine(day, time(12), UTC))
    steps = {tier.start for key in _KEYS.values() for tier in _tiers(price, key)}
    base, *above = (
        {ours: _at(price, key, step) for ours, key in _KEYS.items()} for step in (0, *sorted(steps))
    )
    if not any(base.values()) and not steps:
        # No figure at all is how genai-prices writes free of charge.
        base = dict.fromkeys(_REQUIRED, "0")
    elif not all(base[key] for key in _REQUIRED):
        return None
    tiers = [
        {"above_input_tokens": step, **figures} for step, figures in zip(sorted(steps), above, strict=True)
    ]
    return Period.model_validate({"from": f"{day}", **base, "tiers": tiers, "source": GenaiPrices.name})


def _tiers(price: ModelPrice, key: str) -> list[GenaiTier]:
    figure = getattr(price, key)
    return figure.tiers if isinstance(figure, TieredPrices) else []


def _at(price: ModelPrice, key: str, input_tokens: int) -> str | None:
    """One figure as text for requests above that many input tokens."""
    figure: Decimal | TieredPrices | None = getattr(price, key)
    if isinstance(figure, TieredPrices):
        steps = [tier.price for tier in figure.tiers if tier.start <= input_tokens and input_tokens]
        figure = steps[-1] if steps else figure.base
    if figure is None:
        return None
    whole, _, decimals = f"{figure:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0')}".removesuffix(".")
