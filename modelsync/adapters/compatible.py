"""Servers that speak OpenAI's list: gateways, inference services, local servers. One parse for all presets. Never sends a request.

Only the id is sure to be there; what else a list declares is read by the names in `compatible_fields`.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from modelsync.adapters.base import Adapter, NoSuchModel, Paging
from modelsync.adapters.compatible_fields import ABSENT, read_fields
from modelsync.adapters.fields import Id, WireModel, sent_lifecycle
from modelsync.adapters.list_prices import listed_price
from modelsync.adapters.presets import ANY, Preset
from modelsync.core.declared_trade import OPEN_MODEL_RULES
from modelsync.core.models import ListedModel
from modelsync.core.providers import FilterTraits, ProviderTraits

_BY_DECLARATION: Final = FilterTraits(word_rules=OPEN_MODEL_RULES)


class _Entry(WireModel):
    id: Id


def _parse(preset: Preset, item: dict[str, Any]) -> ListedModel:
    entry = _Entry.read(item)
    values, problems = read_fields(item, preset.untrusted)
    price = listed_price(item, preset.price_unit, problems)
    sent: dict[str, dict[str, Any]] = {"": {}, "lifecycle": {}, "capabilities": {}}
    for path, value in values.items():
        group, _, name = path.rpartition(".")
        sent[group][name] = value
    if price is not ABSENT:
        sent[""]["pricing"] = price
    flags = sent["capabilities"].pop("*", {})
    return ListedModel(
        universal_model_id=entry.id,
        **sent[""],
        lifecycle=sent_lifecycle(**sent["lifecycle"]),
        capabilities={**flags, **sent["capabilities"]},
        unreadable=tuple(problems),
    )


def adapter(kind: str, preset: Preset) -> Adapter:
    """The adapter of a preset, under its kind's name."""
    return Adapter(
        kind=kind,
        traits=ProviderTraits(name=kind, label=preset.label, date_is_final=False, filter=_BY_DECLARATION),
        colour="",
        key_variables=(preset.key_variable,) if preset.key_variable else (),
        key_header=preset.key_header,
        key_prefix=preset.key_prefix,
        base_url_variable=None,
        default_base_url=preset.base_url or "",
        base_url_hint=preset.hint,
        options={},
        path="/models",
        paging=Paging(by_marks=True),
        list_key="data",
        bare_list=True,
        no_such_model=NoSuchModel("code", "model_not_found"),
        parse=partial(_parse, preset),
        samples_of=ANY,
        litellm_provider=preset.litellm,
    )
