"""The data contract: what a model, a listing and a diff are. Pure values, frozen; never reads a clock, a file or a network.

JSON uses camelCase keys, decimal strings for prices, ISO 8601 in UTC ending in Z for times and ISO dates for days.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints

from modelsync.core.declared import Column, InConfig
from modelsync.core.kinds import (
    DESCRIPTION_LENGTH,
    MOST_CAPABILITIES,
    NAME_LENGTH,
    DisplayName,
    ModelId,
    Tokens,
    UtcDatetime,
    Word,
)
from modelsync.core.lifecycle import Lifecycle
from modelsync.core.pricing import Pricing
from modelsync.core.stored_json import shared_if_alike
from modelsync.core.values import UNLESS_EMPTY, Value, shared_set

Status = Literal["active", "archived"]

Capability = bool | list[str]


def _universal_model_id(fields: dict[str, Any]) -> str:
    """The provider's own id where nothing else is said: only those of configured providers differ."""
    return str(fields.get("universal_model_id", ""))


class NormalizedModel(Value):
    """A text LLM in the one shape that all providers share (contract)."""

    provider: Annotated[str, Column("provider", csv="provider")]
    universal_model_id: Annotated[ModelId, Column("id", csv="universal_model_id")]
    provider_model_id: Annotated[str, InConfig("provider's id", csv="provider_model_id")] = Field(
        default_factory=_universal_model_id
    )
    display_name: Annotated[DisplayName, Column("name", csv="display_name")]
    provider_display_name: Annotated[str, InConfig("provider's name")]
    status: Annotated[Status, Column("status", csv="status")] = "active"
    enabled: Annotated[bool | None, Column("enabled", csv="enabled")] = None
    description: Annotated[str | None, InConfig("description")] = None
    released_at: Annotated[UtcDatetime | None, InConfig("released")] = None
    context_window: Annotated[
        Tokens | None, InConfig("context", csv="context_window_tokens", within="limits")
    ] = None
    max_output_tokens: Annotated[
        Tokens | None, InConfig("max output", csv="max_output_tokens", within="limits")
    ] = None
    pricing: Annotated[Pricing | None, shared_if_alike()] = None
    lifecycle: Annotated[Lifecycle, shared_if_alike()] = Lifecycle()
    capabilities: Annotated[dict[str, Capability], shared_if_alike()] = Field(default_factory=dict)
    sources: Annotated[dict[str, str], InConfig("sources", provenance=True, silent=True), UNLESS_EMPTY] = (
        Field(default_factory=dict)
    )
    """Whose a value is that the provider does not send: ``file`` or ``admin``, by its path in JSON."""

    @property
    def is_older(self) -> bool:
        """Whether an older version wrote its price or its end of life, and did not know every key of it."""
        return self.lifecycle.is_older or (self.pricing is not None and self.pricing.is_older)


class StoredModel(NormalizedModel):
    """A row of ``ai_model``, with what the database adds to the normalised shape.

    ``unreadable`` names the fields whose stored value cannot be read; they count as unknown.
    """

    id: Annotated[int, Column("row")] = Field(exclude=True)
    display_name_by: Annotated[Literal["provider", "admin"], Column("name given by")] = Field(
        default="provider", exclude=True
    )
    unreadable: tuple[str, ...] = Field(default=(), exclude=True)
    version: Annotated[int, Column("version")]
    created_at: Annotated[UtcDatetime, Column("created")]
    updated_at: Annotated[UtcDatetime, Column("updated")]

    def normalized(self) -> NormalizedModel:
        """The row without what only the database knows."""
        parts = vars(self).copy()
        for name in _ONLY_STORED:
            del parts[name]
        return NormalizedModel.of_checked(parts)


_ONLY_STORED = tuple(StoredModel.model_fields.keys() - NormalizedModel.model_fields.keys())


class Notice(Value):
    """A warning of a plan: a stable code, one sentence, and the id that it is about, if it is about one."""

    code: str
    message: str
    universal_model_id: str | None = None


def _bounded(lifecycle: Lifecycle) -> Lifecycle:
    if lifecycle.replacement and len(lifecycle.replacement) > NAME_LENGTH:
        raise ValueError(f"names a replacement of more than {NAME_LENGTH} characters")
    return lifecycle


