"""Reads the rows of another catalogue: each becomes a model to take over, or stays behind with its reason. Pure.

A value that cannot be read costs its field, and is said; what tells a model from others, its id and its provider, costs the row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from modelsync.core.adoption import words
from modelsync.core.adoption.litellm import with_litellms_columns
from modelsync.core.adoption.mapping import AdoptionMap, Columns, columns_of
from modelsync.core.adoption.providers import KnownProvider, KnownProviders, Owner, owner
from modelsync.core.adoption.remarks import Remarks, shown
from modelsync.core.adoption.source import MOST_ROW_ID, AdoptedModel, LeftRow, Reading
from modelsync.core.kinds import NAME_LENGTH, clean_text, is_model_id, is_visible, shown_id
from modelsync.core.model_fields import REQUIRED_FIGURES
from modelsync.core.models import Notice, Status
from modelsync.core.pricing import Price

if TYPE_CHECKING:
    from modelsync.core.adoption.source import Source

_ROW_ID: Final = re.compile(r"[1-9]\d{0,19}", re.ASCII)
_COMPARED: Final = {"display_name": "name", "enabled": "switch", "status": "status", "price": "price"}


def read_source(
    source: Source, said: AdoptionMap, known: KnownProviders, *, now: datetime, keep_ids: bool = False
) -> Reading:
    """The models of a source. Raises AdoptionError where its columns say no id, or the map names one that is missing."""
    if source.is_litellm:
        said = with_litellms_columns(said)
    columns = columns_of(source, said)
    reader = _Reader(source, columns, said, known, now, keep_ids)
    reader.reading.left += source.left
    for number, row in enumerate(source.rows, start=1):
        if row is not None:
            reader.read(number, row)
    return reader.finished()


@dataclass
class _Reader:
    """Reads row by row, and keeps what it met before."""

    source: Source
    columns: Columns
    said: AdoptionMap
    known: KnownProviders
    now: datetime
    keep_ids: bool
    reading: Reading = field(default_factory=Reading)
    seen: dict[str, AdoptedModel] = field(default_factory=dict)
    row_ids: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.remarks = Remarks(self.source.a_row)

    def read(self, number: int, row: Mapping[str, Any]) -> None:
        """One row, to one side or the other."""
        said = self._value("universalModelId", row)
        id_ = words.text(said)
        if not id_:
            self._leave(number, None, None, "no-id", "It has no model id")
            return
        if not is_model_id(id_):
            reason = "Its id has spaces, letters beyond ASCII or more than 255 characters"
            self._leave(number, shown_id(id_), None, "unusual-id", reason)
            return
        if provider := self._provider(number, id_, row):
            self._keep(self._model(number, row, owner(provider, id_), id_))

    def finished(self) -> Reading:
        """What was read, with the remarks, and the columns that nothing was read from."""
        self.reading.left.sort(key=lambda left: left.row)
        self.reading.notices += [*self._about_the_columns(), *self.remarks.notices()]
        return self.reading

    def _about_the_columns(self) -> Iterator[Notice]:
        if not self.source.is_litellm and (unused := self.columns.unused):
            named = ", ".join(shown(name) for name in unused[:20]) + (" …" if len(unused) > 20 else "")
            yield Notice(code="unused-columns", message=f"Nothing is taken over from the columns {named}.")
        if "enabled" not in {*self.columns.places, *self.said.constants} and self.reading.models:
            message = "No column says what is enabled: every model arrives disabled; name one in a map, or a constant."
            yield Notice(code="no-switch", message=message)

    def _value(self, name: str, row: Mapping[str, Any]) -> Any:
        if name in self.said.constants:
            return self.said.constants[name]
        place = self.columns.places.get(name)
        return place.value(row) if place else None

    def _leave(self, number: int, id_: str | None, provider: str | None, rule: str, reason: str) -> None:
        left = LeftRow(row=number, universal_model_id=id_, provider=provider, rule=rule, reason=reason)
        self.reading.left.append(left)

    # --- Whose it is -------------------------------------------------------------------------------------------------

    def _provider(self, number: int, id_: str, row: Mapping[str, Any]) -> KnownProvider | None:
        value = self._value("provider", row)
        name = self._said_word("provider", value) or words.text(value) or ""
        if not name:
            found = self.known.by_id(id_)
            if found is None:
                reason = "It names no provider, and its id does not tell one: name it in a map ([constants] provider)"
                self._leave(number, id_, None, "no-provider", reason)
            else:
                what = f"without a provider, taken as {found.traits.name} by the id"
                self.remarks.add("provider-by-id", what, id_, "say it in a map where that is wrong.")
            return found
        if (found := self.known.named(name)) is None:
            self._leave(number, id_, None, "unknown-provider", self._unknown(name))
        return found

    def _unknown(self, name: str) -> str:
        return (
            f"No provider is called {shown(name)} here: add it to providers.toml, or say in a map which of "
            f"{self.known.listed} it is ([values.provider])"
        )

    # --- What it says ------------------------------------------------------------------------------------------------

    def _model(self, number: int, row: Mapping[str, Any], whose: Owner, said_id: str) -> AdoptedModel:
        id_ = whose.universal_model_id
        if said_id not in {id_, whose.own_id}:
            self.remarks.add(
                "id-without-prefix", "with a prefix before the id", said_id, "taken over without it."
            )
        status = self._status(row, id_)
        return AdoptedModel(
            row=number,
            provider=whose.provider,
            universal_model_id=id_,
            provider_model_id=whose.own_id,
            display_name=self._name(row, id_, said_id),
            enabled=self._enabled(row, id_, status),
            status=status,
            created_at=self._created(row, id_),
            row_id=self._row_id(row) if self.keep_ids else None,
            price=self._price(row, id_),
        )

    def _said_word(self, name: str, value: Any) -> str | None:
        """What the map says that a word stands for."""
        groups = self.said.values.get(name)
        if groups is None:
            return None
        word = (words.text(value) or "").casefold()
        return next((meaning for meaning, held in groups.items() if word in held), None)

    def _read_word(self, name: str, value: Any, default: str, read: Callable[[Any], Any]) -> Any:
        """A value by the map's words, whose rest means the ``default``, else by the usual ones."""
        groups = self.said.values.get(name)
        if groups is None:
            return read(value)
        return read(self._said_word(name, value) or (default if default not in groups else None) or value)

    def _enabled(self, row: Mapping[str, Any], id_: str, status: Status) -> bool | None:
        place = self.columns.places.get("enabled")
        if place is None and "enabled" not in self.said.constants:
            return False if status == "archived" else None
        value = self._value("enabled", row)
        on = self._read_word("enabled", value, "false", words.switch)
        if on is None:
            what, end = (
                f"with {shown(value)} for enabled",
                "disabled on arrival; say it in a map ([values.enabled]).",
            )
            self.remarks.add("unknown-switch", what, id_, end)
        on = bool(on) if place is None or not place.turned else on is False
        if on and status == "archived":
            end = "disabled on arrival, as an archived model is never enabled."
            self.remarks.add("archived-enabled", "both enabled and archived", id_, end)
            return False
        return on

    def _status(self, row: Mapping[str, Any], id_: str) -> Status:
        place, value = self.columns.places.get("status"), self._value("status", row)
        if place and place.marks:
            return "archived" if words.flag(value) else "active"
        found: Status | None = self._read_word("status", value, "active", words.status)
        if found is None:
            what, end = (
                f"with {shown(value)} for the status",
                "counted as active; say it in a map ([values.status]).",
            )
            self.remarks.add("unknown-status", what, id_, end)
        return found or "active"

    def _name(self, row: Mapping[str, Any], id_: str, said_id: str) -> str | None:
        text = words.text(self._value("displayName", row))
        if not text or (self.source.is_litellm and text in {id_, said_id}):
            return None
        name = clean_text(text)
        if not is_visible(name):
            return None
        if len(name) > NAME_LENGTH:
            what = f"with a name of more than {NAME_LENGTH} characters"
            self.remarks.add("long-name", what, id_, "the usual name instead.")
            return None
        if name != " ".join(text.split(" ")).strip():
            what = "with control characters or line ends in the name"
            self.remarks.add("cleaned-name", what, id_, "the name on one line, without them.")
        return name

    def _created(self, row: Mapping[str, Any], id_: str) -> datetime | None:
        value = self._value("createdAt", row)
        at = words.moment(value)
        if at is not None and at <= self.now:
            return at
        if words.text(value):
            what = f"with {shown(value)} for the creation" if at is None else "with a creation in the future"
            self.remarks.add("unreadable-time", what, id_, "created when the plan is committed.")
        return None

    def _row_id(self, row: Mapping[str, Any]) -> int | None:
        text = words.text(self._value("id", row)) or ""
        return int(text) if _ROW_ID.fullmatch(text) else None

    def _price(self, row: Mapping[str, Any], id_: str) -> Price | None:
        said = {figure: (place.value(row), power) for figure, (place, power) in self.columns.prices.items()}
        said = {figure: one for figure, one in said.items() if words.text(one[0])}
        if not said:
            return None
        figures = {figure: words.amount(value, power) for figure, (value, power) in said.items()}
        lacks = [figure.label for figure in REQUIRED_FIGURES if figures.get(figure.key) is None]
        if lacks or None in figures.values():
            wrong = next((shown(said[name][0]) for name, amount in figures.items() if amount is None), None)
            what = (
                f"with a price that cannot be read ({wrong})" if wrong else f"with a price without {lacks[0]}"
            )
            self.remarks.add("unreadable-price", what, id_, "the price is not taken over.")
            return None
        return Price.model_validate(figures)

    # --- Beside the others -------------------------------------------------------------------------------------------

    def _keep(self, model: AdoptedModel) -> None:
        id_, a_row = model.universal_model_id, self.source.a_row
        if first := self.seen.get(id_):
            differs = [
                word for name, word in _COMPARED.items() if getattr(first, name) != getattr(model, name)
            ]
            other = f"; this one has another {' and '.join(differs)}" if differs else ""
            reason = f"{a_row.capitalize()} {first.row} has the same id and is taken over{other}"
            self._leave(model.row, id_, model.provider, "contradictory" if differs else "repeat", reason)
            return
        if self.keep_ids and (problem := self._refused_row_id(model)):
            self._leave(model.row, id_, model.provider, "row-id", problem)
            return
        self.seen[id_] = model
        if model.row_id:
            self.row_ids[model.row_id] = model.row
        self.reading.models.append(model)

    def _refused_row_id(self, model: AdoptedModel) -> str | None:
        if model.row_id is None or model.row_id > MOST_ROW_ID:
            return f"It has no id of 1 to {MOST_ROW_ID} to keep: adopt it without --keep-ids"
        if other := self.row_ids.get(model.row_id):
            return f"Its row id {model.row_id} is that of {self.source.a_row} {other} too: adopt it without --keep-ids"
        return None
