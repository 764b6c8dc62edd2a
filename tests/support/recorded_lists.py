"""Gives recorded provider lists in date order: the cut in `tests/listings`, and the bodies that `MODELSYNC_LISTINGS` adds.

The cut holds facts of lists recorded in public repositories: ids, names, dates, limits, methods, prices; no prose. Each
provider is one file. A line with `recorded` starts a list: its day, the ids that left, the key that holds the entries.
The lines up to the next such line are the entries that are new or read differently; all others stand as before.
An id that a list repeats has all its entries there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

CUT = Path(__file__).parents[1] / "listings"
_FOLDERS = {"cut": CUT}
if os.environ.get("MODELSYNC_LISTINGS"):
    _FOLDERS["recorded"] = Path(os.environ["MODELSYNC_LISTINGS"])

every_source = pytest.mark.parametrize("folder", _FOLDERS.values(), ids=_FOLDERS)
"""Runs a test with `folder` for the cut and, where they are named, for the recorded bodies."""


@dataclass(frozen=True)
class Recording:
    """A whole list as a provider showed it on one day; `name` is for messages."""

    name: str
    day: date
    items: list[dict[str, Any]]
    body: bytes


def recordings(folder: Path, provider: str) -> list[Recording]:
    """Give a provider's lists; a compatible server's name is like `compatible/groq`."""
    file = folder / f"{provider}.jsonl"
    found = _from_cut(file) if file.is_file() else _from_bodies(folder / provider)
    if not found:
        raise FileNotFoundError(f"{folder} holds no recorded list of {provider}")
    return found


def item_id(item: dict[str, Any]) -> str:
    return item.get("id") or item["name"]


def list_key(body: dict[str, Any]) -> str:
    return "models" if "models" in body else "data"


def _from_cut(file: Path) -> list[Recording]:
    lines = map(json.loads, file.read_bytes().splitlines())
    return [_recording(file.stem, header, items) for header, items in unfold(lines)]


def unfold(lines: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Give the first line of each list with all its entries."""
    header: dict[str, Any] | None = None
    shown: dict[str, list[dict[str, Any]]] = {}
    told: set[str] = set()
    for line in lines:
        if "recorded" not in line:
            id_ = item_id(line)
            shown[id_] = [*shown[id_], line] if id_ in told else [line]
            told.add(id_)
            continue
        if header:
            yield header, list(chain(*shown.values()))
        header, told = line, set()
        for id_ in line.get("gone", ()):
            del shown[id_]
    if header:
        yield header, list(chain(*shown.values()))


def _recording(provider: str, header: dict[str, Any], items: list[dict[str, Any]]) -> Recording:
    key = header["list"]
    body = {**header.get("beside", {}), key: items} if key else items
    day = header["recorded"]
    return Recording(f"{provider} {day}", date.fromisoformat(day), items, json.dumps(body).encode())


def _from_bodies(folder: Path) -> list[Recording]:
    """Read whole bodies, named by their day; `-p1` is a first page, which is no list."""
    paths = sorted(folder.glob("*.json"), key=lambda path: path.name)
    return [_from_body(path) for path in paths if not path.stem.endswith("-p1")]


def _from_body(path: Path) -> Recording:
    raw = path.read_bytes()
    body = json.loads(raw)
    if isinstance(body, dict) and "body" in body:  # a compatible server's, with its address
        body = body["body"]
        raw = json.dumps(body).encode()
    items = body[list_key(body)] if isinstance(body, dict) else body
    return Recording(path.name, date.fromisoformat(path.name[:10]), items, raw)
