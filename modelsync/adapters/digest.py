"""The digest of a listing: SHA-256 over its entries as canonical JSON. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from modelsync.adapters.base import Adapter, Item

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SORTED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
"""Canonical where names sort as in UTF-16 and no number is a whole one with a point or an exponent, and several times as fast."""
_MAYBE_WHOLE = {".": (".0,", ".0]", ".0}"), "+": ("e+",)}
"""How JSON writes such numbers, by a sign of theirs: one sign alone is found much faster than two together."""
_sorts_otherwise = re.compile("[\ud800-\U0010ffff]").search
_REWRITTEN = (dict, list, float)
"""What may look otherwise in canonical JSON; all else is left alone."""
_AT_ONCE = 16
"""Entries that are encoded together, which is faster than one by one and holds little text at a time."""


def listing_sha256(adapter: Adapter, items: Sequence[Item]) -> str:
    """SHA-256 of the entries as canonical JSON, sorted by id: the order of a list means nothing."""
    entries = _sorted_entries(adapter, items)
    digest = hashlib.sha256(b"[")
    for start in range(0, len(entries), _AT_ONCE):
        digest.update(b"," if start else b"")
        digest.update(_joined(entries[start : start + _AT_ONCE]))
    digest.update(b"]")
    return digest.hexdigest()


def canonical_json(value: Item) -> bytes:
    """Canonical JSON in the manner of RFC 8785; lone surrogates, which it forbids, are kept as they are."""
    return _joined([value])


def _sorted_entries(adapter: Adapter, items: Sequence[Item]) -> list[Item]:
    """By id; of several with one id by their text."""
    ids = [adapter.bare_id(item) or "" for item in items]
    count = Counter(ids)
    texts = (canonical_json(item) if count[id_] > 1 else b"" for id_, item in zip(ids, items, strict=True))
    keys = list(zip(ids, texts, strict=True))
    return [items[number] for number in sorted(range(len(items)), key=keys.__getitem__)]


def _joined(values: list[Item]) -> bytes:
    """The values as canonical JSON with commas between them."""
    plain = _SORTED.encode(values)
    if _may_hold_whole_numbers(plain) or (not plain.isascii() and _sorts_otherwise(plain)):
        texts = (_JSON.encode(_ordered(value)) for value in values)
        return ",".join(texts).encode("utf-8", "surrogatepass")
    return plain[1:-1].encode("utf-8")


def _may_hold_whole_numbers(text: str) -> bool:
    return any(sign in text and any(map(text.__contains__, ends)) for sign, ends in _MAYBE_WHOLE.items())


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
