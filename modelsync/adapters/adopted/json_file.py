"""Reads JSON that a person hands over: no repeated keys, no NaN, nothing too deep. Pure."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from modelsync.errors import AdoptionError


def read(label: str, text: str) -> Any:
    """What the text holds, numbers exactly. Raises AdoptionError."""
    try:
        return json.loads(
            text, object_pairs_hook=_without_repeats, parse_constant=_refused, parse_float=Decimal
        )
    except json.JSONDecodeError as error:
        where = f"{label}, line {error.lineno}"
        raise AdoptionError(f"{where}: this is no JSON ({error.msg}). Correct it.") from None
    except _RepeatedKeyError as error:
        raise AdoptionError(
            f"{label} repeats the key {str(error)[:60]!r} in one object. Keep one of them."
        ) from None
    except RecursionError:
        raise AdoptionError(f"{label} is nested too deeply to be a list of models. Flatten it.") from None
    except (ValueError, ArithmeticError):
        raise AdoptionError(f"{label} holds a number that is none, or too large. Correct it.") from None


class _RepeatedKeyError(ValueError):
    """Two values for one key."""


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _RepeatedKeyError(key)
            seen.add(key)
    return found


def _refused(constant: str) -> None:
    raise ValueError(constant)
