"""Findings on the prices: gaps, stray entries, unchecked figures, differences from another source.

Pure: takes the day and the other source as arguments. Changes no price; each finding says what a person can do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from operator import is_
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from pydantic import Field

from modelsync.core.figures import usd
from modelsync.core.ignored import Ignored
from modelsync.core.normalise import LISTING
from modelsync.core.price_changes import price_changes
from modelsync.core.values import Value
from modelsync.prices.comparison import differences, mixed_units, unit_factor
from modelsync.prices.file_format import period_on

if TYPE_CHECKING:
    from modelsync.core.models import StoredModel
    from modelsync.prices.book import PriceList
    from modelsync.prices.comparison import Quote, Reference
    from modelsync.prices.file_format import ModelEntry, Period

CHECK_AGAIN_AFTER = timedelta(days=90)

Code = Literal[
    "unit", "differs", "unpriced", "not-synced", "check-due", "never-checked", "upcoming", "unmatched"
]
"""Sorted from likely mistakes to mere notes."""

FindingKey: TypeAlias = tuple[str, str, str]
"""A finding's code, model and what was seen, which tell it from the others of its provider."""

_GROUPS = {
    "never-checked": "were never compared with the provider's page",
    "unmatched": "match no model of the catalogue",
}
_NAMES_SHOWN = 3

_UNIT_CURE = "Write every figure in USD per million tokens."
_DIFFERS_CURE = (
    "Look at the provider's price page: append a period if the price changed, else set checked_on."
)


class PriceFinding(Value):
    """One finding; a ``note`` needs no action.

    ``seen`` is what was found without what changes from day to day: a person's ``ignored`` holds as long as it stays the same.
    """

    code: Code
    level: Literal["warning", "note"] = "warning"
    provider: str
    universal_model_id: str
    message: str
    cure: str
    seen: str = Field(default="", exclude=True)
    ignored: Ignored | None = Field(default=None, exclude_if=partial(is_, None))

    @property
    def key(self) -> FindingKey:
        """What tells it from the others of its provider."""
        return self.code, self.universal_model_id, self.seen

    @property
    def needs_action(self) -> bool:
        """Whether it waits for a person: no note, and nobody ignores it."""
        return self.level == "warning" and self.ignored is None


def price_findings(
    prices: PriceList, models: Sequence[StoredModel], today: date, reference: Reference
) -> list[PriceFinding]:
    """All findings on one provider's prices; ``models`` is its catalogue, archived ones included."""
    findings = [
        *_unpriced(prices, models, today),
        *_not_synced(prices, models, today),
        *(finding for entry in prices.entries for finding in _of_entry(prices, entry, today, reference)),
        *_upcoming(prices, models, today),
        *(_unmatched(prices, models) if models else ()),
    ]
    return sorted(findings, key=lambda finding: get_args(Code).index(finding.code))


def grouped(findings: Sequence[PriceFinding]) -> list[PriceFinding]:
    """Findings grouped for people: one line per provider where many entries share it."""
    lines: dict[tuple[str, ...], list[PriceFinding]] = {}
    for finding in findings:
        alone = () if finding.code in _GROUPS else (finding.message,)
        lines.setdefault((finding.provider, finding.code, *alone), []).append(finding)
    return [_one_line(group) for group in lines.values()]


def _one_line(group: Sequence[PriceFinding]) -> PriceFinding:
    first, names = group[0], [finding.universal_model_id for finding in group]
    if len(group) == 1:
        return first
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    message = f"{len(names)} entries {_GROUPS[first.code]}: {', '.join(names[:_NAMES_SHOWN])}{more}."
    return first.model_copy(update={"universal_model_id": f"{len(names)} entries", "message": message})


def without_price(prices: PriceList, models: Sequence[StoredModel], today: date) -> list[StoredModel]:
    """The active models for which neither the file has a price on that day nor the provider's own list."""
    return [model for model in models if model.status == "active" and not _priced(prices, model, today)]


def _priced(prices: PriceList, model: StoredModel, today: date) -> bool:
    if model.pricing is not None and model.pricing.source == LISTING:
        return True
    terms = prices.terms(model.universal_model_id, today)
    return terms is not None and terms.pricing is not None


def _unpriced(prices: PriceList, models: Sequence[StoredModel], today: date) -> Iterator[PriceFinding]:
    file = f"{prices.provider}-pricing.json"
    found = without_price(prices, models, today)
    if found and not prices.has_file:
        yield _without_file(prices.provider, len(found), file)
        return
    for model in found:
        id_ = model.universal_model_id
        entry = prices.entry(id_)
        if entry is None:
            seen = "no entry"
            message = f"{id_} is active and {file} has no entry for it."
            cure = f"`modelsync prices suggest {prices.provider}` may have one to review and paste."
        else:
            when = f"its price begins on {entry.prices[0].begins}" if entry.prices else "it has no prices"
            message = f"{id_} is active and has no price today: {file} has an entry, but {when}."
            seen, cure = when, "Add the period that holds today."
        yield _finding("unpriced", prices.provider, id_, message, cure, seen=seen)


def _without_file(provider: str, count: int, file: str) -> PriceFinding:
    """One note on all of them: what a local server serves has no price."""
    models = f"{count:,} active model{'' if count == 1 else 's'}"
    message = f"{models} of {provider} without a price: its list has none, and there is no {file}."
    finding = _finding(
        "unpriced", provider, models, message, f"Write {file} where their prices matter.", seen="no file"
    )
    return finding.model_copy(update={"level": "note"})


