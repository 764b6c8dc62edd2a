"""Proposes entries of a pricing file for models without a price, for a person to review and paste. Pure; writes no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelsync.prices.book import family
from modelsync.prices.comparison import SINCE_EVER, differences
from modelsync.prices.file_format import ModelEntry, period_on
from modelsync.prices.health import without_price
from modelsync.prices.mistakes import period_mistakes

if TYPE_CHECKING:
    from datetime import date

    from modelsync.core.models import StoredModel
    from modelsync.prices.book import PriceList
    from modelsync.prices.comparison import Quote, Reference
    from modelsync.prices.file_format import Period


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Entries sorted by id, and for each unpriced model without one a sentence that says why."""

    entries: tuple[ModelEntry, ...] = ()
    left: tuple[str, ...] = ()


def suggestions(
    prices: PriceList, models: Sequence[StoredModel], today: date, reference: Reference
) -> Suggestions:
    """What the references have for the active models without a price today; ``models`` is the provider's catalogue."""
    entries: dict[str, ModelEntry] = {}
    left: list[str] = []
    for model in sorted(without_price(prices, models, today), key=lambda model: model.universal_model_id):
        match _suggestion(prices, model, today, reference):
            case str(reason):
                left.append(f"{model.universal_model_id}: {reason}.")
            case entry:
                entries[entry.id] = entry
    for id_, entry in list(entries.items()):
        head = entries.get(family(id_))
        if head and head.id != id_ and _same_prices(head, entry):
            del entries[id_]
            left.append(f"{id_}: the entry of {head.id} is enough, a snapshot takes its family's price.")
    return Suggestions(tuple(entries[id_] for id_ in sorted(entries)), tuple(sorted(left)))


def _same_prices(one: ModelEntry, other: ModelEntry) -> bool:
    """Tell whether the same figures hold today; the day they began is only known roughly."""
    left, right = one.prices[0], other.prices[0]
    return (left.figures(), left.tiers) == (right.figures(), right.tiers)


def _suggestion(prices: PriceList, model: StoredModel, today: date, reference: Reference) -> ModelEntry | str:
    if prices.entry(model.universal_model_id):
        return "the file has an entry for it, add the period that holds today"
    quotes = reference.quotes(model.universal_model_id)
    if not quotes:
        return "no reference has a price for it, look at the provider's price page"
    best = max(quotes, key=lambda quote: _told(quote, today))
    for quote in quotes:
        if text := differences(_current(best, today), _current(quote, today)):
            return f"{best.source} and {quote.source} differ: {text}"
    entry = _entry(model, best, today, " and ".join(quote.source for quote in quotes))
    for _, mistake in period_mistakes(entry):
        return f"the figures of {best.source} look wrong, one {mistake}"
    return entry


def _told(quote: Quote, today: date) -> tuple[bool, int]:
    """How much a source tells: days first, then the number of its figures."""
    figures = _current(quote, today).figures().values()
    return quote.is_dated, sum(amount is not None for amount in figures)


def _current(quote: Quote, today: date) -> Period:
    return period_on(quote.periods, today) or quote.periods[0]


def _entry(model: StoredModel, quote: Quote, today: date, source: str) -> ModelEntry:
    """Take the price that holds today and those to come; earlier ones are of no use to a new entry."""
    current = _current(quote, today)
    begins = current.begins
    if begins == SINCE_EVER:
        begins = today
    later = (period for period in quote.periods if period.begins > max(today, current.begins))
    return ModelEntry(
        id=model.universal_model_id,
        context_window=None if model.context_window else quote.context_window,
        prices=(current.model_copy(update={"begins": begins, "source": source}), *later),
    )
