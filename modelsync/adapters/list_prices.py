"""Reads the prices that a compatible server's own list holds, and turns them into the catalogue's unit.

A price needs an input and an output figure. A figure of -1 says that it varies: then there is no price.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from modelsync.adapters.compatible_fields import ABSENT, value_at
from modelsync.core.kinds import MOST_TOKENS
from modelsync.core.model_fields import FIGURES
from modelsync.core.normalise import LISTING
from modelsync.core.pricing import Pricing

PriceUnit: TypeAlias = Literal["token", "million"]
"""What the figures of a list are per."""

_DIGITS: Final[dict[PriceUnit, int]] = {"token": 6, "million": 0}
"""By how many digits a figure moves to be per million."""

SHARES: Final = {
    "input": ("prompt", "input", "input_tokens"),
    "cached_input": ("input_cache_read", "cached_input", "cache_read", "input_cached_tokens"),
    "output": ("completion", "output", "output_tokens"),
    "cache_write": ("input_cache_write", "cache_write"),
    "audio_input": ("audio", "audio_input"),
}
"""Our figures, and what servers call them within ``pricing``; OpenRouter's names come first."""
CALLS: Final = {"web_search": ("web_search",)}
"""Figures per 1,000 calls, which lists have per call."""
_OBJECTS: Final = ("pricing", "metadata.pricing")
_TIERS: Final = ("tiers", "overrides")
_ABOVE: Final = ("above_tokens", "above_input_tokens")
_FROM: Final = ("min", "min_tokens", "min_prompt_tokens", "min_context")
"""What servers call the tokens above which a tier holds, or its first."""
_PLAIN = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,40})?(?:[eE]-?[0-9]{1,2})?")
_MOST = Decimal(10) ** 9
_MOST_PER_TOKEN = Decimal("0.001")
"""USD: a thousand dollars per million tokens is more than any model costs, a tenth of a cent per million less."""
_VARIES: Final = Decimal(-1)
_KNOWN: Final = frozenset(figure.key for figure in FIGURES)


def listed_price(item: dict[str, Any], unit: PriceUnit | None, problems: list[str]) -> Any:
    """The price; None where the list says that there is no fixed one, ABSENT where it says nothing."""
    for path in _OBJECTS:
        sent = value_at(item, path)
        if isinstance(sent, dict):
            return _price(sent, path, unit or _unit_of(sent), problems)
        if sent is not ABSENT and sent is not None:
            problems.append(f"{path} is not an object")
    return ABSENT


def _unit_of(sent: dict[str, Any]) -> PriceUnit:
    """The unit where no preset says it: the list does, or the size, as no price per million is as small as those per token."""
    if sent.get("unit") == "token":
        return "token"
    dearest = Decimal(0)
    for key in (*SHARES["input"], *SHARES["output"]):
        with suppress(ValueError):
            dearest = max(dearest, _amount(sent.get(key), 0))
    return "token" if dearest < _MOST_PER_TOKEN else "million"


def _price(sent: dict[str, Any], path: str, unit: PriceUnit, problems: list[str]) -> Any:
    read = dict(_figures(sent, path, unit, problems))
    if _VARIES in {read.get("input"), read.get("output")}:
        return None
    figures = {figure: amount for figure, amount in read.items() if amount != _VARIES}
    if "input" not in figures or "output" not in figures:
        return ABSENT
    tiers = {**_tiers_by_figure(sent, path, unit, problems), **_tiers(sent, path, unit, problems)}
    above = [{"above_tokens": tokens, **tiers[tokens]} for tokens in sorted(tiers)]
    return Pricing.model_validate({**figures, "tiers": above, "source": LISTING})


_TierFigures: TypeAlias = dict[int, dict[str, Decimal]]


def _tiers(sent: dict[str, Any], path: str, unit: PriceUnit, problems: list[str]) -> _TierFigures:
    """Tiers as objects with a threshold and figures of their own."""
    found: _TierFigures = {}
    key = next((key for key in _TIERS if isinstance(sent.get(key), list)), None)
    for number, tier in enumerate(sent[key] if key else ()):
        if not isinstance(tier, dict):
            problems.append(f"{path}.{key} is no list of objects")
            continue
        above = _above(tier)
        figures = dict(_figures(tier, f"{path}.{key}.{number}", unit, problems))
        if above and figures and _VARIES not in figures.values():
            found[above] = figures
    return found


def _tiers_by_figure(sent: dict[str, Any], path: str, unit: PriceUnit, problems: list[str]) -> _TierFigures:
    """Tiers of each figure: ``input_tiers`` with ``cost`` from ``min`` tokens on."""
    found: _TierFigures = {}
    if not any(key.endswith("_tiers") for key in sent):
        return found
    for figure, keys in SHARES.items():
        key = next((f"{key}_tiers" for key in keys if isinstance(sent.get(f"{key}_tiers"), list)), None)
        for tier in sent[key] if key and figure in _KNOWN else ():
            above = _above(tier) if isinstance(tier, dict) else None
            if not above:
                continue
            try:
                amount = _amount(tier.get("cost"), _DIGITS[unit])
            except ValueError as error:
                problems.append(f"{path}.{key} {error}")
                continue
            if amount != _VARIES:
                found.setdefault(above, {})[figure] = amount
    return found


def _above(tier: dict[str, Any]) -> int | None:
    """The tokens above which a tier holds; None for the first one, which is the price itself."""
    for names, before in ((_ABOVE, 0), (_FROM, 1)):
        for name in names:
            tokens = tier.get(name)
            if isinstance(tokens, int) and not isinstance(tokens, bool) and before < tokens < MOST_TOKENS:
                return tokens - before
    return None


def _figures(
    sent: dict[str, Any], path: str, unit: PriceUnit, problems: list[str]
) -> Iterator[tuple[str, Decimal]]:
    for names, per_call in ((SHARES, False), (CALLS, True)):
        for figure, keys in names.items():
            key = _first_sent(sent, keys)
            if key is None or figure not in _KNOWN:
                continue
            try:
                yield figure, _amount(sent[key], 3 if per_call else _DIGITS[unit])
            except ValueError as error:
                problems.append(f"{path}.{key} {error}")


def _first_sent(sent: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        if sent.get(key) is not None:
            return key
    return None


def _amount(value: object, digits: int) -> Decimal:
    text = value.strip() if isinstance(value, str) else repr(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not _PLAIN.fullmatch(text):
        raise ValueError("is not an amount")
    amount = Decimal(text)
    if amount == _VARIES:
        return _VARIES
    amount = amount.scaleb(digits)
    if not 0 <= amount < _MOST:
        raise ValueError("is not a possible price")
    return Decimal(f"{amount.normalize():f}")
