"""OpenAI's list: one body, ids and dates, no names, no limits, no prices. Never sends a request.

Reference: https://platform.openai.com/docs/api-reference/models/list
"""

from __future__ import annotations

from typing import Any

from modelsync.adapters.base import Adapter, NoSuchModel
from modelsync.adapters.fields import Flag, Id, UnixTime, WireDay, WireModel, sent_lifecycle
from modelsync.core.lifecycle import Lifecycle, LifecycleState
from modelsync.core.models import ListedModel
from modelsync.core.providers import FilterTraits, ProviderTraits, TradeRule


class _Model(WireModel):
    id: Id
    created: UnixTime = None
    shutdown_date: WireDay = None
    deprecation_date: WireDay = None  # the name of shutdown_date for a few days in August 2026
    active: Flag = None  # not in the reference; compatible servers send it

    def state(self) -> LifecycleState | None:
        if self.active is None:
            return None
        return "active" if self.active else "retired"

    def sent_lifecycle(self) -> Lifecycle:
        sent: dict[str, Any] = {}
        if "shutdown_date" in self.model_fields_set:
            sent["retires_at"] = self.shutdown_date
        elif "deprecation_date" in self.model_fields_set:
            sent["retires_at"] = self.deprecation_date
        if "active" in self.model_fields_set:
            sent["state"] = self.state()
        return sent_lifecycle(**sent)


def _parse(item: dict[str, Any]) -> ListedModel:
    model = _Model.read(item)
    return ListedModel.of_read(
        universal_model_id=model.id,
        released_at=model.created,
        lifecycle=model.sent_lifecycle(),
        unreadable=model.unreadable,
    )


ADAPTER = Adapter(
    traits=ProviderTraits(
        name="openai",
        label="OpenAI",
        date_is_final=True,
        filter=FilterTraits(
            families=r"gpt\d*o?|chatgpt\d*|chat|codex|o\d+",
            foreign_trades="music ranking robotics",
            doubts_new_words=True,
            word_rules=(
                TradeRule(
                    "completion-only",
                    "davinci babbage curie ada turbo-instruct",
                    "Completes text, does not chat; excluded by default",
                ),
            ),
        ),
    ),
    colour="#0d9488",
    key_variables=("OPENAI_API_KEY",),
    key_header="Authorization",
    key_prefix="Bearer ",
    base_url_variable="OPENAI_BASE_URL",
    default_base_url="https://api.openai.com/v1",
    base_url_hint="it usually ends in /v1",
    options={"OPENAI_ORG_ID": None, "OPENAI_PROJECT_ID": None},
    option_headers={"OPENAI_ORG_ID": "OpenAI-Organization", "OPENAI_PROJECT_ID": "OpenAI-Project"},
    path="/models",
    list_key="data",
    no_such_model=NoSuchModel("code", "model_not_found"),
    parse=_parse,
)
