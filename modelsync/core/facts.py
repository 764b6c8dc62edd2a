"""Facts: what the catalogue needs and no provider's list sends. One shape wherever a fact comes from. Pure.

A pricing file, a reference, an amendment and a proposal all speak in facts; `normalise` merges them.
"""

from __future__ import annotations

from functools import partial
from operator import is_
from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import Field, ValidationInfo, field_validator

from modelsync.core.kinds import Day, ModelId, Tokens
from modelsync.core.lifecycle import RetiresKind
from modelsync.core.pricing import Price
from modelsync.core.values import Value

FactKind = Literal["price", "limit", "lifecycle", "replacement"]

FACT_KINDS: Final = get_args(FactKind)
"""In the order in which people read them."""


_SPARSE: Final = Field(exclude_if=partial(is_, None))
"""JSON leaves the key out where the fact does not say it."""


class Limits(Value):
    """How many tokens fit into a request and into an answer."""

    context_window: Annotated[Tokens | None, _SPARSE] = None
    max_output_tokens: Annotated[Tokens | None, _SPARSE] = None


class EndOfLife(Value):
    """The days of a model's end, and whether its last day was announced or is only the earliest possible one."""

    deprecated_at: Annotated[Day | None, _SPARSE] = None
    retires_at: Annotated[Day | None, _SPARSE] = None
    retires_kind: Annotated[RetiresKind | None, _SPARSE] = None


class Successor(Value):
    """What to use instead; the note says what else to do, such as a mode to set."""

    replacement: Annotated[ModelId | None, _SPARSE] = None
    replacement_note: Annotated[str | None, _SPARSE] = None


FactValue: TypeAlias = Price | Limits | EndOfLife | Successor

VALUES: Final[dict[str, type[Value]]] = {
    "price": Price,
    "limit": Limits,
    "lifecycle": EndOfLife,
    "replacement": Successor,
}
"""The type of a fact's value by its kind."""


class Fact(Value):
    """One fact of one model, and where it is from.

    ``begins`` is the first day of a price, None where the source gives no day and for every other kind. ``as_of`` is the
    day on which the source said so.
    """

    provider: str
    universal_model_id: ModelId
    kind: FactKind
    begins: Annotated[Day | None, Field(alias="from")] = None
    value: FactValue
    source: str
    source_url: str | None = None
    as_of: Day | None = None

    @field_validator("value", mode="before")
    @classmethod
    def _of_its_kind(cls, value: object, info: ValidationInfo) -> object:
        kind = VALUES.get(info.data.get("kind", ""))
        return value if kind is None or isinstance(value, kind) else kind.model_validate(value)

    @field_validator("value", mode="after")
    @classmethod
    def _is_of_its_kind(cls, value: Value, info: ValidationInfo) -> Value:
        kind = VALUES.get(info.data.get("kind", ""))
        if kind is not None and not isinstance(value, kind):
            raise ValueError(f"is no value of the kind {info.data['kind']}")
        return value
