"""What the Pricing page knows: the price lists, what is wrong with them, the findings. Draws nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, TypeAlias

import streamlit as st

from modelsync.errors import PricingError
from modelsync.prices.book import PriceList
from modelsync.prices.health import PriceFinding
from modelsync.service import AiModelSyncService
from modelsync.ui.shell.session import adapters

_SECONDS: Final = 60

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
    """Read and check the prices; kept until a run, a fetch of references, another day or an edited file changes something.

    A finding that somebody ignores on another server is seen within a minute; on this one, `forget` shows it at once.
    """
    names = tuple(adapter.provider for adapter in adapters())
    fetched = tuple(one.model_dump_json() for one in service.references())
    files = tuple(_edited(service.settings.pricing_dir / f"{name}-pricing.json") for name in names)
    seen = (service.database.label, service.catalogue_state(), f"{service.today()}", fetched, files)
    return _checked(service, names, seen)


def forget() -> None:
    """Check anew at the next run of the page."""
    _checked.clear()


def _edited(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


@st.cache_resource(show_spinner=False, max_entries=4, ttl=_SECONDS)
def _checked(_service: AiModelSyncService, names: tuple[str, ...], seen: tuple[object, ...]) -> Health:  # noqa: ARG001 - the cache's key
    """Every provider's prices; a broken file does not hide findings of the others."""
    lists: dict[str, PriceList] = {}
    broken: dict[str, str] = {}
    findings: list[PriceFinding] = []
    for name in names:
        try:
            lists[name] = _service.price_list(name)
            findings += _service.price_findings(name)
        except PricingError as error:
            broken[name] = str(error)
    return Health(lists, broken, tuple(findings))
