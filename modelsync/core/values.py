"""What all values share: frozen, with camelCase JSON; and objects inside `config` that older versions wrote with fewer keys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache, partial
from operator import is_, not_
from typing import Any, ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

SPARSE: Final = Field(exclude_if=partial(is_, None))
UNLESS_EMPTY: Final = Field(exclude_if=not_)
"""JSON leaves the key out where the value says nothing."""

_new = object.__new__
_hold_parts, _hold_given, _hold_extra, _hold_private = (
    vars(BaseModel)[name].__set__ for name in BaseModel.__slots__
)
"""What pydantic keeps of a value, set without a look-up, which takes half as long; a test compares such values with validated ones."""


@lru_cache(maxsize=1024)
def shared_set(names: frozenset[str]) -> set[str]:
    """One set of these names for all values, which are frozen and never change it."""
    return set(names)


@cache
def _names_of(kind: type[BaseModel]) -> set[str]:
    return shared_set(frozenset(kind.model_fields))


class Value(BaseModel):  # noqa: PLW1641 - pydantic gives a frozen value its hash
    """A frozen value with camelCase JSON that knows no other keys."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")

    def model_post_init(self, _context: object) -> None:
        """Share the set of the fields that were given with other values: each its own, it takes half of a row's memory."""
        given = frozenset(self.__pydantic_fields_set__)
        object.__setattr__(self, "__pydantic_fields_set__", shared_set(given))

    def __eq__(self, other: object) -> bool:
        """Whether all fields are equal, of values of one type; pydantic also compares what no value has."""
        return vars(self) == vars(other) if type(self) is type(other) else NotImplemented

    @classmethod
    def of_checked(cls, parts: dict[str, Any]) -> Self:
        """The value with all its parts by name, each of which has been validated by the same type: they are not validated again.

        That is safe where another value of this package gave every part, as those are frozen; never for an input. A test
        compares it with the validated value. The value keeps the dict. pydantic's ``model_construct`` does the same, but
        takes longer than validation.
        """
        return cls._holding(parts, _names_of(cls))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other values of some fields, which are not validated. It shares the set of the given fields, too."""
        if deep or not update:
            return super().model_copy(update=update, deep=deep)
        given = self.__pydantic_fields_set__
        if not given.issuperset(update):
            given = shared_set(frozenset(given).union(update))
        return self._holding({**vars(self), **update}, given)

    @classmethod
    def _holding(cls, parts: dict[str, Any], given: set[str]) -> Self:
        value = _new(cls)
        _hold_parts(value, parts)
        _hold_given(value, given)
        _hold_extra(value, None)
        _hold_private(value, None)
        return value

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
