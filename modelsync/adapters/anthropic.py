"""Anthropic's list: pages by id, names, limits, capabilities and an explicit lifecycle. Never sends a request.

Reference: https://docs.claude.com/en/api/models-list
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Annotated, Any, TypeAlias, get_args

from pydantic import Field, PlainValidator

from modelsync.adapters.base import Adapter, NoSuchModel, Paging
from modelsync.adapters.fields import Id, Moment, Name, TokenCount, WireDay, WireModel, Word
from modelsync.core.kinds import MOST_CAPABILITIES, WORD_LENGTH, clean_text
from modelsync.core.lifecycle import Lifecycle, LifecycleState
from modelsync.core.models import ListedModel, Notice
from modelsync.core.providers import FilterTraits, ProviderTraits

_LIFECYCLE: tuple[str, ...] = get_args(LifecycleState)


def _supported(node: object, path: str = "") -> Iterator[tuple[str, bool]]:
    """Every ``supported`` of the tree, as ``thinking.types.adaptive``."""
    if isinstance(node, bool) and path:
        yield path, node
    if not isinstance(node, dict):
        return
    for key, child in node.items():
        if key != "supported":
            yield from _supported(child, _capability_name(key, path))
        elif path and isinstance(child, bool):
            yield path, child


@lru_cache(maxsize=1024)  # the models of a list share a few
def _capability_name(key: str, path: str) -> str:
    if len(path) + 1 + len(key) > WORD_LENGTH:
        raise ValueError(f"holds a name of more than {WORD_LENGTH} characters")
    name = clean_text(key)
    return f"{path}.{name}" if path and name else path or name


def _flags(value: object) -> dict[str, bool]:
    if value not in (None, "") and not isinstance(value, dict):
        raise ValueError("is not an object")
    found = dict(islice(_supported(value), MOST_CAPABILITIES + 1))
    if len(found) > MOST_CAPABILITIES:
        raise ValueError(f"holds more than {MOST_CAPABILITIES} names")
    return found


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
        sent: dict[str, Any] = {
            key: getattr(self, key) for key in ("deprecated_at", "retires_at") if key in self.model_fields_set
        }
        if "lifecycle" in self.model_fields_set and self.lifecycle in (None, *_LIFECYCLE):
            sent["state"] = self.lifecycle
        return Lifecycle(**sent)


def _parse(item: dict[str, Any]) -> ListedModel:
    model = _Model.read(item)
    return ListedModel(
        universal_model_id=model.id,
        display_name=model.display_name,
        released_at=model.created_at,
        context_window=model.max_input_tokens,
        max_output_tokens=model.max_tokens,
        lifecycle=model.sent_lifecycle(),
        capabilities=dict(model.capabilities),
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
