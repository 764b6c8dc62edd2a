"""LiteLLM's price map: prices per token, limits, last days and successors. Pure.

Format as of 2026-11: https://github.com/BerriAI/litellm, model_prices_and_context_window.json.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from modelsync.core.facts import EndOfLife, Fact, Limits, Successor
from modelsync.core.kinds import is_model_id
from modelsync.core.pricing import Price, Tier
from modelsync.prices.references.base import ParsedReference, ReferenceSource
from modelsync.prices.references.making import Subject, facts_of, whole_price
from modelsync.prices.references.reading import (
    Problems,
    UnreadableError,
    amount,
    day,
    model_id,
    objects,
    part,
    read_json,
    tokens,
    trade_word,
    web_address,
)

NAME: Final = "litellm"

_PROVIDERS: Final = {
    "openai": ("openai", ""),
    "gemini": ("google", "gemini/"),
    "anthropic": ("anthropic", ""),
    "mistral": ("mistral", "mistral/"),
    "groq": ("groq", "groq/"),
    "deepseek": ("deepseek", "deepseek/"),
    "xai": ("xai", "xai/"),
    "together_ai": ("together", "together_ai/"),
}
"""LiteLLM's name of a provider → our kind, and what stands in front of the provider's own ids."""

_TEXT_MODES: Final = {"chat", "responses", "completion"}
PER_TOKEN: Final = 6
PER_CALL: Final = 3
"""Powers of ten from LiteLLM's units to ours: per million tokens, per thousand calls."""

FIGURES: Final = {
    "input": ("input_cost_per_token",),
    "cached_input": ("cache_read_input_token_cost",),
    "output": ("output_cost_per_token",),
    "cache_write": ("cache_creation_input_token_cost",),
    "cache_write_long": (
        "cache_creation_input_token_cost_above_1hr",
        "cache_creation_input_token_cost_above_12hr",
    ),
    "batch_input": ("input_cost_per_token_batches",),
    "batch_output": ("output_cost_per_token_batches",),
    "audio_input": ("input_cost_per_audio_token",),
}
_TIERED: Final = ("input", "cached_input", "output", "cache_write")
_STEP: Final = re.compile(r"_above_(\d+)k_tokens")

# 2026-11-25: for many models of 400,000 or 1,050,000 tokens LiteLLM gives OpenAI's limit of input, for others the whole window.
_INPUT_LIMITS_OF_OPENAI: Final = {272_000, 922_000}


def parse(content: bytes, today: date) -> ParsedReference:  # noqa: ARG001 - it names no day of its own
    """The facts of the text models. Raises UnusableReferenceError."""
    problems = Problems()
    facts: list[Fact] = []
    trades: list[tuple[str, str, str]] = []
    for name, entry in objects(read_json(content), problems, "models"):
        provider = entry.get("litellm_provider")
        kind, prefix = _PROVIDERS.get(provider, ("", "")) if isinstance(provider, str) else ("", "")
        own_id = name.removeprefix(prefix)
        if not kind or not name.startswith(prefix) or (not prefix and "/" in name):
            continue
        mode = trade_word(entry.get("mode"))
        if mode in _TEXT_MODES:
            facts += _facts(kind, prefix, own_id, entry, problems)
        if mode and is_model_id(own_id):
            trades.append((kind, own_id, mode))
    return ParsedReference(tuple(facts), problems=problems.listed(), trades=tuple(trades))


def _facts(kind: str, prefix: str, name: str, entry: Mapping[str, Any], problems: Problems) -> Iterator[Fact]:
    try:
        subject = Subject(kind, model_id(name), NAME, web_address(entry.get("source")))
        ending = Subject(kind, name, NAME, web_address(entry.get("deprecation_source")))
    except UnreadableError as error:
        problems.add(f"{name[:50]!r} {error}")
        return
    yield from facts_of(subject, problems, price=lambda: _price(entry), limit=lambda: _limits(kind, entry))
    yield from facts_of(
        ending, problems, lifecycle=lambda: _end(entry), replacement=lambda: _successor(prefix, entry)
    )


def _price(entry: Mapping[str, Any]) -> Price | None:
    figures = {
        figure: next(
            (found for key in keys if (found := amount(entry.get(key), PER_TOKEN)) is not None), None
        )
        for figure, keys in FIGURES.items()
    }
    if not (figures["input"] or figures["output"]):
        return None  # 0 stands for what nobody knows, too
    price = Price(**figures, web_search=_web_search(entry), tiers=tuple(_tiers(entry)))
    return whole_price(price)


def _tiers(entry: Mapping[str, Any]) -> Iterator[Tier]:
    """Other figures for long requests; a step without an input or output price of its own is none."""
    steps = {int(found[1]) for key in entry if (found := _STEP.search(key))}
    for step in sorted(steps):
        figures = {
            figure: amount(entry.get(f"{FIGURES[figure][0]}_above_{step}k_tokens"), PER_TOKEN)
            for figure in _TIERED
        }
        if figures["input"] is not None and figures["output"] is not None:
            yield Tier(above_tokens=step * 1000, **figures)


def _web_search(entry: Mapping[str, Any]) -> Decimal | None:
    """The price of a search, where it does not depend on how much of its results is read."""
    prices = {amount(price, PER_CALL) for price in part(entry, "search_context_cost_per_query").values()}
    return prices.pop() if len(prices) == 1 else None


def _limits(kind: str, entry: Mapping[str, Any]) -> Limits:
    window = tokens(entry.get("max_input_tokens"))
    if kind == "openai" and window in _INPUT_LIMITS_OF_OPENAI:
        window = None
    return Limits(context_window=window, max_output_tokens=tokens(entry.get("max_output_tokens")))


def _end(entry: Mapping[str, Any]) -> EndOfLife:
    return EndOfLife(retires_at=day(entry.get("deprecation_date")))


def _successor(prefix: str, entry: Mapping[str, Any]) -> Successor | None:
    named = entry.get("successor_model")
    if named is None:
        return None
    full = model_id(named)
    if not full.startswith(prefix):
        raise UnreadableError(f"does not begin with {prefix}")
    return Successor(replacement=full.removeprefix(prefix))


SOURCE: Final = ReferenceSource(
    name=NAME,
    label="LiteLLM's price map",
    setting="litellm_prices",
    address="https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json",
    parse=parse,
)
