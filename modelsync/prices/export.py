"""Writes a pricing file with amendments folded in: what did not change stays byte for byte. Pure; writes no file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelsync.prices.book import PriceList
    from modelsync.prices.file_format import ModelEntry

_BLANK = re.compile(r"[ \t\n\r]*")
_decode = json.JSONDecoder().raw_decode


def exported(text: str | None, before: PriceList, after: PriceList) -> str:
    """The file's ``text`` with the entries of ``after`` where they differ from those of ``before``; None: there is no file."""
    if text is None:
        text = _document(after.provider)
    if before.entries == after.entries:
        return text
    spans = list(_spans(text))
    known = {entry.id: entry for entry in before.entries}
    written = {id_: text[start:end] for id_, start, end in spans}
    newline = "\r\n" if "\r\n" in text else "\n"
    parts = [
        written[entry.id] if entry == known.get(entry.id) else _in_place(entry, newline)
        for entry in sorted(after.entries, key=lambda entry: entry.id)
    ]
    if not spans:
        start = text.index("[", text.index('"models"')) + 1
        end = text.index("]", start)
        return f"{text[:start]}{newline}{_INDENT}{_joined(parts, newline)}{newline}  {text[end:]}"
    return f"{text[: spans[0][1]]}{_joined(parts, newline)}{text[spans[-1][2] :]}"


_INDENT = "    "


def _joined(parts: list[str], newline: str) -> str:
    return f",{newline}{_INDENT}".join(parts)


def _in_place(entry: ModelEntry, newline: str) -> str:
    lines = json.dumps(entry.to_json(), indent=2, ensure_ascii=False).split("\n")
    return f"{newline}{_INDENT}".join(lines)


def _document(provider: str) -> str:
    empty = {"provider": provider, "currency": "USD", "models": []}
    return f"{json.dumps(empty, indent=2, ensure_ascii=False)}\n"


def _spans(text: str) -> Iterator[tuple[str, int, int]]:
    """The id of each entry, and where its text begins and ends; the text is a pricing file that was read before."""
    place = _skip(text, _skip(text, 0) + 1)
    while text[place] == '"':
        key, place = _decode(text, place)
        place = _skip(text, _skip(text, place) + 1)
        if key == "models":
            yield from _elements(text, _skip(text, place + 1))
            return
        _, place = _decode(text, place)
        place = _skip(text, _skip(text, place) + 1)


def _elements(text: str, place: int) -> Iterator[tuple[str, int, int]]:
    while text[place] == "{":
        entry: dict[str, Any]
        entry, end = _decode(text, place)
        yield entry["id"], place, end
        place = _skip(text, end)
        if text[place] == ",":
            place = _skip(text, place + 1)


def _skip(text: str, place: int) -> int:
    """The next place that is no blank."""
    found = _BLANK.match(text, place)
    return found.end() if found else place
