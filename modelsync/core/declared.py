"""How a field of a model is declared: once, beside its type. Rows, changes, CSV, tables and the pricing file's format derive from it. Pure.

    context_window: Annotated[Tokens | None, InConfig("context", csv="context_window_tokens", within="limits")] = None

A field without a declaration is kept in `config` under its JSON key, and is called by that key.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


@dataclass(frozen=True, slots=True)
class Column:
    """A value with a column of its own in `ai_model`: its word for people, and its CSV column if it has one."""

    word: str
    csv: str | None = None


@dataclass(frozen=True, slots=True)
class InConfig:
    """A value inside `config`; ``within`` is the object there that holds it.

    ``provenance`` says where another value is from: it means nothing by itself. A ``silent`` one is no changed field: it is
    written along with those.
    """

    word: str
    csv: str | None = None
    within: str | None = None
    provenance: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """What an amount in USD buys: ``per million`` of ``things``; as short as a table has it; at the end of a pricing file's keys."""

    per: str
    things: str
    short: str
    suffix: str


PER_MTOK = Unit("per million", "tokens", "$/M", "_usd_per_mtok")
PER_1K_CALLS = Unit("per 1,000", "calls", "$/1k", "_usd_per_1k_calls")


@dataclass(frozen=True, slots=True)
class Figure:
    """A price figure: its name, what it pays for, a ``short`` word where room is scarce, its field in genai-prices.

    A ``required`` figure belongs to every price; a ``usual`` one has its place in tables even where no price has it.
    ``key`` is the field's name.
    """

    label: str
    of: str
    short: str | None = None
    unit: Unit = PER_MTOK
    genai: str | None = None
    required: bool = False
    usual: bool = False
    key: str = ""

    @property
    def word(self) -> str:
        return self.short or self.label

    @property
    def title(self) -> str:
        """The head of a table's column: ``Cached $/M``."""
        return f"{self.word.capitalize()} {self.unit.short}"

    @property
    def meaning(self) -> str:
        """Unit and subject: ``USD per million output tokens``."""
        return f"USD {self.unit.per} {self.of}"

    @property
    def csv(self) -> str:
        """The key in a pricing file, which is the CSV column too: ``cached_input_usd_per_mtok``."""
        return f"{self.key}{self.unit.suffix}"


Declaration: TypeAlias = Column | InConfig | Figure


@dataclass(frozen=True, slots=True)
class ModelField:
    """A field as it was declared: ``path`` in JSON, attribute ``names``, its ``kind`` without null, its ``parts`` if it is an object."""

    names: tuple[str, ...]
    path: str
    declared: Declaration
    kind: Any
    nullable: bool
    parts: tuple[ModelField, ...] = ()

    @property
    def name(self) -> str:
        return self.names[-1]

    @property
    def key(self) -> str:
        """The key in JSON."""
        return self.path.rpartition(".")[2]

    @property
    def within(self) -> str | None:
        """The object of `config` that holds it; None for `config` itself, and for columns."""
        return self.declared.within if isinstance(self.declared, InConfig) else None

    @property
    def leaves(self) -> tuple[ModelField, ...]:
        """Its parts, or itself."""
        return self.parts or (self,)

    def of(self, model: BaseModel) -> Any:
        """The field's value in a model; None where the object around it is missing."""
        value: Any = model
        for name in self.names:
            value = getattr(value, name, None)
        return value


def fields_of(model: type[BaseModel], outer: ModelField | None = None) -> tuple[ModelField, ...]:
    """The fields of a model in their order, each object with its parts."""
    return tuple(_field(name, info, outer) for name, info in model.model_fields.items())


def _field(name: str, info: FieldInfo, outer: ModelField | None) -> ModelField:
    kinds = get_args(info.annotation)
    nullable = type(None) in kinds
    key = info.serialization_alias or name
    path = f"{outer.path}.{key}" if outer else key
    field = ModelField(
        names=(*(outer.names if outer else ()), name),
        path=path,
        declared=_declaration(name, path, info),
        kind=kinds[0] if nullable else info.annotation,
        nullable=nullable,
    )
    nested = isinstance(field.kind, type) and issubclass(field.kind, BaseModel)
    return replace(field, parts=fields_of(field.kind, field)) if nested else field


def _declaration(name: str, path: str, info: FieldInfo) -> Declaration:
    found = next((one for one in info.metadata if isinstance(one, Declaration)), InConfig(path))
    return replace(found, key=name) if isinstance(found, Figure) else found