class ListedModel(Value):
    """One entry of a provider's list, read but not judged: only what the provider sent, null where it sent nothing.

    Every text has a bound, because an adapter's input has none. ``unreadable`` says in plain words what is wrong with
    the fields that could not be read and count as not sent. ``provider_model_id`` is set where the provider's own id
    differs; ``pricing`` is set, to None too, where the list says something of the price. ``writes_text`` is False where
    the provider says that the model writes none.
    """

    universal_model_id: ModelId
    provider_model_id: ModelId | None = None
    display_name: Annotated[str, StringConstraints(max_length=NAME_LENGTH)] | None = None
    description: Annotated[str, StringConstraints(max_length=DESCRIPTION_LENGTH)] | None = None
    released_at: UtcDatetime | None = None
    context_window: Tokens | None = None
    max_output_tokens: Tokens | None = None
    pricing: Pricing | None = None
    lifecycle: Annotated[Lifecycle, AfterValidator(_bounded)] = Lifecycle()
    capabilities: Annotated[
        dict[Word, bool | Annotated[list[Word], Field(max_length=MOST_CAPABILITIES)]],
        Field(max_length=MOST_CAPABILITIES),
    ] = Field(default_factory=dict)
    writes_text: bool | None = None
    unreadable: tuple[str, ...] = ()

    @classmethod
    def of_read(cls, **sent: Any) -> Self:
        """The entry with these fields, each read within the same bounds by ``adapters/fields``: they are not validated again.

        A test compares it with the validated value.
        """
        return cls._holding({**_UNSENT, **sent}, shared_set(frozenset(sent)))

    @property
    def own_id(self) -> str:
        """The id that the provider's API takes."""
        return self.provider_model_id or self.universal_model_id


_UNSENT = {
    name: field.get_default(call_default_factory=True) for name, field in ListedModel.model_fields.items()
}


class UnreadableEntry(Value):
    """An entry of a list that cannot be read; ``universal_model_id`` is null when the id is what cannot be read."""

    universal_model_id: str | None
    problem: str


class Exclusion(Value):
    """A listed id that stays out of the catalogue, with the name of the rule and its reason in words."""

    universal_model_id: str
    rule: str
    reason: str


class Listing(Value):
    """A complete listing, read: every id is in ``models``, ``unreadable`` or ``left_out`` (unusual or contradictory).

    Repeats are in ``notices``.
    """

    models: tuple[ListedModel, ...]
    unreadable: tuple[UnreadableEntry, ...] = ()
    left_out: tuple[Exclusion, ...] = ()
    notices: tuple[Notice, ...] = ()

    def __len__(self) -> int:
        """How many models the provider listed."""
        return len(self.models) + len(self.unreadable) + len(self.left_out)

    @property
    def is_whole(self) -> bool:
        """Whether every id is known: an entry without one may be any model that seems absent."""
        return all(entry.universal_model_id for entry in self.unreadable)

    @property
    def undecided_ids(self) -> frozenset[str]:
        """Listed ids of which nothing reliable is known: their rows are neither updated nor archived."""
        unreadable = (entry.universal_model_id for entry in self.unreadable)
        return frozenset(id_ for id_ in unreadable if id_) | {out.universal_model_id for out in self.left_out}


class ModelUpdate(Value):
    """A stored model before and after; ``changed_fields`` are the camelCase paths that differ."""

    existing: NormalizedModel
    updated: NormalizedModel
    changed_fields: tuple[str, ...]


class ModelSyncDiff(Value):
    """What a plan would change for one provider (contract)."""

    plan_id: str
    provider: str
    fetched_at: UtcDatetime
    listing_sha256: str = Field(alias="listingSha256")
    listed: int
    new_models: tuple[NormalizedModel, ...] = ()
    updated_models: tuple[ModelUpdate, ...] = ()
    archived_models: tuple[NormalizedModel, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    warnings: tuple[Notice, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to apply."""
        return not (self.new_models or self.updated_models or self.archived_models)

    def ids(self) -> tuple[str, ...]:
        """Every id that the diff would change: new, updated, archived."""
        updated = [update.updated for update in self.updated_models]
        return tuple([m.universal_model_id for m in (*self.new_models, *updated, *self.archived_models)])

    def restricted_to(self, ids: frozenset[str]) -> Self:
        """The same diff with only the changes of these ids."""
        return self.model_copy(
            update={
                "new_models": tuple(m for m in self.new_models if m.universal_model_id in ids),
                "updated_models": tuple(
                    u for u in self.updated_models if u.updated.universal_model_id in ids
                ),
                "archived_models": tuple(m for m in self.archived_models if m.universal_model_id in ids),
            }
        )
