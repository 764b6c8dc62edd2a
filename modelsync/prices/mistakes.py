"""Mistakes in a pricing file, each as one sentence with place and cure. Pure; corrects nothing."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from modelsync.core.model_fields import FIGURES, REQUIRED_FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import ValidationError

    from modelsync.core.declared import Figure
    from modelsync.prices.file_format import ModelEntry, PricingFile, Rates

# The cheapest model of any provider so far costs more than 0.02 USD per million tokens of input or output, the dearest
# less than 1,000. Below 0.001 a figure is most likely per token, below 0.02 per thousand tokens, above 5,000 per billion.
_PER_TOKEN, _PER_THOUSAND, _PER_BILLION = Decimal("0.001"), Decimal("0.02"), Decimal(5000)

# What was cached costs from all of the input price down to a twentieth of it, audio up to twenty times of it. So many
# times below or above, a figure is in another unit: per thousand tokens, and from the second limit on per token.
_PER_THOUSAND_TIMES, _PER_TOKEN_TIMES = 200, 200_000

# A call of a web search costs from a quarter of a cent to five cents so far.
_PER_CALL, _PER_MILLION_CALLS = Decimal("0.5"), Decimal(1000)

_BY_KEY = {figure.key: figure for figure in FIGURES}

# The figure that each of the others is held against, and why it is not above it, where that is so.
_BESIDE = {
    "cached_input": ("input", "the price of uncached input"),
    "cache_write": ("input", None),
    "cache_write_long": ("input", None),
    "batch_input": ("input", "the price of input outside of batches"),
    "batch_output": ("output", "the price of output outside of batches"),
    "audio_input": ("input", None),
}

# Where in the file, as keys and positions, and what is wrong there, with its cure.
Mistake = tuple[tuple[str | int, ...], str]

# What the parser finds, in words; everything else comes from functions of ours and is a sentence already.
_SENTENCES = {
    "missing": "is missing; add it",
    "extra_forbidden": "is not a known key; remove it or correct its spelling",
    "literal_error": 'is another currency; convert the figures and write "USD"',
    "tuple_type": "is not a list; put its entries between [ and ]",
    "model_type": "is not an object; put its keys between { and }",
}


class JsonObject(dict[str, Any]):
    """A JSON object that remembers which keys it had twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]


def in_words(data: object, mistake: Mistake) -> str:
    """A mistake as a clause for people: ``model gpt-5, prices 1, source is missing; add it``."""
    place, sentence = mistake
    return f"{_place(data, place)} {sentence}"


def _place(data: object, place: tuple[str | int, ...]) -> str:
    """Say where in words: ``model gpt-5, prices 1, source``; positions count from 1."""
    match place:
        case ("models", int(position), *rest) if isinstance(data, dict):
            entry = data["models"][position]
            name = entry.get("id") if isinstance(entry, dict) else None
            start = f"model {name or f'number {position + 1}'}"
            keys: Sequence[str | int] = rest
        case _:
            start, keys = "", place
    words = [str(key + 1) if isinstance(key, int) else f", {key}" for key in keys]
    return f"{start}{' '.join(words)}".replace(" ,", ",").removeprefix(", ") or "the file"


def parser_mistake(error: ValidationError) -> Mistake:
    """The first mistake that the parser found."""
    return every_mistake(error)[0]


def every_mistake(error: ValidationError) -> list[Mistake]:
    """All mistakes that the parser found."""
    return [
        (found["loc"], _SENTENCES.get(found["type"], found["msg"].removeprefix("Value error, ")))
        for found in error.errors()
    ]


def repeated_keys(data: object, place: tuple[str | int, ...] = ()) -> Iterator[Mistake]:
    """Keys that stand twice in one object of the file."""
    if isinstance(data, JsonObject):
        yield from (((*place, key), "is there twice; remove one of the two") for key in data.repeated)
    for key, child in (
        data.items() if isinstance(data, dict) else enumerate(data if isinstance(data, list) else ())
    ):
        yield from repeated_keys(child, (*place, key))


def file_mistakes(file: PricingFile, provider: str) -> Iterator[Mistake]:
    """Mistakes across keys: wrong provider, duplicates, order, overlaps, figures in another unit."""
    if file.provider != provider:
        yield ("provider",), f'is "{file.provider}"; write "{provider}" or rename the file'
    owners: dict[str, str] = {}
    for position, entry in enumerate(file.models):
        place = ("models", position)
        for key, names in (("id", (entry.id,)), ("aliases", entry.aliases)):
            for name in names:
                if name in owners:
                    yield (*place, key), f'"{name}" is taken by model {owners[name]}; remove one of the two'
                owners[name] = entry.id
        if list(entry.aliases) != sorted(entry.aliases):
            yield (*place, "aliases"), "are not sorted; sort them by name"
        yield from entry_mistakes(entry, place)
    for position, (left, right) in enumerate(pairwise(file.models), start=1):
        if left.id > right.id:
            yield ("models", position, "id"), f"stands below {left.id}; sort the models by id"


