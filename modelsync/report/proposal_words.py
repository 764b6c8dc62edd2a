"""Says a proposal of the references in words. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelsync.core.figures import tokens, usd
from modelsync.core.model_fields import FIGURES
from modelsync.core.pricing import Price, Tier

if TYPE_CHECKING:
    from modelsync.core.pricing import Figures
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


KINDS = {"price": "Price", "limit": "Limits", "lifecycle": "End of life", "replacement": "Successor"}


_NOUNS = {
    "price": ("price", "prices"),
    "limit": ("pair of limits", "pairs of limits"),
    "lifecycle": ("end of life", "ends of life"),
    "replacement": ("successor", "successors"),
}


def counted(kind: str, count: int) -> str:
    """So many facts of a kind: ``2 prices``, ``1 end of life``."""
    return f"{count:,} {_NOUNS[kind][count != 1]}"


def brief(kind: str, value: dict[str, Any]) -> str:
    """The same for a narrow table: a whole price as input / cached input / output, ``$2.00 / $0.20 / $10.00``."""
    if not value:
        return "–"
    if kind != "price":
        return ", ".join(_brief_field(key, found) for key, found in value.items())
    price = Price.model_validate(value)
    tiers = (f"over {tokens(tier.above_tokens)} {_trio(tier)}" for tier in price.tiers)
    return "; ".join(part for part in (_trio(price), *tiers) if part)


def change(proposal: Proposal) -> str:
    """What accepting changes, for a narrow table: ``$2.00 → $4.00``; ``$2.00 → ?`` where a source must be chosen first."""
    before = f"{brief(proposal.kind, proposal.current)} → " if proposal.current else ""
    after = "?" if proposal.agreement == "differ" else brief(proposal.kind, proposal.proposed)
    return f"{before}{after}"


def _trio(figures: Figures) -> str:
    """Input, cached input and output without their names, where the first and the last are there."""
    if figures.input is None or figures.output is None:
        return _figures(figures)
    usual = [figures.amount(figure) for figure in FIGURES if figure.usual]
    more = figures.model_copy(update={figure.key: None for figure in FIGURES if figure.usual})
    trio = " / ".join("–" if amount is None else usd(amount) for amount in usual)
    return ", ".join(part for part in (trio, _figures(more)) if part)


def _brief_field(key: str, found: object) -> str:
    """A field without its name where its value tells what it is."""
    said = _field(key, found)
    return said if key in {"retiresAt", "replacement"} else f"{_WORDS[key]} {said}"


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
