"""``pricing/*.json`` → the price of a model on a day. Reads files that people keep by hand; never fetches or guesses a price.

All figures are USD per million tokens, written as text. Whatever looks wrong stops the load with one sentence that names
file, model, key and cure: a wrong price in the catalogue is worse than none.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from modelsync.errors import PricingError
from modelsync.models import Pricing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

# The cheapest model of any provider so far costs more than 0.02 USD per million tokens of input or output, the dearest
# less than 1,000. Below 0.001 a figure is most likely per token, below 0.02 per thousand tokens, above 5,000 per billion.
_PER_TOKEN, _PER_THOUSAND, _PER_BILLION = Decimal("0.001"), Decimal("0.02"), Decimal(5000)

# Where in the file, as keys and positions, and what is wrong there, with its cure.
_Problem = tuple[tuple[str | int, ...], str]

# How the id of a dated snapshot ends. A bare month and day (gpt-3.5-turbo-0613) is not among them: such snapshots had
# prices of their own.
_SNAPSHOT = re.compile(
    r"-(?:20\d\d-(?:0[1-9]|1[0-2])-\d\d|20\d\d(?:0[1-9]|1[0-2])\d\d|(?:0[1-9]|1[0-2])-20\d\d|0\d\d)$"
)


def _usd(value: object) -> Decimal:
    match = re.fullmatch(r"(-?)\d{1,9}(?:\.\d{1,12})?", value, re.ASCII) if isinstance(value, str) else None
    if match is None:
        found = "a JSON number" if isinstance(value, int | float) else "not a plain decimal"
        raise ValueError(f'is {found}; write it as text such as "1.25"')
    if match[1]:
        raise ValueError("is negative; write 0 or more")
    return Decimal(match[0])


def _day(value: object) -> date:
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError('is not a day of the calendar; write it as "2026-03-17"')


def _tokens(value: object) -> int:
    if type(value) is not int or not 0 < value <= 10**12:
        raise ValueError("is not a whole number of tokens above 0; write it as 128000, without quotes")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 255:
        raise ValueError(
            "is not a text of 1 to 255 characters; write one, or remove the key if it is optional"
        )
    return value


Usd = Annotated[
    Decimal, BeforeValidator(_usd), WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d+)?$"})
]
Day = Annotated[date, BeforeValidator(_day)]
Tokens = Annotated[int, BeforeValidator(_tokens)]
Text = Annotated[str, BeforeValidator(_text)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rates(_Entry):
    """The three figures; the cached one is missing where the provider has none."""

    input_usd_per_mtok: Usd
    cached_input_usd_per_mtok: Usd | None = None
    output_usd_per_mtok: Usd


class Tier(Rates):
    """Other figures for requests with more input than that."""

    above_input_tokens: Tokens


class Period(Rates):
    """The price from a day on, until the next period begins; ``source`` says where the figures are from."""

    begins: Day = Field(alias="from")
    tiers: tuple[Tier, ...] = ()
    source: Text
    source_url: Text | None = None
    checked_on: Day | None = None

    def pricing(self, remark: str = "") -> Pricing:
        """Give the figures the shape of the catalogue; the remark goes to their source."""
        return Pricing(
            input=self.input_usd_per_mtok,
            cached_input=self.cached_input_usd_per_mtok,
            output=self.output_usd_per_mtok,
            source=self.source + remark,
            as_of=self.begins,
        )


class ModelEntry(_Entry):
    """One model of a pricing file; its aliases have its price and limits, but a name of their own."""

    id: Text
    aliases: tuple[Text, ...] = ()
    display_name: Text | None = None
    context_window: Tokens | None = None
    max_output_tokens: Tokens | None = None
    replacement: Text | None = None
    prices: tuple[Period, ...]

    def period(self, on: date) -> Period | None:
        """Find the period that holds on a day: None before the first."""
        return next((period for period in reversed(self.prices) if period.begins <= on), None)


class PricingFile(_Entry):
    """A whole pricing file, as its JSON Schema has it."""

    provider: Text
    currency: Literal["USD"]
    models: tuple[ModelEntry, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a pricing file says of one model on one day; None is what it does not say."""

    display_name: str | None = None
    context_window: int | None = None
    max_output_tokens: int | None = None
    replacement: str | None = None
    pricing: Pricing | None = None


