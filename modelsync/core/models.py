"""The data contract: what a model, a listing and a diff are. Pure values, frozen; never reads a clock, a file or a network.

JSON uses camelCase keys, decimal strings for prices, ISO 8601 in UTC ending in Z for times and ISO dates for days.
"""

from __future__ import annotations

from functools import partial
from operator import is_, not_
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from modelsync.core.declared import PER_1K_CALLS, Column, Figure, InConfig
from modelsync.core.kinds import (
    DESCRIPTION_LENGTH,
    MOST_CAPABILITIES,
    NAME_LENGTH,
    Day,
    DisplayName,
    ModelId,
    Tokens,
    Usd,
    UtcDatetime,
    Word,
)
from modelsync.core.stored_json import word_known

if TYPE_CHECKING:
    from decimal import Decimal

Status = Literal["active", "archived"]
LifecycleState = Literal["active", "deprecated", "retired"]
RetiresKind = Literal["announced", "earliest"]
Source = Literal["provider", "file", "admin"]

Capability = bool | list[str]


_SPARSE: Final = Field(exclude_if=partial(is_, None))
_UNLESS_EMPTY: Final = Field(exclude_if=not_)
"""JSON leaves the key out where the value says nothing."""


class Value(BaseModel):
    """A frozen value with camelCase JSON that knows no other keys."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")

    def to_json(self) -> dict[str, Any]:
        """The value as JSON types with camelCase keys."""
        return self.model_dump(mode="json", by_alias=True)


class Kept(Value):
    """An object inside `config`, which every version writes with all the keys that it knows, but for empty ones.

    ``marker`` is a key that is never left out: an object that was read without it was written by an older version.
    """

    marker: ClassVar[str]

    @property
    def is_older(self) -> bool:
        """Whether an older version wrote it, which did not know every key."""
        return self.marker not in self.model_fields_set

    def whole(self) -> Self:
        """The same as this version writes it."""
        return self.model_copy(update={self.marker: getattr(self, self.marker)}) if self.is_older else self


class Figures(Value):
    """Price figures in USD, each per its unit; one that the provider does not have is None, and left out of JSON."""

    input: Annotated[
        Usd | None, Figure("input", "input tokens", genai="input_mtok", required=True, usual=True), _SPARSE
    ] = None
    cached_input: Annotated[
        Usd | None,
        Figure(
            "cached input",
            "input tokens that were read from the provider's cache",
            short="cached",
            genai="cache_read_mtok",
            usual=True,
        ),
        _SPARSE,
    ] = None
    output: Annotated[
        Usd | None,
        Figure("output", "output tokens", genai="output_mtok", required=True, usual=True),
        _SPARSE,
    ] = None
    cache_write: Annotated[
        Usd | None,
        Figure(
            "cache write", "input tokens that were written to the provider's cache", genai="cache_write_mtok"
        ),
        _SPARSE,
    ] = None
    cache_write_long: Annotated[
        Usd | None,
        Figure(
            "long cache write",
            "input tokens that were written to the provider's cache for an hour or longer",
            short="long write",
        ),
        _SPARSE,
    ] = None
    batch_input: Annotated[Usd | None, Figure("batch input", "input tokens of batch requests"), _SPARSE] = (
        None
    )
    batch_output: Annotated[
        Usd | None, Figure("batch output", "output tokens of batch requests"), _SPARSE
    ] = None
    audio_input: Annotated[
        Usd | None, Figure("audio input", "input tokens of audio", genai="input_audio_mtok"), _SPARSE
    ] = None
    web_search: Annotated[
        Usd | None, Figure("web search", "calls of the provider's web search", unit=PER_1K_CALLS), _SPARSE
    ] = None

    def amount(self, figure: Figure) -> Decimal | None:
        """One of the figures."""
        amount: Decimal | None = getattr(self, figure.key)
        return amount


class Tier(Figures):
    """Other figures for requests with more than so many input tokens; a figure without another one holds on."""

    above_tokens: Tokens


class Price(Figures):
    """What a model costs at one time: figures, and tiers sorted by ``above_tokens``."""

    tiers: Annotated[tuple[Tier, ...], InConfig("tiers", csv="tiers"), _UNLESS_EMPTY] = ()


class UpcomingPrice(Price):
    """A price that is known before its first day."""

    begins: Annotated[Day, Field(alias="from")]


class Pricing(Price, Kept):
    """The price of today, the known prices to come, and where they are from; ``as_of`` is the first day of the price."""

    marker = "source_url"

    upcoming: Annotated[
        tuple[UpcomingPrice, ...], InConfig("upcoming price", csv="upcoming"), _UNLESS_EMPTY
    ] = ()
    source: Annotated[str | None, InConfig("price source", provenance=True)] = None
    source_url: Annotated[str | None, InConfig("price page", provenance=True)] = None
    as_of: Annotated[Day | None, InConfig("price as of", provenance=True)] = None


class Lifecycle(Kept):
    """The end of life as the provider, the pricing file or an admin says it.

    In a ListedModel the fields that were set are the keys that the provider sent: the others keep what is known.
    ``retires_kind`` is None for the provider's own date, which is an announced one. ``source`` says whose the date is, or
    the successor where there is no date. ``state`` is the provider's explicit flag (OpenAI ``active``, Anthropic
    ``lifecycle``); JSON leaves it out while unknown.
    """

    marker = "source"

    deprecated_at: Annotated[Day | None, InConfig("deprecated", csv="deprecated_at")] = None
    retires_at: Annotated[Day | None, InConfig("retires", csv="retires_at")] = None
    retires_kind: Annotated[
        RetiresKind | None,
        word_known(*get_args(RetiresKind), otherwise=None),
        InConfig("retirement", csv="retires_kind"),
        _SPARSE,
    ] = None
    replacement: Annotated[str | None, InConfig("replacement", csv="replacement")] = None
    replacement_note: Annotated[str | None, InConfig("replacement note", csv="replacement_note"), _SPARSE] = (
        None
    )
    source: Annotated[
        Source | None,
        word_known(*get_args(Source), otherwise=None),
        InConfig("lifecycle source", csv="lifecycle_source", provenance=True, silent=True),
    ] = None
    source_url: Annotated[str | None, InConfig("lifecycle page", provenance=True, silent=True), _SPARSE] = (
        None
    )
    state: Annotated[
        LifecycleState | None,
        word_known(*get_args(LifecycleState), otherwise=None),
        InConfig("lifecycle"),
    ] = Field(default=None, exclude_if=lambda state: state is None)

    @property
    def is_providers(self) -> bool:
        """Whether the date is the provider's own; an older version knew no other."""
        return self.source in {None, "provider"}


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
    pricing: Pricing | None = None
    lifecycle: Lifecycle = Lifecycle()
    capabilities: dict[str, Capability] = Field(default_factory=dict)
    sources: Annotated[dict[str, str], InConfig("sources", provenance=True, silent=True), _UNLESS_EMPTY] = (
        Field(default_factory=dict)
    )
    """Whose a value is that the provider does not send: ``file`` or ``admin``, by its path in JSON."""


_NORMALIZED = tuple(NormalizedModel.model_fields)


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
        return NormalizedModel.model_validate({name: getattr(self, name) for name in _NORMALIZED})


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
    ] = {}
    writes_text: bool | None = None
    unreadable: tuple[str, ...] = ()

    @property
    def own_id(self) -> str:
        """The id that the provider's API takes."""
        return self.provider_model_id or self.universal_model_id


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
        updated = (update.updated for update in self.updated_models)
        return tuple(m.universal_model_id for m in (*self.new_models, *updated, *self.archived_models))

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
