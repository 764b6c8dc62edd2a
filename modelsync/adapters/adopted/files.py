"""A file of another catalogue becomes rows: CSV, JSON or YAML, by the end of its name. Each mistake is one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

from modelsync.adapters.adopted import csv_file, json_file, yaml_file
from modelsync.core.adoption import litellm
from modelsync.core.adoption.bounds import MOST_BYTES, MOST_ROWS
from modelsync.core.adoption.providers import KnownProviders
from modelsync.core.adoption.source import LeftRow, Source
from modelsync.core.kinds import shown_id
from modelsync.errors import AdoptionError

_LISTS: Final = ("models", "data", "items", "rows", "results")
_READERS: Final = {
    ".json": json_file.read,
    ".yaml": yaml_file.read,
    ".yml": yaml_file.read,
}
_TABLES: Final = {".csv", ".tsv"}
ENDINGS: Final = (*sorted(_TABLES), *_READERS)


def label_of(name: str) -> str:
    """What people call the file: its name without folders."""
    return shown_id(PurePath(name.replace("\\", "/")).name[:100]) or "the file"


def read_file(name: str, content: bytes, known: KnownProviders) -> Source:
    """The rows of a file. Raises AdoptionError."""
    label, ending = label_of(name), PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise AdoptionError(f"{label} is none of {', '.join(ENDINGS)}. Save it as one of these.")
    if len(content) > MOST_BYTES:
        raise AdoptionError(f"{label} has more than {MOST_BYTES // 1_000_000} MB. Split it.")
    text = _text(label, content)
    if ending in _TABLES:
        return _bounded(csv_file.read(label, text))
    found = _READERS[ending](label, text)
    if isinstance(found, dict) and litellm.KEY in found:
        entries = found[litellm.KEY]
        if not isinstance(entries, list):
            raise AdoptionError(f"{label}: {litellm.KEY} is no list. Correct it.")
        _refuse_many(label, len(entries))
        return litellm.rows_of(label, entries, known)
    return _bounded(_table(label, found))


def _text(label: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise AdoptionError(f"{label}, line {line}: this is not UTF-8 text. Save it as UTF-8.") from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise AdoptionError(
            f"{label}, line {line}: it holds a NUL character, so it is no text. Save it anew."
        )
    return text


def _bounded(source: Source) -> Source:
    _refuse_many(source.label, len(source.rows))
    return source


def _refuse_many(label: str, count: int) -> None:
    if not count:
        raise AdoptionError(f"{label} has no rows. Check that it is the right file.")
    if count > MOST_ROWS:
        raise AdoptionError(f"{label} has {count:,} rows, more than {MOST_ROWS:,}. Split it.")


def _table(label: str, found: Any) -> Source:
    """The objects of a list, or of an object by their ids."""
    entries = _entries(found)
    if entries is None:
        raise AdoptionError(
            f"{label} holds no list of models. It may be a list of objects, or an object with such a list under "
            f"{', '.join(_LISTS)}, or with an object for each id."
        )
    columns: dict[str, None] = {}
    rows: list[Mapping[str, Any] | None] = []
    left: list[LeftRow] = []
    for number, entry in enumerate(entries, start=1):
        is_object = isinstance(entry, dict)
        rows.append({str(key): value for key, value in entry.items()} if is_object else None)
        columns |= dict.fromkeys(rows[-1] or ())
        if not is_object:
            reason = "It is no object with keys and values"
            left.append(
                LeftRow(row=number, universal_model_id=None, provider=None, rule="unreadable", reason=reason)
            )
    return Source(label, tuple(columns), rows, left=left)


def _entries(found: Any) -> Sequence[Any] | None:
    if isinstance(found, list):
        return found
    if not isinstance(found, dict):
        return None
    for name in _LISTS:
        if isinstance(found.get(name), list | dict):
            return _entries(found[name])
    if found and all(isinstance(value, dict) for value in found.values()):
        return [{"model_id": id_, **entry} for id_, entry in found.items()]
    return None
