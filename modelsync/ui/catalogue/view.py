"""Filters and sort order of the Catalogue, and their query string. Pure: no Streamlit, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from modelsync.core.models import StoredModel
from modelsync.core.retirement import deadline, retiring_within

DAYS = (30, 60, 90)
LONGEST_SEARCH = 200

SORTS = {
    "provider": "Provider, model",
    "id": "Model id",
    "name": "Display name",
    "input": "Input price, low first",
    "-input": "Input price, high first",
    "output": "Output price, low first",
    "-output": "Output price, high first",
    "-context": "Context, large first",
    "context": "Context, small first",
    "retires": "Retirement, soonest first",
    "-changed": "Last changed, newest first",
}
"""Sort keys by query parameter; a minus sign reverses. Models without the value come last."""

_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class View:
    """Filters and order; None means no filter."""

    provider: str | None = None
    status: str | None = None
    enabled: bool | None = None
    priced: bool | None = None
    retiring: int | None = None
    words: str = ""
    sort: str = "provider"

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return replace(self, sort="provider") != View()

    def to_address(self) -> dict[str, str]:
        """As query parameters; defaults are left out."""
        said = {
            "provider": self.provider,
            "status": self.status,
            "enabled": _said(self.enabled),
            "priced": _said(self.priced),
            "retiring": None if self.retiring is None else str(self.retiring),
            "q": self.words or None,
            "sort": None if self.sort == "provider" else self.sort,
        }
        return {name: value for name, value in said.items() if value is not None}

    def shown(self, models: Sequence[StoredModel], today: date) -> list[StoredModel]:
        """The models that match all filters, sorted; by provider they keep the order in which they come."""
        words = self.words.lower().split()
        found = [model for model in models if self._passes(model) and _has(model, words)]
        if self.retiring is not None:
            found = retiring_within(self.retiring, (m for m in found if m.status == "active"), today)
        if self.sort == "provider":
            providers = [*dict.fromkeys(model.provider for model in models)]
            return sorted(found, key=lambda m: (providers.index(m.provider), m.universal_model_id))
        return _sorted(found, self.sort)

    def _passes(self, model: StoredModel) -> bool:
        wanted: tuple[tuple[object, object], ...] = (
            (self.provider, model.provider),
            (self.status, model.status),
            (self.enabled, bool(model.enabled)),
            (self.priced, model.pricing is not None),
        )
        return all(filter_ is None or filter_ == value for filter_, value in wanted)


ADDRESS = tuple("q" if field.name == "words" else field.name for field in fields(View))
"""Names of the query parameters."""


def from_address(sent: Mapping[str, str], providers: Sequence[str]) -> tuple[View, tuple[str, ...]]:
    """Parse query parameters; also returns the ``name=value`` pairs with unknown values."""
    known: dict[str, Callable[[str], Any]] = {
        "provider": {provider: provider for provider in providers}.__getitem__,
        "status": {status: status for status in ("active", "archived")}.__getitem__,
        "enabled": _YES_NO.__getitem__,
        "priced": _YES_NO.__getitem__,
        "retiring": {str(days): days for days in DAYS}.__getitem__,
        "q": lambda words: " ".join(words[:LONGEST_SEARCH].split()),
        "sort": {sort: sort for sort in SORTS}.__getitem__,
    }
    values, unknown = {}, []
    for name, value in sent.items():
        if name in known:
            try:
                values["words" if name == "q" else name] = known[name](value)
            except KeyError:
                unknown.append(f"{name}={value[:40]}")
    return View(**values), tuple(unknown)


def _said(switch: bool | None) -> str | None:
    return None if switch is None else "yes" if switch else "no"


def _has(model: StoredModel, words: Sequence[str]) -> bool:
    text = f"{model.universal_model_id} {model.display_name}".lower()
    return all(word in text for word in words)


def _sorted(models: Iterable[StoredModel], sort: str) -> list[StoredModel]:
    value = _VALUES[sort.removeprefix("-")]
    named = sorted(models, key=lambda model: model.universal_model_id)
    with_value = [model for model in named if value(model) is not None]
    without = [model for model in named if value(model) is None]
    return sorted(with_value, key=value, reverse=sort.startswith("-")) + without


_VALUES: Mapping[str, Callable[[StoredModel], Any]] = {
    "id": lambda model: model.universal_model_id,
    "name": lambda model: model.display_name.casefold(),
    "input": lambda model: model.pricing and model.pricing.input,
    "output": lambda model: model.pricing and model.pricing.output,
    "context": lambda model: model.context_window,
    "retires": lambda model: deadline(model.lifecycle),
    "changed": lambda model: model.updated_at,
}
