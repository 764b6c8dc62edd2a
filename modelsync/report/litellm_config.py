"""The enabled models as LiteLLM's `model_list`, in YAML: the same catalogue gives the same bytes. Pure; holds no key.

Format as of 2026-11: https://docs.litellm.ai/docs/proxy/configs. Prices are those of LiteLLM's own price map, per token.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import yaml

from modelsync.core.model_fields import FIGURES as OUR_FIGURES
from modelsync.prices.references.litellm import FIGURES, PER_CALL, PER_TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modelsync.core.models import StoredModel
    from modelsync.core.pricing import Figures, Pricing

NO_KEY: Final = "no-key"
"""Sent where a provider takes no key: without one, LiteLLM would send it the key of another provider."""

_HEADER: Final = "# The enabled models of the catalogue, for LiteLLM. Written by Model Sync: change the catalogue, not this file.\n"
_LOOKED_UP: Final = "os.environ/"
_CONTEXT_SIZES: Final = ("search_context_size_low", "search_context_size_medium", "search_context_size_high")


@dataclass(frozen=True)
class Route:
    """How LiteLLM reaches a provider: its name there, the variable of the key, the address where it is not the usual one."""

    provider: str
    key_variable: str | None
    address: str | None


@dataclass(frozen=True)
class LitellmConfig:
    """The file, and why an enabled model is not in it, in sentences."""

    text: str
    left_out: tuple[str, ...]


class _Text(str):
    """A text of somebody else, in quotes: loaders of YAML 1.2 take ``1e3`` for a number that PyYAML takes for text."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Writes a decimal digit by digit, and whatever comes twice twice."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the dumper asks of each value
        return True


def _quoted(dumper: yaml.SafeDumper, text: _Text) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')


def _exact(dumper: yaml.SafeDumper, amount: Decimal) -> yaml.ScalarNode:
    digits = f"{amount.normalize():f}"
    return dumper.represent_scalar("tag:yaml.org,2002:float", digits if "." in digits else f"{digits}.0")


_Dumper.add_representer(_Text, _quoted)
_Dumper.add_representer(Decimal, _exact)


def litellm_config(models: Iterable[StoredModel], routes: Mapping[str, Route]) -> LitellmConfig:
    """The file of these models, by provider and id; a provider without a route is not configured any more."""
    entries, left_out = [], []
    for model in sorted(models, key=lambda one: (one.provider, one.universal_model_id)):
        if problem := _problem(model, routes):
            left_out.append(f"{model.universal_model_id} is not exported: {problem}.")
        else:
            entries.append(_yaml([_entry(model, routes[model.provider])]))
    notes = "".join(f"# {sentence}\n" for sentence in left_out)
    body = f"model_list:\n{''.join(entries)}" if entries else "model_list: []\n"
    return LitellmConfig(f"{_HEADER}{notes}{body}", tuple(left_out))


def _problem(model: StoredModel, routes: Mapping[str, Route]) -> str | None:
    """Why LiteLLM would take the entry for something else."""
    if model.provider not in routes:
        return f"{model.provider} is not configured any more"
    if model.universal_model_id.startswith(_LOOKED_UP):
        return "LiteLLM would put the value of a variable in place of such an id"
    if "*" in model.universal_model_id:
        return "LiteLLM takes an asterisk for any model"
    return None


def _yaml(value: Any) -> str:
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**6)
    return text


def _entry(model: StoredModel, route: Route) -> dict[str, Any]:
    params: dict[str, Any] = {"model": _Text(f"{route.provider}/{model.provider_model_id}")}
    params["api_key"] = f"{_LOOKED_UP}{route.key_variable}" if route.key_variable else NO_KEY
    if route.address:
        params["api_base"] = _Text(route.address)
    entry: dict[str, Any] = {"model_name": _Text(model.universal_model_id), "litellm_params": params}
    return entry | {"model_info": dict(_info(model))}


def _info(model: StoredModel) -> Iterator[tuple[str, Any]]:
    yield "display_name", _Text(model.display_name)
    if model.context_window is not None:
        yield "max_input_tokens", model.context_window
    if model.max_output_tokens is not None:
        yield "max_output_tokens", model.max_output_tokens
    if model.pricing:
        yield from _prices(model.pricing)
    # An earliest day is no announced one.
    if model.lifecycle.retires_at and model.lifecycle.retires_kind != "earliest":
        yield "deprecation_date", _Text(model.lifecycle.retires_at.isoformat())


def _prices(pricing: Pricing) -> Iterator[tuple[str, Any]]:
    yield from _figures(pricing)
    for tier in pricing.tiers:
        thousands, rest = divmod(tier.above_tokens, 1000)
        above = str(tier.above_tokens) if rest else f"{thousands}k"
        yield from _figures(tier, f"_above_{above}_tokens")
    if pricing.web_search is not None:
        search = pricing.web_search.scaleb(-PER_CALL)
        yield "search_context_cost_per_query", dict.fromkeys(_CONTEXT_SIZES, search)


def _figures(figures: Figures, above: str = "") -> Iterator[tuple[str, Decimal]]:
    for figure in OUR_FIGURES:
        amount = figures.amount(figure)
        if amount is not None and figure.key in FIGURES:
            key, batches, _ = FIGURES[figure.key][0].partition("_batches")
            yield f"{key}{above}{batches}", amount.scaleb(-PER_TOKEN)
