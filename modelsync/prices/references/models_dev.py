"""models.dev: prices per million tokens and limits, by provider. Pure.

Format as of 2026-07: https://models.dev/api.json.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from modelsync.core.facts import Fact, Limits
from modelsync.core.kinds import is_model_id
from modelsync.core.pricing import Price, Tier
from modelsync.prices.references.base import ParsedReference, ReferenceSource
from modelsync.prices.references.making import Subject, facts_of, whole_price
from modelsync.prices.references.reading import (
    Problems,
    UnreadableError,
    amount,
    model_id,
    newest,
    objects,
    part,
    read_json,
    tokens,
    trade_word,
)

NAME: Final = "models.dev"

_PROVIDERS: Final = {
    "openai": "openai",
    "google": "google",
    "anthropic": "anthropic",
    "mistral": "mistral",
    "groq": "groq",
    "deepseek": "deepseek",
    "xai": "xai",
    "togetherai": "together",
}
"""The key of a provider there → our kind; ids are the provider's own."""

_FIGURES: Final = {
    "input": "input",
    "cached_input": "cache_read",
    "output": "output",
    "cache_write": "cache_write",
    "audio_input": "input_audio",
}
_TIERED: Final = ("input", "cached_input", "output", "cache_write")
_OLD_STEP: Final = 200_000
"""The step of ``context_over_200k``, how tiers were written before mid-2026."""


def parse(content: bytes, today: date) -> ParsedReference:
    """The facts of the models that write text. Raises UnusableReferenceError."""
    problems = Problems()
    facts: list[Fact] = []
    days: list[object] = []
    trades: list[tuple[str, str, str]] = []
    for key, provider in objects(read_json(content), problems, "providers"):
        if key not in _PROVIDERS:
            continue
        for name, entry in objects(provider.get("models"), problems, f"models of {key}"):
            days.append(entry.get("last_updated"))
            facts += _facts(_PROVIDERS[key], name, entry, problems)
            if (word := _writes(entry)) and is_model_id(name):
                trades.append((_PROVIDERS[key], name, word))
    return ParsedReference(
        tuple(facts), newest(iter(days), today), problems=problems.listed(), trades=tuple(trades)
    )


def _writes(entry: Mapping[str, Any]) -> str | None:
    modalities = entry.get("modalities")
    return trade_word(modalities.get("output")) if isinstance(modalities, dict) else None


def _facts(kind: str, name: str, entry: Mapping[str, Any], problems: Problems) -> Iterator[Fact]:
    try:
        subject = Subject(kind, model_id(name), NAME)
        output = part(entry, "modalities").get("output")
    except UnreadableError as error:
        problems.add(f"{name[:50]!r} {error}")
        return
    if output in (["text"], None):
        yield from facts_of(
            subject, problems, price=lambda: _price(entry), limit=lambda: _limits(part(entry, "limit"))
        )


def _price(entry: Mapping[str, Any]) -> Price | None:
    cost = part(entry, "cost")
    figures = {figure: amount(cost.get(key)) for figure, key in _FIGURES.items()}
    if not figures["cached_input"]:
        figures["cached_input"] = None  # 0 says that there is no cache
    return whole_price(
        Price(**figures, tiers=tuple(sorted(_tiers(cost), key=lambda tier: tier.above_tokens)))
    )


def _tiers(cost: Mapping[str, Any]) -> Iterator[Tier]:
    found = cost.get("tiers")
    if found is None:
        if old := part(cost, "context_over_200k"):
            yield _tier(_OLD_STEP, old)
        return
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UnreadableError("has tiers that are no list of objects")
    for one in found:
        tier = part(one, "tier")
        step = tokens(tier.get("size"))
        if step is None or tier.get("type", "context") != "context":
            raise UnreadableError("has a tier of an unknown kind")
        yield _tier(step, one)


def _tier(step: int, cost: Mapping[str, Any]) -> Tier:
    return Tier(above_tokens=step, **{figure: amount(cost.get(_FIGURES[figure])) for figure in _TIERED})


def _limits(limit: Mapping[str, Any]) -> Limits:
    return Limits(context_window=tokens(limit.get("context")), max_output_tokens=tokens(limit.get("output")))


SOURCE: Final = ReferenceSource(
    name=NAME,
    label="models.dev",
    setting="models_dev",
    address="https://models.dev/api.json",
    parse=parse,
)
