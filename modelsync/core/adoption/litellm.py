"""Reads the `model_list` of a LiteLLM configuration as rows of a catalogue: what is served is enabled. Pure; reads no key.

Format as of 2026-11: https://docs.litellm.ai/docs/proxy/configs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from modelsync.core.adoption.mapping import AdoptionMap
from modelsync.core.adoption.providers import KnownProvider, KnownProviders, shown_address
from modelsync.core.adoption.remarks import shown
from modelsync.core.adoption.source import LeftRow, Source

A_ROW: Final = "entry"
KEY: Final = "model_list"

_COSTS: Final = {
    "pricing.input": "input_cost_per_token",
    "pricing.output": "output_cost_per_token",
    "pricing.cachedInput": "cache_read_input_token_cost",
}
_COLUMNS: Final = ("universalModelId", "provider", "displayName", "enabled", "createdAt", *_COSTS)
_VARIABLE: Final = "os.environ/"


def with_litellms_columns(said: AdoptionMap) -> AdoptionMap:
    """The map for such rows: their columns are ours."""
    return replace(said, columns={name: name for name in _COLUMNS}, price_unit="token")


def rows_of(label: str, entries: Sequence[Any], known: KnownProviders) -> Source:
    """The entries as rows; one that stands for no single model of a known provider is left."""
    rows: list[Mapping[str, Any] | None] = []
    left: list[LeftRow] = []
    for number, entry in enumerate(entries, start=1):
        row = _Entry(number, entry, known).read()
        rows.append(None if isinstance(row, LeftRow) else row)
        if isinstance(row, LeftRow):
            left.append(row)
    return Source(label, _COLUMNS, rows, a_row=A_ROW, left=left, is_litellm=True)


class _Entry:
    """One entry: which provider serves it, under which id."""

    def __init__(self, number: int, entry: Any, known: KnownProviders) -> None:
        self._number, self._known = number, known
        found = entry if isinstance(entry, dict) else {}
        self._params, self._info = _part(found, "litellm_params"), _part(found, "model_info")
        self._alias = found.get("model_name")
        model = self._params.get("model")
        self._model = model.strip() if isinstance(model, str) else ""

    def read(self) -> Mapping[str, Any] | LeftRow:
        """The row, or why there is none."""
        if not self._model:
            return self._left("no-id", "It has no litellm_params.model")
        if "*" in self._model:
            return self._left("wildcard", "It stands for every model, not for one")
        if self._model.startswith(_VARIABLE):
            return self._left("no-id", "Its model is in a variable, which is not read")
        found = self._provider()
        if isinstance(found, LeftRow):
            return found
        provider, own_id = found
        return {
            "universalModelId": own_id,
            "provider": provider.traits.name,
            "displayName": self._info.get("display_name") or self._name(own_id),
            "enabled": True,
            "createdAt": self._info.get("created_at"),
            **{name: self._cost(key) for name, key in _COSTS.items()},
        }

    def _name(self, own_id: str) -> Any:
        """The alias, where it says more than the id."""
        return None if self._alias in {own_id, self._model} else self._alias

    def _cost(self, key: str) -> Any:
        return self._info.get(key) if self._info.get(key) is not None else self._params.get(key)

    def _provider(self) -> tuple[KnownProvider, str] | LeftRow:
        said, (head, slash, rest) = self._params.get("custom_llm_provider"), self._model.partition("/")
        prefix = said if isinstance(said, str) and said else head if slash else ""
        own_id = rest if slash and rest and prefix == head else self._model
        address = self._params.get("api_base") or self._params.get("base_url")
        if isinstance(address, str) and address:
            return self._at(prefix, address, own_id)
        found = self._known.named(prefix) if prefix else self._known.by_id(self._model)
        if found:
            return found, own_id
        name = f"LiteLLM's {shown(prefix)}" if prefix else "its id's provider"
        return self._left(
            "unknown-provider", f"No provider here is {name}: add it to providers.toml, then adopt again"
        )

    def _at(self, prefix: str, address: str, own_id: str) -> tuple[KnownProvider, str] | LeftRow:
        if address.startswith(_VARIABLE):
            where = "an address that is in a variable"
        elif found := self._known.at(prefix, address, str(self._alias)):
            return found, own_id
        else:
            where = shown_address(address)
        return self._left(
            "unknown-provider",
            f"It is served at {where}, which is no provider's here: add it to providers.toml, then adopt again",
        )

    def _left(self, rule: str, reason: str) -> LeftRow:
        named = self._model or (self._alias if isinstance(self._alias, str) else None)
        id_ = shown(named).strip("“”") if named else None
        return LeftRow(row=self._number, universal_model_id=id_, provider=None, rule=rule, reason=reason)


def _part(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = entry.get(key)
    return part if isinstance(part, dict) else {}
