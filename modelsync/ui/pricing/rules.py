"""The rules of the price check in words of the page: what was found and what to do about it there. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from modelsync.prices.health import Code


@dataclass(frozen=True)
class Rule:
    """A rule's name, icon, and what to do."""

    name: str
    icon: str
    cure: str


RULES: Final[dict[Code, Rule]] = {
    "unit": Rule(
        "Another unit?",
        ":material/straighten:",
        "Figures that are too far apart to be in one unit. Set the price in USD per million tokens.",
    ),
    "unpriced": Rule(
        "No price",
        ":material/money_off:",
        "Active models whose price is unknown. Accept what the references say, or set the price by hand.",
    ),
    "differs": Rule(
        "Another price elsewhere",
        ":material/compare_arrows:",
        "References have other figures. Look at the provider's page, then accept theirs, set the price, or ignore it.",
    ),
    "not-synced": Rule(
        "Not in the catalogue yet",
        ":material/sync:",
        "The file has a price that the catalogue lacks. Sync on the Review page and commit.",
    ),
    "check-due": Rule(
        "Check is due",
        ":material/event:",
        "Nobody compared these with the provider's page for 90 days. Set the price with the address that you looked at.",
    ),
    "upcoming": Rule(
        "Price to come",
        ":material/trending_up:",
        "Known changes. The first sync from that day on proposes them; tell those who pay.",
    ),
    "never-checked": Rule(
        "Never compared",
        ":material/visibility_off:",
        "Figures of references that nobody compared with the provider's page. Nothing has to be done.",
    ),
    "unmatched": Rule(
        "No such model",
        ":material/question_mark:",
        "Entries of the files that match no model of the catalogue: a record of old prices, or a misspelt id.",
    ),
}
"""In the order in which a person takes them up."""
