"""What a monitor watches of an installation. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True)
class Measures:
    """Figures by provider, and the events that each receiver still gets, by its label.

    ``failures`` are failed syncs since the last that was none; ``retiring`` are enabled models whose last day is at most
    so many days away, or passed.
    """

    last_success: Mapping[str, datetime]
    failures: Mapping[str, int]
    pending: Mapping[tuple[str, str], int]
    """Changes of pending plans by provider and section."""
    retiring: Mapping[str, int]
    enabled: Mapping[str, int]
    waiting_events: Mapping[str, int]
