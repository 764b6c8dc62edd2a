"""Which column of another catalogue holds which field: by a map, else by the usual names. Pure.

A path such as ``config.modelId`` leads into a column that holds JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic.alias_generators import to_camel

from modelsync.core.adoption import words
from modelsync.core.kinds import is_model_id
from modelsync.core.model_fields import FIGURES
from modelsync.errors import AdoptionError

if TYPE_CHECKING:
    from modelsync.core.adoption.source import Source

PRICES: Final = {f"pricing.{to_camel(figure.key)}": figure.key for figure in FIGURES}
"""A price's name in a map → its figure."""
FIELDS: Final = ("universalModelId", "provider", "displayName", "enabled", "status", "createdAt", "id")
UNITS: Final = {"million": 0, "thousand": 3, "token": 6}
"""What a price is per → the power of ten that makes it one per million tokens."""

_USUAL: Final[dict[str, tuple[str, ...]]] = {
    "universalModelId": (
        *("universalmodelid", "modelid", "providermodelid", "apimodelid", "apiid", "apiname", "externalid"),
        *("modelkey", "modelcode", "modelslug", "slug", "model"),
    ),
    "displayName": (
        "displayname",
        "modeldisplayname",
        "title",
        "label",
        "friendlyname",
        "publicname",
        "modellabel",
    ),
    "provider": (
        "provider",
        "providername",
        "providerid",
        "modelprovider",
        "vendor",
        "vendorname",
        "company",
        "ownedby",
    ),
    "enabled": (
        "enabled",
        "isenabled",
        "enabledswitch",
        "active",
        "isactive",
        "visible",
        "isvisible",
        "published",
    ),
    "status": ("status", "modelstatus", "state", "lifecyclestatus", "lifecycle"),
    "createdAt": (
        "createdat",
        "created",
        "createdon",
        "creationtime",
        "createtime",
        "insertedat",
        "addedat",
        "dateadded",
    ),
    "id": ("id", "rowid", "pk"),
}
_OFF: Final = ("disabled", "isdisabled", "hidden", "ishidden")
_GONE: Final = (
    "archived",
    "isarchived",
    "retired",
    "isretired",
    "deleted",
    "isdeleted",
    "archivedat",
    "deletedat",
)
_NAMES: Final = ("name", "modelname")
"""The display name beside an id, and the id beside a display name."""
_FIGURE_WORDS: Final = {
    "input": "input",
    "prompt": "input",
    "output": "output",
    "completion": "output",
    "cachedinput": "cached_input",
    "cacheread": "cached_input",
    "cacheinput": "cached_input",
}
_PRICE: Final = re.compile(
    rf"({'|'.join(sorted(_FIGURE_WORDS, key=len, reverse=True))})(?:tokens?|prices?|costs?|usd|dollars?)*"
    r"per((?:1|one)?(?:million|mtok|m)|(?:1|one)?(?:thousand|k)|1000|1000000|)(?:input|output)?(tokens?|)(?:usd)?"
)
_LOOKED_AT: Final = 200


class Place(NamedTuple):
    """Where a value is: a column, and the keys that lead into its JSON. ``turned`` says the opposite; ``marks`` marks rows."""

    column: str
    keys: tuple[str, ...] = ()
    turned: bool = False
    marks: bool = False

    @property
    def path(self) -> str:
        return ".".join((self.column, *self.keys))

    def value(self, row: Mapping[str, Any]) -> Any:
        """The value in a row; None where the JSON does not lead there."""
        found = row.get(self.column)
        for key in self.keys:
            found = decoded(found).get(key)
        return found


@dataclass(frozen=True)
class AdoptionMap:
    """What a person says of a source: the column of a field, a constant, the words of a value, what prices are per."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    price_unit: str = "million"


@dataclass(frozen=True)
class Columns:
    """The place of each field that a source has; prices with the power of ten of their unit. ``unused`` has the other columns."""

    places: Mapping[str, Place]
    prices: Mapping[str, tuple[Place, int]]
    unused: tuple[str, ...]


def decoded(value: Any) -> Mapping[str, Any]:
    """The object in a column of JSON; empty where there is none."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            found = json.loads(value)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}
    return {}


