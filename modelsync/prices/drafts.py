"""Reads what a person typed for a fact, key by key as in a pricing file; each mistake is a sentence for its field. Pure.

The keys are the file's: ``input_usd_per_mtok``, ``context_window``, ``retires_on``. An empty text counts as not said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from modelsync.core.facts import EndOfLife, FactKind, FactValue, Limits, Successor
from modelsync.core.model_fields import FIGURES
from modelsync.prices.file_format import ModelEntry, Period
from modelsync.prices.mistakes import entry_mistakes, every_mistake

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelsync.prices.mistakes import Mistake

TIERS: Final = "tiers"
ABOVE: Final = "above_input_tokens"
KEYS: Final[dict[FactKind, tuple[str, ...]]] = {
    "price": tuple(figure.csv for figure in FIGURES),
    "limit": ("context_window", "max_output_tokens"),
    "lifecycle": ("deprecated_on", "retires_on", "retires_kind"),
    "replacement": ("replacement", "replacement_note"),
}
"""The keys of each kind of fact, in the order in which people read them."""

_TOKENS: Final = {*KEYS["limit"], ABOVE}
_AS_TYPED: Final = {' as text such as "1.25"': " as 1.25", ", without quotes": ""}
"""What the file's sentences say of quotes, for a field that has none."""
_COLUMNS: Final = {ABOVE: ABOVE, **{figure.csv: figure.label for figure in FIGURES}}


@dataclass(frozen=True)
class Draft:
    """What was typed, as a value where it has no mistake; ``mistakes`` has a sentence by key."""

    value: FactValue | None = None
    mistakes: Mapping[str, str] = field(default_factory=dict)


def read_draft(
    kind: FactKind,
    typed: Mapping[str, str],
    *,
    model_id: str,
    begins: str = "",
    source_url: str = "",
    tiers: Sequence[Mapping[str, str]] = (),
) -> Draft:
    """The value of a fact, or every mistake in it."""
    said = {key: text for key in KEYS[kind] if (text := _cleaned(key, typed.get(key, ""))) != ""}
    if url := source_url.strip():
        said["source_url"] = url
    if kind == "price":
        return _price(said, begins, [row for tier in tiers if (row := _tier(tier))], model_id)
    if not said.keys() & set(KEYS[kind]):
        return Draft(mistakes={KEYS[kind][0]: "is missing; add it, or close this without saving"})
    return _entry(kind, said, model_id)


def _price(said: Mapping[str, Any], begins: str, tiers: list[dict[str, Any]], model_id: str) -> Draft:
    try:
        period = Period.model_validate({**said, "from": begins, "source": "typed", TIERS: tiers})
    except ValidationError as error:
        return Draft(mistakes=_by_key(every_mistake(error)))
    entry = ModelEntry.model_construct(id=model_id, prices=(period,))
    if found := _by_key((place[2:], sentence) for place, sentence in entry_mistakes(entry)):
        return Draft(mistakes=found)
    return Draft(period.price())


def _entry(kind: FactKind, said: Mapping[str, Any], model_id: str) -> Draft:
    try:
        entry = ModelEntry.model_validate({"id": "typed", "prices": (), **said})
    except ValidationError as error:
        return Draft(mistakes=_by_key(every_mistake(error)))
    named = entry.model_copy(update={"id": model_id})
    if found := _by_key(entry_mistakes(named)):
        return Draft(mistakes=found)
    return Draft(_value(kind, entry))


def _value(kind: FactKind, entry: ModelEntry) -> FactValue:
    if kind == "limit":
        return Limits(context_window=entry.context_window, max_output_tokens=entry.max_output_tokens)
    if kind == "lifecycle":
        return EndOfLife(
            deprecated_at=entry.deprecated_on, retires_at=entry.retires_on, retires_kind=entry.retires_kind
        )
    return Successor(replacement=entry.replacement, replacement_note=entry.replacement_note)


def _tier(typed: Mapping[str, str]) -> dict[str, Any]:
    return {key: text for key in _COLUMNS if (text := _cleaned(key, typed.get(key, ""))) != ""}


def _cleaned(key: str, text: str) -> Any:
    """The text without what people write round a number; a number of tokens as one, so that the file's rule judges it."""
    plain = text.strip()
    if key in _TOKENS:
        digits = plain.replace(",", "").replace(" ", "").replace("_", "")
        return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 20 else plain
    return plain.removeprefix("$").strip() if key in _COLUMNS else plain


def _by_key(mistakes: Iterable[Mistake]) -> dict[str, str]:
    """The first mistake of each field; those of tiers name their row."""
    found: dict[str, str] = {}
    for place, sentence in mistakes:
        key, *rest = place or ("",)
        found.setdefault(str(key), f"{_row(rest)}{_as_typed(sentence)}")
    return found


def _row(place: Sequence[str | int]) -> str:
    """Where among the tiers."""
    match place:
        case [int(row), str(key)]:
            return f"in row {row + 1}: {_COLUMNS.get(key, key).replace('_', ' ')} "
        case [int(row)]:
            return f"in row {row + 1}: "
        case _:
            return ""


def _as_typed(sentence: str) -> str:
    for words, other in _AS_TYPED.items():
        sentence = sentence.replace(words, other)
    return sentence
