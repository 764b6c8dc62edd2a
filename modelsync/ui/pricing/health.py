"""What the Pricing page knows: the price lists, what is wrong with them, the findings. Draws nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from modelsync.errors import PricingError
from modelsync.prices.book import PriceList
from modelsync.prices.health import PriceFinding
from modelsync.service import AiModelSyncService
from modelsync.ui.shell.session import adapters

View: TypeAlias = Literal["todo", "note", "ignored"]


@dataclass(frozen=True)
class Health:
    """State of the pricing files: price lists, errors of unreadable files, findings."""

    lists: Mapping[str, PriceList]
    broken: Mapping[str, str]
    findings: tuple[PriceFinding, ...]

    @cached_property
    def views(self) -> Mapping[View, tuple[PriceFinding, ...]]:
        """What needs a person, what is only to note, and what a person ignores."""
        return {
            "todo": tuple(one for one in self.findings if one.needs_action),
            "note": tuple(one for one in self.findings if one.level == "note" and not one.ignored),
            "ignored": tuple(one for one in self.findings if one.ignored),
        }


def check(service: AiModelSyncService) -> Health:
    """Read and check the pricing files; a broken file does not hide findings of the others."""
    lists: dict[str, PriceList] = {}
    broken: dict[str, str] = {}
    findings: list[PriceFinding] = []
    for adapter in adapters():
        try:
            lists[adapter.provider] = service.price_list(adapter.provider)
            findings += service.price_findings(adapter.provider)
        except PricingError as error:
            broken[adapter.provider] = str(error)
    return Health(lists, broken, tuple(findings))
