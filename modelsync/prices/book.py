"""``pricing/*.json`` → the price of a model on a day. Reads files that people keep by hand; never fetches or guesses a price.

A mistake stops the load with one sentence that names file, model, key and cure: a wrong price is worse than none.
See `file_format` for the format, `mistakes` for the checks.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from pydantic import ValidationError

from modelsync.core.normalise import Terms
from modelsync.errors import PricingError
from modelsync.prices.file_format import ModelEntry, Period, PricingFile, Rates, Tier
from modelsync.prices.mistakes import (
    JsonObject,
    Mistake,
    file_mistakes,
    in_words,
    parser_mistake,
    repeated_keys,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from modelsync.core.pricing import Pricing

__all__ = [
    "ModelEntry",
    "Period",
    "PriceList",
    "PricingFile",
    "Rates",
    "Terms",
    "Tier",
    "family",
    "load_pricing",
]

# How the id of a dated snapshot ends. A bare month and day (gpt-3.5-turbo-0613) is not among them: such snapshots had
# prices of their own.
_SNAPSHOT = re.compile(
    r"-(?:20\d\d-(?:0[1-9]|1[0-2])-\d\d|20\d\d(?:0[1-9]|1[0-2])\d\d|(?:0[1-9]|1[0-2])-20\d\d|0\d\d)$"
)


def family(model_id: str) -> str:
    """The id without the day or number of a snapshot; the id itself when it has none."""
    return _SNAPSHOT.sub("", model_id)


@dataclass(frozen=True, slots=True)
class PriceList:
    """The entries of one provider, found by id, by alias, or by the family of a dated snapshot.

    The file of a configured provider may write ids with its ``id_prefix``, as the catalogue has them, or without.
    """

    provider: str
    entries: tuple[ModelEntry, ...] = ()
    id_prefix: str = ""
    has_file: bool = True
    amended: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The fields of the catalogue that amendments say, by the id of the entry."""
    _index: Mapping[str, ModelEntry] = field(default_factory=dict, repr=False, compare=False)
    _terms: dict[tuple[str, str, str, bool, date], Terms] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What was looked up before: the snapshots of a family share its terms."""

    @classmethod
    def of(
        cls,
        provider: str,
        entries: tuple[ModelEntry, ...],
        id_prefix: str = "",
    ) -> Self:
        """Index the entries once, so that a lookup costs the same however long the file."""
        index = {name: entry for entry in entries for name in entry.names}
        return cls(provider, entries, id_prefix, _index=index)

    @classmethod
    def empty(cls, provider: str) -> Self:
        """Build the list that knows no model, for when the file cannot be used."""
        return cls(provider)

    def with_entries(self, entries: Iterable[ModelEntry], amended: Mapping[str, frozenset[str]]) -> Self:
        """The list with these entries, of whose fields the ``amended`` ones are an admin's."""
        every = tuple(entries)
        index = {name: entry for entry in every for name in entry.names}
        return replace(self, entries=every, amended=amended, _index=index)

    def looking_in(self, index: Mapping[str, ModelEntry]) -> Self:
        """The list without entries of its own, which looks into this index by names, as it is at that moment."""
        return replace(self, entries=(), _index=index)

    def entry(self, model_id: str) -> ModelEntry | None:
        """Find the entry that speaks for a model: by id, by alias, or by the family of a dated snapshot."""
        names = self._names(model_id)
        return self._named(names)[0] or self._named(map(family, names))[0]

    def _named(self, names: Iterable[str]) -> tuple[ModelEntry | None, str]:
        """The entry with the first of the names that one has, and that name."""
        for name in names:
            if entry := self._index.get(name):
                return entry, name
        return None, ""

    def _names(self, model_id: str) -> tuple[str, ...]:
        """How the file may write an id."""
        own = model_id.removeprefix(self.id_prefix)
        return (model_id,) if own == model_id else (model_id, own)

    def terms(self, model_id: str, on: date) -> Terms | None:
        """Look a model up; for a snapshot priced by its family, ``pricing.source`` says so."""
        names = self._names(model_id)
        entry, name = self._named(names)
        remark = ""
        if entry is None:
            families = [family(each) for each in names]
            entry, _ = self._named(families)
            remark = f" (price of {families[0]})"
        if entry is None:
            return None
        key = (entry.id, name, remark, entry.replacement == model_id, on)
        known = self._terms.get(key)
        if known is None:
            amended = self.amended.get(entry.id, frozenset())
            known = _terms(entry, name or model_id, entry.pricing(on, remark), amended)
            self._terms[key] = known
        return known

    def name_in(self, entry: ModelEntry, model_id: str) -> str | None:
        """How an entry names the model; None where it speaks for it as the family of a snapshot."""
        return next((name for name in self._names(model_id) if name in entry.names), None)


def _terms(entry: ModelEntry, model_id: str, pricing: Pricing | None, amended: frozenset[str]) -> Terms:
    """The terms of an entry; its dates hold for the ids that it names, not for other snapshots of the family."""
    named = model_id in entry.names
    succeeded = entry.replacement != model_id
    return Terms(
        display_name=entry.display_name if entry.id == model_id else None,
        context_window=entry.context_window,
        max_output_tokens=entry.max_output_tokens,
        deprecated_at=entry.deprecated_on if named else None,
        retires_at=entry.retires_on if named else None,
        retires_kind=entry.retires_kind if named else None,
        replacement=entry.replacement if succeeded else None,
        replacement_note=entry.replacement_note if succeeded else None,
        lifecycle_url=entry.source_url,
        pricing=pricing,
        amended=amended,
    )


def pricing_path(directory: Path, provider: str) -> Path:
    """Where the provider's pricing file is."""
    return directory / f"{provider}-pricing.json"


def load_pricing(directory: Path, provider: str, *, id_prefix: str = "", optional: bool = False) -> PriceList:
    """Read the provider's file in the directory; an ``optional`` one may be missing. Raises PricingError."""
    path = pricing_path(directory, provider)
    if optional and not path.exists():
        return PriceList(provider, has_file=False)
    try:
        content = path.read_bytes()
    except OSError as error:
        cure = "put the file there or set MODELSYNC_PRICING_DIR"
        raise PricingError(f"{path.name} cannot be read in {path.parent}; {cure}.") from error
    return PriceList.of(provider, _entries(content, path.name, provider), id_prefix)


@lru_cache(maxsize=16)  # every plan reads a file, which seldom changes
def _entries(content: bytes, name: str, provider: str) -> tuple[ModelEntry, ...]:
    data = _decoded(content, name)
    for mistake in repeated_keys(data):
        raise _error(name, data, mistake)
    try:
        file = PricingFile.model_validate(data)
    except ValidationError as error:
        raise _error(name, data, parser_mistake(error)) from error
    for mistake in file_mistakes(file, provider):
        raise _error(name, data, mistake)
    return file.models


def _error(name: str, data: object, mistake: Mistake) -> PricingError:
    return PricingError(f"{name}: {in_words(data, mistake)}.")


def _decoded(content: bytes, name: str) -> object:
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=JsonObject, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise PricingError(f"{name} is not UTF-8; save it as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        where = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        cure = "look for a missing quote, comma or bracket"
        raise PricingError(f"{name} is not JSON{where}; {cure}.") from error


def _refuse(constant: str) -> None:
    raise ValueError(constant)