def columns_of(source: Source, said: AdoptionMap) -> Columns:
    """Where the source has each field. Raises AdoptionError for a column of the map that it lacks, and without any id."""
    named = {name: _place(source, name, path) for name, path in said.columns.items()}
    taken = set(named.values())
    usual = _Usual(source, taken)
    places = {name: place for name, place in named.items() if name in FIELDS}
    for name in ("universalModelId", "displayName", "provider", "enabled", "status", "createdAt", "id"):
        if name not in places and name not in said.constants and (found := usual.find(name)):
            places[name] = found
    usual.tell_names_and_ids(places, said)
    if "universalModelId" not in places:
        raise AdoptionError(
            f"{source.label} has no column that looks like a model's id. It has {_listed(source.columns)}. "
            'Name one in a map: [columns] universalModelId = "…".'
        )
    power = UNITS[said.price_unit]
    prices = {PRICES[name]: (place, power) for name, place in named.items() if name in PRICES}
    if not prices:
        prices = usual.prices()
    used = {place.column for place in places.values()} | {place.column for place, _ in prices.values()}
    return Columns(places, prices, tuple(name for name in source.columns if name not in used))


def _place(source: Source, name: str, path: str) -> Place:
    if path in source.columns:
        return Place(path)
    column, *keys = path.split(".")
    if column not in source.columns:
        raise AdoptionError(
            f"The map names the column {path} for {name}, which {source.label} does not have. "
            f"It has {_listed(source.columns)}."
        )
    return Place(column, tuple(keys))


def _listed(columns: tuple[str, ...]) -> str:
    shown = ", ".join(name[:60] for name in columns[:20])
    return f"{shown} and {len(columns) - 20} more" if len(columns) > 20 else shown or "no column"


class _Usual:
    """Finds fields by their usual names: columns first, then the keys of columns that hold JSON."""

    def __init__(self, source: Source, taken: set[Place]) -> None:
        self._source = source
        self._by_name: dict[str, Place] = {}
        for place in (*map(Place, source.columns), *_inside(source)):
            if place not in taken:
                self._by_name.setdefault(_key(place.path.rpartition(".")[2]), place)

    def find(self, name: str) -> Place | None:
        found = next((self._by_name[key] for key in _USUAL[name] if key in self._by_name), None)
        if found or name not in {"enabled", "status"}:
            return found
        marks = _OFF if name == "enabled" else _GONE
        found = next((self._by_name[key] for key in marks if key in self._by_name), None)
        return found and found._replace(turned=name == "enabled", marks=name == "status")

    def tell_names_and_ids(self, places: dict[str, Place], said: AdoptionMap) -> None:
        """Decide about ``name`` and ``id``, which are a model's name and a row's number, or a model's id."""
        names = [self._by_name[key] for key in _NAMES if key in self._by_name]
        names = [place for place in names if place not in places.values()]
        row = places.get("id")
        if "universalModelId" not in places and row and not self._counts(row):
            places["universalModelId"] = places.pop("id")
        elif row and "id" not in said.columns and not self._counts(row):
            del places["id"]  # a key of another kind, such as a UUID
        if "universalModelId" not in places and names and self._are_ids(names, places):
            places["universalModelId"] = names.pop()
        if not {"displayName"} & {*places, *said.constants} and names:
            places["displayName"] = names[0]

    def _are_ids(self, names: Sequence[Place], places: Mapping[str, Place]) -> bool:
        """Whether the last of these names is an id: there is a display name beside it, or each value looks like one."""
        if "displayName" in places or len(names) > 1:
            return True
        values = (words.text(names[-1].value(row)) or "-" for row in self._source.first(_LOOKED_AT))
        return all(map(is_model_id, values))

    def _counts(self, place: Place) -> bool:
        """Whether the column holds whole numbers."""
        values = (words.text(place.value(row)) for row in self._source.first(_LOOKED_AT))
        return all(value is None or re.fullmatch(r"-?\d+", value) for value in values)

    def prices(self) -> dict[str, tuple[Place, int]]:
        """Prices whose column says what they are per."""
        found: dict[str, tuple[Place, int]] = {}
        for key, place in self._by_name.items():
            if (match := _PRICE.fullmatch(key)) and (match[2] or match[3]):
                unit = "million" if match[2].endswith(("million", "mtok", "m", "1000000")) else "thousand"
                found.setdefault(_FIGURE_WORDS[match[1]], (place, UNITS[unit if match[2] else "token"]))
        return found


def _inside(source: Source) -> Iterator[Place]:
    """The keys of columns that hold JSON objects, as the first rows have them."""
    seen: dict[Place, None] = {}
    for row in source.first(_LOOKED_AT):
        for column in source.columns:
            for key in decoded(row.get(column)):
                seen.setdefault(Place(column, (key,)))
    yield from seen


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