def _not_synced(prices: PriceList, models: Sequence[StoredModel], today: date) -> Iterator[PriceFinding]:
    for model in models:
        if model.status == "active" and model.pricing is None and _priced(prices, model, today):
            id_ = model.universal_model_id
            message = f"{id_} has a price in the file, but not yet in the catalogue."
            cure = f"Sync {prices.provider} and commit the change."
            yield _finding("not-synced", prices.provider, id_, message, cure, seen="not in the catalogue")


def _of_entry(
    prices: PriceList, entry: ModelEntry, today: date, reference: Reference
) -> Iterator[PriceFinding]:
    for period in entry.prices:
        if mixed := mixed_units(period):
            message = f"{entry.id}, from {period.begins}: {mixed} are too far apart to be in one unit."
            yield _finding(
                "unit", prices.provider, entry.id, message, _UNIT_CURE, seen=f"{period.begins} {mixed}"
            )
    for name in entry.names:
        yield from _differences(prices.provider, entry, name, today, reference)
    yield from _unchecked(prices.provider, entry, today)


def _differences(
    provider: str, entry: ModelEntry, name: str, today: date, reference: Reference
) -> Iterator[PriceFinding]:
    """Compare what holds today and, each once, the changes of price to come that either side knows of."""
    quotes = reference.quotes(name)
    known = (*entry.prices, *(period for quote in quotes for period in quote.periods))
    told: set[str] = set()
    for day in sorted({today, *(period.begins for period in known if period.begins > today)}):
        ours = entry.period(day)
        asked = [quote for quote in quotes if day == today or quote.is_dated]
        for text, sources, factor in _different(ours, asked, name, day) if ours else ():
            if text in told:
                continue
            told.add(text)
            when = "" if day == today else f", from {day}"
            seen = f"{text}{when}"
            if factor:
                message = f"{name}{when}: {text} ({sources}), a factor of about {factor}."
                yield _finding("unit", provider, name, message, _UNIT_CURE, seen=seen)
            else:
                message = f"{name}{when}: {text} ({sources})."
                yield _finding("differs", provider, name, message, _DIFFERS_CURE, seen=seen)


def _different(
    ours: Period, quotes: Sequence[Quote], name: str, day: date
) -> Iterator[tuple[str, str, str | None]]:
    """Each different price of that day in words, the sources that have it, and the factor of a mistake of units.

    A price that more sources confirm than contradict is settled.
    """
    found: dict[str, tuple[list[str], str | None]] = {}
    confirmed = contradicted = 0
    for quote in quotes:
        theirs = period_on(quote.periods, day)
        if theirs and (text := differences(ours, theirs)):
            contradicted += 1
            sources, _ = found.setdefault(text, ([], unit_factor(ours, theirs)))
            sources.append(quote.named_for(name))
        elif theirs:
            confirmed += 1
    if confirmed > contradicted:
        return
    for text, (sources, factor) in found.items():
        yield text, "; ".join(sources), factor


def _unchecked(provider: str, entry: ModelEntry, today: date) -> Iterator[PriceFinding]:
    period = entry.period(today) or next(iter(entry.prices), None)
    if period is None:
        return
    checked = period.checked_on
    code: Code = "check-due"
    if checked is None:
        code = "never-checked"
        said = f"the price from {period.begins} was never compared with the provider's page"
    elif checked > today:
        said = f"checked_on is {checked}, a day still to come"
    elif today - checked > CHECK_AGAIN_AFTER:
        said = f"the price was last checked on {checked}, {(today - checked).days} days ago"
    else:
        return
    cure = "Compare with the provider's price page, then set source_url and checked_on."
    seen = f"{_priced_as(period)}, {f'checked on {checked}' if checked else 'never checked'}"
    finding = _finding(code, provider, entry.id, f"{entry.id}: {said}.", cure, seen=seen)
    # Most figures come from references, and nobody promised to compare them: what was promised and is late is a warning.
    yield finding.model_copy(update={"level": "note"}) if checked is None else finding


def _upcoming(prices: PriceList, models: Sequence[StoredModel], today: date) -> Iterator[PriceFinding]:
    """Announce known changes of a price before their first day."""
    priced = [
        model.model_copy(update={"pricing": terms.pricing})
        for model in models
        if model.status == "active" and (terms := prices.terms(model.universal_model_id, today))
    ]
    for change in price_changes(priced, today):
        cure = f"The first sync of {prices.provider} from that day on proposes it; tell those who pay."
        message = f"{change.in_words(today)}."
        finding = _finding(
            "upcoming", prices.provider, change.universal_model_id, message, cure, seen=change.figures()
        )
        yield finding.model_copy(update={"level": "note"})


def _unmatched(prices: PriceList, models: Sequence[StoredModel]) -> Iterator[PriceFinding]:
    used = {entry.id for model in models if (entry := prices.entry(model.universal_model_id))}
    for entry in prices.entries:
        if entry.id not in used:
            last = f"; its last price is from {entry.prices[-1].begins}" if entry.prices else ""
            message = f"{entry.id} matches no model of the catalogue{last}."
            cure = "Correct the id if it is misspelt; else keep the entry as a record, or remove it."
            finding = _finding("unmatched", prices.provider, entry.id, message, cure, seen=last)
            yield finding.model_copy(update={"level": "note"})


def _priced_as(period: Period) -> str:
    """The first day and the figures of a period."""
    known = ((figure.label, amount) for figure, amount in period.figures().items() if amount is not None)
    return f"from {period.begins} {', '.join(f'{label} {usd(amount)}' for label, amount in known)}"


def _finding(code: Code, provider: str, id_: str, message: str, cure: str, *, seen: str) -> PriceFinding:
    return PriceFinding(
        code=code, provider=provider, universal_model_id=id_, message=message, cure=cure, seen=seen
    )
