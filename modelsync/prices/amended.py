"""Lays amendments over a pricing file: one list that planning, the check and the export share. Pure.

An amendment speaks like an entry of the file: for the id, its aliases and, of a price, its snapshots. A model whose price
came from another entry gets one of its own, which starts with what the other one says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from modelsync.core.facts import EndOfLife, Limits, Successor
from modelsync.core.model_fields import FIGURES
from modelsync.core.pricing import Price
from modelsync.prices.book import PriceList
from modelsync.prices.file_format import ModelEntry, Period

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelsync.core.facts import Fact
    from modelsync.core.pricing import Tier

_FIELDS: Final = {
    "context_window": "context_window",
    "max_output_tokens": "max_output_tokens",
    "deprecated_at": "deprecated_on",
    "retires_at": "retires_on",
    "retires_kind": "retires_kind",
    "replacement": "replacement",
    "replacement_note": "replacement_note",
}
"""The keys of an entry by the names of the catalogue's fields."""

_OF_ITS_NAMES: Final = {"id", "aliases", "display_name"}
_OF_NAMED_IDS: Final = {"deprecated_on", "retires_on", "retires_kind"}
"""Keys that hold for the ids that an entry names, not for other snapshots."""


def folded(prices: PriceList, facts: Iterable[Fact]) -> PriceList:
    """The list with the facts in it. Raises ValidationError for a value that no file could hold."""
    entries = {entry.id: entry for entry in prices.entries}
    index = {name: entry for entry in prices.entries for name in entry.names}
    current = prices.looking_in(index)
    said: dict[str, frozenset[str]] = {}
    for fact in sorted(facts, key=lambda fact: (fact.universal_model_id, fact.kind, str(fact.begins))):
        before = own_entry(current, fact.universal_model_id)
        after = with_fact(before, fact)
        if after is before:
            continue
        for entry in (_without_alias(index.get(after.id), after.id), after):
            if entry:
                entries[entry.id] = entry
                index |= dict.fromkeys(entry.names, entry)
        said[after.id] = said.get(after.id, frozenset()) | _names(fact)
    if not said:
        return prices
    return prices.with_entries((entries[id_] for id_ in sorted(entries)), said)


def is_said(prices: PriceList, fact: Fact) -> bool:
    """Whether the list says the same already."""
    entry = own_entry(prices, fact.universal_model_id)
    return with_fact(entry, fact) is entry


def own_entry(prices: PriceList, model_id: str) -> ModelEntry:
    """The entry of the model itself, made of the one that speaks for it where it has none."""
    found = prices.entry(model_id)
    if found is None:
        return ModelEntry(id=model_id, prices=())
    name = prices.name_in(found, model_id)
    if found.id == name:
        return found
    left_out = _OF_ITS_NAMES if name else _OF_ITS_NAMES | _OF_NAMED_IDS
    kept = {key: value for key, value in found if key not in left_out}
    if kept["replacement"] == model_id:
        kept |= {"replacement": None, "replacement_note": None}
    return ModelEntry.model_construct(
        id=name or model_id,
        aliases=(),
        display_name=None,
        **{
            "deprecated_on": None,
            "retires_on": None,
            "retires_kind": None,
            **kept,
        },
    )


def _without_alias(entry: ModelEntry | None, name: str) -> ModelEntry | None:
    """The entry without this other name of it; None where it has no such one."""
    if entry is None or name not in entry.aliases:
        return None
    return entry.model_copy(update={"aliases": tuple(alias for alias in entry.aliases if alias != name)})


def with_fact(entry: ModelEntry, fact: Fact) -> ModelEntry:
    """The entry with the fact; the entry itself when it says that already."""
    match fact.value:
        case Price() as price:
            return _with_price(entry, fact, price)
        case Limits() | EndOfLife() | Successor() as value:
            said = {_FIELDS[name]: found for name, found in value if found is not None}
            if all(getattr(entry, key) == found for key, found in said.items()):
                return entry
            if fact.kind != "limit" and fact.source_url:
                said["source_url"] = fact.source_url
            return _checked(entry, said)


def _with_price(entry: ModelEntry, fact: Fact, price: Price) -> ModelEntry:
    period = period_of(fact, price)
    same = next((one for one in entry.prices if one.begins == period.begins), None)
    if same and (same.figures(), same.tiers) == (period.figures(), period.tiers):
        return entry
    others = [one for one in entry.prices if one is not same]
    return entry.model_copy(update={"prices": tuple(sorted([*others, period], key=lambda one: one.begins))})


def period_of(fact: Fact, price: Price) -> Period:
    """A price as a period of the file. Raises ValidationError."""
    said: dict[str, Any] = {"from": str(fact.begins), **_figures(price), "source": fact.source}
    if fact.source_url:
        said["source_url"] = fact.source_url
    tiers = [_figures(tier) | {"above_input_tokens": tier.above_tokens} for tier in price.tiers]
    return Period.model_validate(said | {"tiers": tiers})


def _figures(price: Price | Tier) -> dict[str, Any]:
    amounts = {figure.csv: price.amount(figure) for figure in FIGURES}
    return {key: f"{amount:f}" for key, amount in amounts.items() if amount is not None}


def _checked(entry: ModelEntry, said: dict[str, Any]) -> ModelEntry:
    """The entry with other keys, validated as if a file held them."""
    text = {key: value if isinstance(value, int) else str(value) for key, value in said.items()}
    read = ModelEntry.model_validate({"id": entry.id, "prices": (), **text})
    return entry.model_copy(update={key: getattr(read, key) for key in said})


def _names(fact: Fact) -> frozenset[str]:
    if isinstance(fact.value, Price):
        return frozenset({"pricing"})
    return frozenset(name for name, found in fact.value if found is not None)
