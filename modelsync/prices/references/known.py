"""What all references together say of a model. Pure; knows no database and no network.

Each is asked by the provider's kind and the provider's own id, and by nothing that only resembles it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from modelsync.core.references import ReferenceContent, ReferenceState
from modelsync.prices.book import family

if TYPE_CHECKING:
    from modelsync.core.facts import Fact

Key: TypeAlias = tuple[str, str]
"""A provider's kind and a model's id there."""


@dataclass(frozen=True, eq=False)
class KnownReference:
    """One reference with its facts by model."""

    state: ReferenceState
    families: frozenset[Key] = frozenset()
    _facts: dict[Key, list[Fact]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, state: ReferenceState, content: ReferenceContent) -> KnownReference:
        """Index what it says once."""
        facts: dict[Key, list[Fact]] = {}
        for fact in content.facts:
            facts.setdefault((fact.provider, fact.universal_model_id), []).append(fact)
        return cls(state, frozenset(content.families), facts)

    @property
    def name(self) -> str:
        """Its name and its age, as a finding has it: ``litellm, 2026-11-25``."""
        known = self.state.known_on
        return f"{self.state.source}, {known}" if known else self.state.source

    def facts(self, kind: str, model_id: str) -> Sequence[Fact]:
        """What it says of a model: of its id, else of the family whose snapshot the id is, where the source says so itself."""
        if found := self._facts.get((kind, model_id)):
            return found
        of_family = (kind, family(model_id))
        return self._facts.get(of_family, ()) if of_family in self.families else ()

    def as_of(self, fact: Fact) -> date | None:
        """The day on which it said so."""
        return fact.as_of or self.state.known_on


@dataclass(frozen=True)
class KnownReferences:
    """All references that are in use."""

    each: tuple[KnownReference, ...] = ()

    def facts(self, kind: str, model_id: str) -> Iterable[Fact]:
        """What they say of a model, each fact with the day on which it was said."""
        for reference in self.each:
            for fact in reference.facts(kind, model_id):
                yield fact.model_copy(update={"as_of": reference.as_of(fact)})
