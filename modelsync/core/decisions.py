"""An admin's decision that overrules the filter. Pure value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

DecisionKind = Literal["include", "exclude"]
FIXED_RULES: Final = frozenset(
    {"retired", "unreadable", "unusual-id", "contradictory", "foreign-id"}
    | {
        "no-id",
        "no-provider",
        "unknown-provider",
        "repeat",
        "wildcard",
        "row-id",
        "row-id-taken",
        "archived-here",
    }
)
"""Rules that no decision can overrule."""


@dataclass(frozen=True)
class Decision:
    """Include or exclude one id in later plans, with the reason."""

    universal_model_id: str
    decision: DecisionKind
    reason: str
    actor: str
    at: datetime
