"""genai-prices: dated prices with tiers and batches. The data inside the package, or newer data of the same form. Never online.

The only module that imports the package, which takes half a second: others do so when they need what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from typing import Any, Final

from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import (
    ClauseContains,
    ClauseEquals,
    ClauseOr,
    ClauseStartsWith,
    MatchLogic,
    ModelInfo,
    ModelPrice,
    Provider,
    StartDateConstraint,
    TieredPrices,
    _providers_from_raw,  # what its own UpdatePrices reads its data with; it has no public name
)

from modelsync.core.facts import Fact
from modelsync.core.model_fields import FIGURES, REQUIRED_FIGURES
from modelsync.core.pricing import Price, Tier
from modelsync.prices.comparison import SINCE_EVER
from modelsync.prices.references.base import ParsedReference, UnusableReferenceError, in_form
from modelsync.prices.references.making import Subject, facts_of
from modelsync.prices.references.reading import Problems, UnreadableError, amount, model_id, newest, read_json

NAME: Final = "genai-prices"
PACKAGED: Final = f"{NAME} {version('genai-prices')}"
"""What is installed, as people call it."""

_PROVIDERS: Final = {
    "openai": "openai",
    "google": "google",
    "anthropic": "anthropic",
    "mistral": "mistral",
    "groq": "groq",
    "deepseek": "deepseek",
    "x-ai": "xai",
    "together": "together",
}
"""The id of a provider there → our kind."""

_KEYS: Final = {figure.key: figure.genai for figure in FIGURES if figure.genai} | {
    "cache_write_long": "cache_write_1h_mtok",
    "web_search": "web_searches_kcount",
}
_BATCH: Final = {"batch_input": "input_mtok", "batch_output": "output_mtok"}
_TIERED: Final = ("input", "cached_input", "output", "cache_write")
_IN_WORDS: Final = re.compile(r"\b20\d\d-\d\d-\d\d\b")
_SNAPSHOTS: Final = ("-20991231", "-2099-12-31", "-12-2099", "-099")
"""Ends of ids that no model has: what the data says of one, it says of every snapshot whose id ends in that form."""


@cache
def packaged(today: date) -> tuple[str, ParsedReference]:
    """The name of the package with its version, and what its data says."""
    return PACKAGED, _read(get_snapshot().providers, today)


def parse(content: bytes, today: date) -> ParsedReference:
    """The facts in newer data. Raises UnusableReferenceError."""
    raw = read_json(content)
    if not isinstance(raw, list):
        raise UnusableReferenceError("has no list of providers")
    try:
        providers = _providers_from_raw(raw)
    except Exception as error:  # pydantic's, and whatever else its reader meets in data of another shape
        raise UnusableReferenceError("is not in the known form") from error
    return _read(providers, today)


def _read(providers: list[Provider], today: date) -> ParsedReference:
    problems = Problems()
    facts: list[Fact] = []
    families: set[tuple[str, str]] = set()
    known = [provider for provider in providers if provider.id in _PROVIDERS]
    for provider in known:
        kind = _PROVIDERS[provider.id]
        for model in provider.models:
            for name in _spelt(provider, model):
                facts += _facts(kind, name, model, problems, today)
                snapshots = (name + end for end in _SNAPSHOTS)
                families |= {(kind, in_form(s)) for s in snapshots if provider.find_model(s) is model}
    as_of = newest((f"{found}" for provider in known for m in provider.models for found in _named(m)), today)
    return ParsedReference(tuple(facts), as_of, frozenset(families), problems.listed())


def _spelt(provider: Provider, model: ModelInfo) -> list[str]:
    """The ids that the data spells out for a model: an id that only a part of a pattern happens to fit is a guess."""
    spelt = {model.id, *_literals(model.match)}
    return sorted(name for name in spelt if provider.find_model(name) is model)


def _literals(match: MatchLogic) -> Iterator[str]:
    match match:
        case ClauseEquals(equals=text) | ClauseStartsWith(starts_with=text) | ClauseContains(contains=text):
            yield text
        case ClauseOr(or_=clauses):
            for clause in clauses:
                yield from _literals(clause)
        case _:
            return


def _facts(kind: str, name: str, model: ModelInfo, problems: Problems, today: date) -> Iterator[Fact]:
    """The prices by day; its context windows are left out, as they are rounded or limits of input."""
    try:
        subject = Subject(kind, model_id(name), NAME)
    except UnreadableError as error:
        problems.add(f"{name[:50]!r} {error}")
        return
    days = _days(model)
    for day, end in zip(days, (*days[1:], date.max), strict=True):
        on = day if end <= today else max(day, today)
        for fact in facts_of(subject, problems, price=lambda on=on: _price(model, on)):  # type: ignore[misc]
            yield fact if day == SINCE_EVER else fact.model_copy(update={"begins": day})


def _days(model: ModelInfo) -> list[date]:
    """The days on which a price of the model begins."""
    if not isinstance(model.prices, list):
        return [SINCE_EVER]
    constraints = (price.constraint for price in model.prices)
    return sorted({SINCE_EVER, *(c.start_date for c in constraints if isinstance(c, StartDateConstraint))})


def _named(model: ModelInfo) -> Iterator[object]:
    """The days that the data names for a model, first days and those of checks."""
    yield from (day for day in _days(model) if day != SINCE_EVER)
    yield from _IN_WORDS.findall(model.price_comments or "")


def _price(model: ModelInfo, day: date) -> Price | None:
    moment = datetime.combine(day, time(12), UTC)
    price = model.get_prices(moment)
    steps = sorted({tier.start for key in _KEYS.values() for tier in _tiers(price, key)})
    figures = _at(price, _KEYS, 0)
    required = [figures[figure.key] for figure in REQUIRED_FIGURES]
    if not any(price.__dict__.values()):
        figures |= dict.fromkeys((figure.key for figure in REQUIRED_FIGURES), Decimal(0))  # free of charge
    elif None in required:
        return None
    tiered = {ours: _KEYS[ours] for ours in _TIERED}
    tiers = [Tier(above_tokens=step, **_at(price, tiered, step)) for step in steps]
    return Price(**figures, **_batch(model, moment, price), tiers=tuple(tiers))


def _batch(model: ModelInfo, moment: datetime, standard: ModelPrice) -> dict[str, Decimal | None]:
    """The figures of batches, where the model has some."""
    found = _at(model.get_prices(moment, {"processing": "batch"}), _BATCH, 0)
    return {} if found == _at(standard, _BATCH, 0) else found


def _tiers(price: ModelPrice, key: str) -> list[Any]:
    figure = getattr(price, key, None)
    return list(figure.tiers) if isinstance(figure, TieredPrices) else []


def _at(price: ModelPrice, keys: dict[str, str], input_tokens: int) -> dict[str, Decimal | None]:
    """The figures for requests above that many input tokens."""
    found: dict[str, Decimal | None] = {}
    for ours, key in keys.items():
        figure: Decimal | TieredPrices | None = getattr(price, key, None)
        if isinstance(figure, TieredPrices):
            steps = [tier.price for tier in figure.tiers if tier.start <= input_tokens and input_tokens]
            figure = steps[-1] if steps else figure.base
        found[ours] = amount(figure)
    return found
