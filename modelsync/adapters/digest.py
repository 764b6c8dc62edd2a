"""The digest of a listing: SHA-256 over its entries as canonical JSON. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from modelsync.adapters.base import Adapter, Item

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SORTED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
"""Canonical where all is ASCII and no number is a whole one with a point or an exponent, and several times as fast."""
_MAYBE_WHOLE = (".0", "e+")
_REWRITTEN = (dict, list, float)
"""What may look otherwise in canonical JSON; all else is left alone."""


def listing_sha256(adapter: Adapter, items: Sequence[Item]) -> str:
    """SHA-256 of the entries as canonical JSON, sorted by id: the order of a list means nothing."""
    entries = sorted((adapter.bare_id(item) or "", canonical_json(item)) for item in items)
    digest = hashlib.sha256(b"[")
    for number, (_, text) in enumerate(entries):
        digest.update(b"," + text if number else text)
    digest.update(b"]")
    return digest.hexdigest()


def canonical_json(value: Item) -> bytes:
    """Canonical JSON in the manner of RFC 8785; lone surrogates, which it forbids, are kept as they are."""
    plain = _SORTED.encode(value)
    if plain.isascii() and not any(sign in plain for sign in _MAYBE_WHOLE):
        return plain.encode("ascii")
    return _JSON.encode(_ordered(value)).encode("utf-8", "surrogatepass")


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        found = ((name, value[name]) for name in _sorted_names(value))
        return {name: _ordered(inner) if isinstance(inner, _REWRITTEN) else inner for name, inner in found}
    if isinstance(value, list):
        return [_ordered(element) for element in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _sorted_names(names: Iterable[str]) -> list[str]:
    """In the order of their UTF-16 code units, which for ASCII is Python's own."""
    if "".join(names).isascii():
        return sorted(names)
    return sorted(names, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