def entry_mistakes(entry: ModelEntry, place: tuple[str | int, ...] = ()) -> Iterator[Mistake]:
    """Mistakes of one entry, which need no other one: of its end of life and of its periods."""
    yield from _end_mistakes(entry, place)
    yield from period_mistakes(entry, place)


def _end_mistakes(entry: ModelEntry, place: tuple[str | int, ...]) -> Iterator[Mistake]:
    if entry.retires_kind and entry.retires_on is None:
        yield (*place, "retires_kind"), "stands without retires_on; add the day, or remove it"
    if entry.replacement_note and entry.replacement is None:
        yield (*place, "replacement_note"), "stands without replacement; add the id, or remove it"
    if entry.replacement == entry.id:
        yield (*place, "replacement"), "is the model itself; name another one, or remove it"
    if entry.deprecated_on and entry.retires_on and entry.deprecated_on > entry.retires_on:
        yield (*place, "deprecated_on"), "is after retires_on; check both days"


def period_mistakes(entry: ModelEntry, place: tuple[str | int, ...] = ()) -> Iterator[Mistake]:
    """Periods of a model that overlap or are out of order, and figures in another unit."""
    for number, (earlier, later) in enumerate(pairwise(entry.prices), start=1):
        if earlier.begins == later.begins:
            yield (
                (*place, "prices", number, "from"),
                "is the day of the period before it; two periods overlap, keep one",
            )
        if earlier.begins > later.begins:
            yield (*place, "prices", number, "from"), "is before the period above it; sort the periods by day"
    for number, period in enumerate(entry.prices):
        for rates, where in ((period, ()), *((tier, ("tiers", at)) for at, tier in enumerate(period.tiers))):
            for key, mistake in _unit_mistakes(rates):
                yield (*place, "prices", number, *where, key), mistake
        steps = [tier.above_input_tokens for tier in period.tiers]
        if steps != sorted(set(steps)):
            yield (
                (*place, "prices", number, "tiers"),
                "are not sorted; sort them by above_input_tokens, each once",
            )


def _unit_mistakes(rates: Rates) -> Iterator[tuple[str, str]]:
    for figure in REQUIRED_FIGURES:
        key, amount = figure.csv, rates.amount(figure) or Decimal(0)
        for limit, unit, factor in ((_PER_TOKEN, "token", 10**6), (_PER_THOUSAND, "thousand tokens", 1000)):
            if 0 < amount < limit:
                yield key, f"looks like a price per {unit}; multiply it by {factor:,} to have it per million"
                return
        if amount > _PER_BILLION:
            yield key, "is above 5,000 USD per million tokens; check the unit"
    for name, (other, most) in _BESIDE.items():
        yield from _beside_mistakes(_BY_KEY[name], rates, _BY_KEY[other], most)
    yield from _call_mistakes(_BY_KEY["web_search"], rates)


def _beside_mistakes(
    figure: Figure, rates: Rates, other: Figure, most: str | None
) -> Iterator[tuple[str, str]]:
    """Mistakes of a figure that show beside another one of the same price."""
    amount, full = rates.amount(figure), rates.amount(other)
    if not amount or full is None:
        return
    times = full / amount
    if most and times < 1:
        yield figure.csv, f"is above {most}; check both figures and their unit"
    elif times > _PER_TOKEN_TIMES:
        yield figure.csv, "looks like a price per token; multiply it by 1,000,000 to have it per million"
    elif times > _PER_THOUSAND_TIMES:
        yield (
            figure.csv,
            "looks like a price per thousand tokens; multiply it by 1,000 to have it per million",
        )
    elif full and amount / full > _PER_THOUSAND_TIMES:
        yield (
            figure.csv,
            f"is over {_PER_THOUSAND_TIMES} times the price of {other.label}; check both figures and their unit",
        )


def _call_mistakes(figure: Figure, rates: Rates) -> Iterator[tuple[str, str]]:
    amount = rates.amount(figure)
    if amount and amount < _PER_CALL:
        yield figure.csv, "looks like a price per call; multiply it by 1,000 to have it per 1,000 calls"
    elif amount and amount > _PER_MILLION_CALLS:
        yield figure.csv, "is above 1,000 USD per 1,000 calls; check the unit"
