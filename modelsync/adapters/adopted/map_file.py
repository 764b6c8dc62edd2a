"""Reads the map of an adoption (TOML), strictly: an unknown key or word is an error that names the known ones. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from modelsync.core.adoption.mapping import FIELDS, PRICES, UNITS, AdoptionMap
from modelsync.core.adoption.remarks import shown
from modelsync.errors import AdoptionError

MOST_BYTES: Final = 100_000
_TABLES: Final = ("columns", "constants", "values", "units")
_CONSTANTS: Final = ("provider", "enabled", "status")
_WORDS: Final = {"enabled": ("true", "false"), "status": ("archived", "active")}


def read_map(label: str, content: bytes) -> AdoptionMap:
    """The map. Raises AdoptionError."""
    try:
        if len(content) > MOST_BYTES:
            raise AdoptionError(f"{label} is too large for a map. Correct it.")
        found = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise AdoptionError(f"{label} is not UTF-8 text. Save it as UTF-8.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise AdoptionError(f"{label} is not TOML ({str(error)[:120]}). Correct it.") from None
    _refuse_unknown(label, "", found, _TABLES)
    tables = {name: _table(label, name, found.get(name, {})) for name in _TABLES}
    columns = dict(_flat(tables["columns"]))
    _refuse_unknown(label, "columns.", columns, (*FIELDS, *PRICES))
    _refuse_unknown(label, "constants.", tables["constants"], _CONSTANTS)
    _refuse_unknown(label, "units.", tables["units"], ("price",))
    unit = tables["units"].get("price", "million")
    if unit not in UNITS:
        raise AdoptionError(f"{label}: units.price is {shown(unit)}. Write one of {', '.join(UNITS)}.")
    for name, path in columns.items():
        if not isinstance(path, str) or not path:
            raise AdoptionError(f"{label}: columns.{name} names no column. Write its name in quotes.")
    return AdoptionMap(columns, tables["constants"], dict(_values(label, tables["values"])), unit)


def _values(label: str, found: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, frozenset[str]]]]:
    _refuse_unknown(label, "values.", found, (*_WORDS, "provider"))
    for name, words in found.items():
        groups = _table(label, f"values.{name}", words)
        if name in _WORDS:
            _refuse_unknown(label, f"values.{name}.", groups, _WORDS[name])
        for word, held in groups.items():
            if not isinstance(held, list) or not all(isinstance(one, str | int | bool) for one in held):
                raise AdoptionError(
                    f'{label}: values.{name}.{word} is no list of words. Write it as ["Y", "1"].'
                )
        yield (
            name,
            {word: frozenset(_word(one) for one in held) for word, held in groups.items()},
        )


def _word(value: object) -> str:
    return (str(value).lower() if isinstance(value, bool) else str(value)).strip().casefold()


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """``pricing.input = "x"`` is a table in TOML unless it is quoted."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _table(label: str, name: str, found: object) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise AdoptionError(f"{label}: {name} is no table. Write it as [{name}].")
    return found


def _refuse_unknown(label: str, before: str, found: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name in found:
        if name not in known:
            raise AdoptionError(f"{label}: {before}{name[:60]} is unknown. There may be {', '.join(known)}.")
