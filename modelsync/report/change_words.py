"""Says in words what one field was and became, from the JSON values that the history keeps. Pure; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from modelsync.core.field_changes import MODEL, FieldChange
from modelsync.core.figures import tokens, usd
from modelsync.core.kinds import Tokens
from modelsync.core.model_fields import FIGURE_PATHS, LEAVES
from modelsync.report import words

KINDS: Final = {"apply": "Commit", "edit": "Edit", "undo": "Undo", "facts": "Facts", "adopt": "Adoption"}
"""What people call the kinds of runs."""

_NOTHING = "—"


def kind(stored: str) -> str:
    """What people call a kind of run."""
    return KINDS.get(stored, stored)


def field(path: str) -> str:
    """The word for a field that can be asked for: ``retires``, ``added or removed``."""
    return "added or removed" if path == MODEL else words.field(path)


def field_of(change: FieldChange) -> str:
    """The word for what changed: ``retires``, ``added``."""
    if change.field != MODEL:
        return words.field(change.field)
    return "added" if change.before is None else "removed"


def sides(change: FieldChange) -> tuple[str, str]:
    """Before and after: ``$2.50`` and ``$2``, ``—`` and ``GPT-5 · enabled · $2 in, $8 out``."""
    if change.field == MODEL:
        return _model(change.before), _model(change.after)
    before, after = (_value(change.field, value) for value in (change.before, change.after))
    if before == after:  # 1,000,000 and 1,048,576 tokens are both 1M
        before, after = (_exactly(value) for value in (change.before, change.after))
    return before, after


def _model(image: Any) -> str:
    if not isinstance(image, Mapping):
        return _NOTHING
    state = "enabled" if image.get("enabled") else str(image.get("status") or "")
    parts = [str(image.get("displayName") or ""), state, _price(image.get("pricing"))]
    return " · ".join(part for part in parts if part)


def _price(pricing: Any) -> str:
    if not isinstance(pricing, Mapping):
        return ""
    sides = [
        (_value(f"pricing.{key}", pricing.get(key)), word)
        for key, word in (("input", "in"), ("output", "out"))
    ]
    return ", ".join(f"{amount} {word}" for amount, word in sides if amount != _NOTHING)


def _value(path: str, value: Any) -> str:
    leaf = LEAVES.get(path)
    match value:
        case None | "" | [] | {}:
            return _NOTHING
        case bool():
            return "yes" if value else "no"
        case int() if leaf and leaf.kind == Tokens:
            return tokens(value)
        case str() | int() if path in FIGURE_PATHS:
            return _amount(value)
        case list():
            return ", ".join(str(one) for one in value)
        case _:
            return str(value)


def _amount(value: str | int) -> str:
    try:
        return usd(Decimal(value))
    except (InvalidOperation, ValueError):
        return str(value)


def _exactly(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
