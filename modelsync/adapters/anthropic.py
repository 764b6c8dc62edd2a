"""Anthropic's list: pages by id, names, limits, capabilities and an explicit lifecycle. Never sends a request.

Reference: https://docs.claude.com/en/api/models-list
"""

from __future__ import annotations

import marshal
from functools import lru_cache
from typing import Annotated, Any, TypeAlias, get_args

from pydantic import Field, PlainValidator

from modelsync.adapters.base import Adapter, NoSuchModel, Paging
from modelsync.adapters.fields import (
    Id,
    Moment,
    Name,
    TokenCount,
    WireDay,
    WireModel,
    Word,
    sent_lifecycle,
)
from modelsync.core.kinds import MOST_CAPABILITIES, WORD_LENGTH, clean_text
from modelsync.core.lifecycle import Lifecycle, LifecycleState
from modelsync.core.models import ListedModel, Notice
from modelsync.core.providers import FilterTraits, ProviderTraits

_LIFECYCLE: tuple[str, ...] = get_args(LifecycleState)


@lru_cache(maxsize=1024)  # the models of a list share a few
def _capability_name(key: str, path: str) -> str:
    if len(path) + 1 + len(key) > WORD_LENGTH:
        raise ValueError(f"holds a name of more than {WORD_LENGTH} characters")
    name = clean_text(key)
    return f"{path}.{name}" if path and name else path or name


def _flags(value: object) -> dict[str, bool]:
    if value not in (None, "") and not isinstance(value, dict):
        raise ValueError("is not an object")
    # As bytes a tree can be looked up: equality would take 1 for true.
    return _flags_of(marshal.dumps(value or {}, 2))


@lru_cache(maxsize=256)  # the models of a list share a few
def _flags_of(tree: bytes) -> dict[str, bool]:
    """Every ``supported`` of the tree, as ``thinking.types.adaptive``."""
    found: dict[str, bool] = {}
    _add_supported(found, marshal.loads(tree), "")  # noqa: S302 - bytes of our own
    return found


def _add_supported(found: dict[str, bool], node: dict[str, Any], path: str) -> None:
    for key, child in node.items():
        name = path if key == "supported" else _capability_name(key, path)
        if isinstance(child, bool) and name:
            found[name] = child
            if len(found) > MOST_CAPABILITIES:
                raise ValueError(f"holds more than {MOST_CAPABILITIES} names")
        elif isinstance(child, dict) and key != "supported":
            _add_supported(found, child, name)


_Flags: TypeAlias = Annotated[dict[str, bool], PlainValidator(_flags)]


class _Model(WireModel):
    id: Id
    display_name: Name = None
    created_at: Moment = None
    max_input_tokens: TokenCount = None
    max_tokens: TokenCount = None
    capabilities: _Flags = Field(default_factory=dict)
    lifecycle: Word = None
    deprecated_at: WireDay = None
    retires_at: WireDay = None

    def sent_lifecycle(self) -> Lifecycle:
        given = self.model_fields_set
        sent: dict[str, Any] = {
            key: getattr(self, key) for key in ("deprecated_at", "retires_at") if key in given
        }
        if "lifecycle" in given and self.lifecycle in (None, *_LIFECYCLE):
            sent["state"] = self.lifecycle
        return sent_lifecycle(**sent)


def _parse(item: dict[str, Any]) -> ListedModel:
    model = _Model.read(item)
    return ListedModel.of_read(
        universal_model_id=model.id,
        display_name=model.display_name,
        released_at=model.created_at,
        context_window=model.max_input_tokens,
        max_output_tokens=model.max_tokens,
        lifecycle=model.sent_lifecycle(),
        capabilities=model.capabilities,
        unreadable=model.unreadable,
    )


def _remarks(item: dict[str, Any]) -> tuple[Notice, ...]:
    word = item.get("lifecycle")
    if not isinstance(word, str) or len(word) > WORD_LENGTH or word.strip() in {"", *_LIFECYCLE}:
        return ()
    shown = clean_text(word)[:40]
    return (
        Notice(
            code="unknown-lifecycle",
            message=f'Anthropic gives {item["id"]} the lifecycle "{shown}", which is unknown here: a known status stays, a new model counts as active.',
            universal_model_id=item["id"],
        ),
    )


ADAPTER = Adapter(
    traits=ProviderTraits(
        name="anthropic",
        label="Anthropic",
        also_called=("Claude",),
        date_is_final=False,
        filter=FilterTraits(families=r"claude\d*", foreign_trades="*", doubts_new_words=True),
    ),
    colour="#d9692b",
    key_variables=("ANTHROPIC_API_KEY",),
    key_header="x-api-key",
    base_url_variable="ANTHROPIC_BASE_URL",
    default_base_url="https://api.anthropic.com",
    base_url_hint="it does not end in /v1",
    options={"ANTHROPIC_VERSION": "2023-06-01"},
    option_headers={"ANTHROPIC_VERSION": "anthropic-version"},
    path="/v1/models",
    # Without the filter, retired models are left out, and retirement looks like absence.
    query=(("limit", "1000"), *(("lifecycle[]", word) for word in _LIFECYCLE)),
    paging=Paging(parameter="after_id", cursor_key="last_id", more_key="has_more"),
    list_key="data",
    no_such_model=NoSuchModel("type", "not_found_error", names_the_id=True),
    parse=_parse,
    litellm_provider="anthropic",
    remarks=_remarks,
)
