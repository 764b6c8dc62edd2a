"""Says a proposal of the references in words. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelsync.core.figures import tokens, usd
from modelsync.core.model_fields import FIGURES
from modelsync.core.models import Price, Tier

if TYPE_CHECKING:
    from modelsync.core.models import Figures
    from modelsync.core.proposals import Proposal, Saying

_WORDS = {
    "contextWindow": "context",
    "maxOutputTokens": "max output",
    "retiresAt": "retires",
    "retiresKind": "retirement",
    "deprecatedAt": "deprecated",
    "replacement": "replacement",
    "replacementNote": "note",
}
AGREEMENT = {"agree": "sources agree", "single": "one source", "differ": "sources differ"}


def fact(kind: str, value: dict[str, Any]) -> str:
    """The fields of a fact: ``input $2, output $10; above 272,000 tokens input $4``."""
    if not value:
        return "—"
    if kind == "price":
        price = Price.model_validate(value)
        return "; ".join(part for part in (_figures(price), *map(_tier, price.tiers)) if part)
    return ", ".join(f"{_WORDS[key]} {_field(key, found)}" for key, found in value.items())


def source(proposal: Proposal, said: Saying) -> str:
    """What one source says, with its age: ``litellm, 2026-11-25: input $2``."""
    age = f", {said.as_of}" if said.as_of else ""
    return f"{said.source}{age}: {fact(proposal.kind, said.value)}"


def _figures(figures: Figures) -> str:
    return ", ".join(
        f"{figure.label} {usd(amount)}"
        for figure in FIGURES
        if (amount := figures.amount(figure)) is not None
    )


def _tier(tier: Tier) -> str:
    return f"above {tier.above_tokens:,} tokens {_figures(tier)}"


def _field(key: str, found: object) -> str:
    return tokens(found) if key.endswith(("Window", "Tokens")) and isinstance(found, int) else str(found)
