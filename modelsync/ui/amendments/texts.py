"""Facts as the texts of fields, by the keys of the pricing file, and as people read them. Knows no widget."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from modelsync.core.declared import PER_MTOK
from modelsync.core.figures import usd
from modelsync.core.model_fields import FIGURES
from modelsync.core.pricing import Price
from modelsync.prices.drafts import ABOVE, KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from modelsync.core.amendments import Amendment
    from modelsync.core.facts import Fact, FactKind, FactValue
    from modelsync.core.pricing import Figures
    from modelsync.service.fact_sheets import FactSheet

KINDS: Final[dict[FactKind, str]] = {
    "price": "Price",
    "limit": "Limits",
    "lifecycle": "End of life",
    "replacement": "Successor",
}
LABELS: Final = {
    **{
        figure.csv: f"{figure.label.capitalize()} {figure.unit.short}"
        if figure.unit != PER_MTOK
        else figure.label.capitalize()
        for figure in FIGURES
    },
    "context_window": "Context window",
    "max_output_tokens": "Longest answer",
    "deprecated_on": "Deprecated on",
    "retires_on": "Retires on",
    "retires_kind": "Kind of the day",
    "replacement": "Successor",
    "replacement_note": "What else to do",
    "from": "First day",
    "source_url": "Address of the source",
    "tiers": "Tiers",
}
_LABELS: Final = {figure.csv: figure.label for figure in FIGURES}
_NAMES: Final = {"deprecated_at": "deprecated_on", "retires_at": "retires_on"}
"""The keys of the file where they differ from the names of the catalogue's fields."""


def file_key(name: str) -> str:
    """The file's key of a field of the catalogue."""
    return _NAMES.get(name, name)


def texts_of(value: FactValue) -> dict[str, str]:
    """What a value says, as one would type it."""
    if isinstance(value, Price):
        return _figures(value)
    return {file_key(name): str(found) for name, found in value if found is not None}


def tier_texts(price: Price) -> list[dict[str, str]]:
    """The tiers of a price, as one would type them."""
    return [{ABOVE: str(tier.above_tokens), **_figures(tier)} for tier in price.tiers]


def _figures(figures: Figures) -> dict[str, str]:
    return {f.csv: f"{amount:f}" for f in FIGURES if (amount := figures.amount(f)) is not None}


def shown(key: str, text: str) -> str:
    """A text as people read the value: ``$2.50``, ``400,000``."""
    if key in _LABELS:
        return usd(Decimal(text))
    return f"{int(text):,}" if key in KEYS["limit"] else text


def known(sheet: FactSheet, kind: FactKind, begins: date | None, today: date) -> dict[str, str]:
    """What holds of a kind: of a price the period of this first day, else that of today."""
    entry, model = sheet.entry, sheet.model
    if kind == "price":
        price = known_price(sheet, begins, today)
        return texts_of(price) if price else {}
    life = model.lifecycle
    holds = {
        "context_window": model.context_window,
        "max_output_tokens": model.max_output_tokens,
        "deprecated_on": life.deprecated_at,
        "retires_on": life.retires_at,
        "retires_kind": life.retires_kind,
        "replacement": life.replacement,
        "replacement_note": life.replacement_note,
    }
    said = {key: getattr(entry, key) or holds[key] for key in KEYS[kind]}
    return {key: str(found) for key, found in said.items() if found is not None}


def known_price(sheet: FactSheet, begins: date | None, today: date) -> Price | None:
    """The price of the period with this first day, else the one of today; that of the list where the file has none."""
    period = (
        next((one for one in sheet.entry.prices if one.begins == begins), None)
        if begins
        else sheet.entry.period(today)
    )
    return period.price() if period else sheet.model.pricing


def source_name(fact: Fact) -> str:
    """A reference with its age: ``litellm 2026-11-25``."""
    return f"{fact.source} {fact.as_of}" if fact.as_of else fact.source


def amendment_line(amendment: Amendment) -> str:
    """What an amendment says: ``input $8 · output $40 · 1 tier``."""
    value = amendment.value
    words = [f"{_words(key)} {shown(key, text)}" for key, text in texts_of(value).items()]
    if isinstance(value, Price) and value.tiers:
        words.append(f"{len(value.tiers)} tier{'' if len(value.tiers) == 1 else 's'}")
    return " · ".join(words)


def _words(key: str) -> str:
    return _LABELS.get(key) or LABELS[key].removesuffix(" on").lower()


def subject(kind: FactKind, begins: date | None) -> str:
    """What an amendment is about: ``Price from 2026-11-25``."""
    return f"{KINDS[kind]} from {begins}" if begins else KINDS[kind]


def typed_tiers(rows: list[Mapping[str, object]]) -> list[dict[str, str]]:
    """The rows of the table of tiers as texts; a row without any is none."""
    texts = [{str(key): str(value or "").strip() for key, value in row.items()} for row in rows]
    return [row for row in texts if any(row.values())]