@dataclass(frozen=True, slots=True)
class PriceList:
    """The entries of one provider, found by id, by alias, or by the family of a dated snapshot."""

    provider: str
    entries: tuple[ModelEntry, ...] = ()
    _index: dict[str, ModelEntry] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, provider: str, entries: tuple[ModelEntry, ...]) -> Self:
        """Index the entries once, so that a lookup costs the same however long the file."""
        return cls(
            provider, entries, {name: entry for entry in entries for name in (entry.id, *entry.aliases)}
        )

    @classmethod
    def empty(cls, provider: str) -> Self:
        """Build the list that knows no model, for when the file cannot be used."""
        return cls(provider)

    def terms(self, model_id: str, on: date) -> Terms | None:
        """Look a model up; for a snapshot priced by its family, ``pricing.source`` says so."""
        if entry := self._index.get(model_id):
            return _terms(entry, model_id, on)
        family = _SNAPSHOT.sub("", model_id)
        if family != model_id and (entry := self._index.get(family)):
            return _terms(entry, model_id, on, f" (price of {family})")
        return None


def _terms(entry: ModelEntry, model_id: str, on: date, remark: str = "") -> Terms:
    period = entry.period(on)
    return Terms(
        display_name=entry.display_name if entry.id == model_id else None,
        context_window=entry.context_window,
        max_output_tokens=entry.max_output_tokens,
        replacement=entry.replacement if entry.replacement != model_id else None,
        pricing=period.pricing(remark) if period else None,
    )


def load_pricing(directory: Path, provider: str) -> PriceList:
    """Read the provider's file in the directory; raises PricingError with one sentence for a colleague."""
    path = directory / f"{provider}-pricing.json"
    data = _read(path)
    for problem in _duplicate_keys(data, ()):
        raise _error(path, data, problem)
    try:
        file = PricingFile.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        sentence = _SENTENCES.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise _error(path, data, (first["loc"], sentence)) from error
    for problem in _problems(file, provider):
        raise _error(path, data, problem)
    return PriceList.of(provider, file.models)


def _read(path: Path) -> object:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_Object, parse_constant=_refuse)
    except OSError as error:
        cure = "put the file there or set MODELSYNC_PRICING_DIR"
        raise PricingError(f"{path.name} cannot be read in {path.parent}; {cure}.") from error
    except UnicodeDecodeError as error:
        raise PricingError(f"{path.name} is not UTF-8; save it as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        where = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        cure = "look for a missing quote, comma or bracket"
        raise PricingError(f"{path.name} is not JSON{where}; {cure}.") from error


def _error(path: Path, data: object, problem: _Problem) -> PricingError:
    place, sentence = problem
    return PricingError(f"{path.name}: {_place(data, place)} {sentence}.")


# What the parser finds, in words; everything else comes from the functions above and is a sentence already.
_SENTENCES = {
    "missing": "is missing; add it",
    "extra_forbidden": "is not a known key; remove it or correct its spelling",
    "literal_error": 'is another currency; convert the figures and write "USD"',
    "tuple_type": "is not a list; put its entries between [ and ]",
    "model_type": "is not an object; put its keys between { and }",
}


class _Object(dict[str, Any]):
    """A JSON object that remembers which keys it had twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _duplicate_keys(data: object, place: tuple[str | int, ...]) -> Iterator[_Problem]:
    if isinstance(data, _Object):
        yield from (((*place, key), "is there twice; remove one of the two") for key in data.repeated)
    for key, child in (
        data.items() if isinstance(data, dict) else enumerate(data if isinstance(data, list) else ())
    ):
        yield from _duplicate_keys(child, (*place, key))


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


def _problems(file: PricingFile, provider: str) -> Iterator[_Problem]:
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
        yield from _period_problems(entry, place)
    for position, (left, right) in enumerate(pairwise(file.models), start=1):
        if left.id > right.id:
            yield ("models", position, "id"), f"stands below {left.id}; sort the models by id"


def _period_problems(entry: ModelEntry, place: tuple[str | int, ...]) -> Iterator[_Problem]:
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
            for key, problem in _unit_problems(rates):
                yield (*place, "prices", number, *where, key), problem
        steps = [tier.above_input_tokens for tier in period.tiers]
        if steps != sorted(set(steps)):
            yield (
                (*place, "prices", number, "tiers"),
                "are not sorted; sort them by above_input_tokens, each once",
            )


def _unit_problems(rates: Rates) -> Iterator[tuple[str, str]]:
    for key in ("input_usd_per_mtok", "output_usd_per_mtok"):
        amount: Decimal = getattr(rates, key)
        for limit, unit, factor in ((_PER_TOKEN, "token", 10**6), (_PER_THOUSAND, "thousand tokens", 1000)):
            if 0 < amount < limit:
                yield key, f"looks like a price per {unit}; multiply it by {factor:,} to have it per million"
                return
        if amount > _PER_BILLION:
            yield key, "is above 5,000 USD per million tokens; check the unit"
    if (
        rates.cached_input_usd_per_mtok is not None
        and rates.cached_input_usd_per_mtok > rates.input_usd_per_mtok
    ):
        yield (
            "cached_input_usd_per_mtok",
            "is above the price of uncached input; check both figures and their unit",
        )
