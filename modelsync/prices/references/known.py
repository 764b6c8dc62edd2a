"""What all references together say of a model. Pure; knows no database and no network.

Each is asked by the provider's kind and the provider's own id, and by nothing that only resembles it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from modelsync.core.facts import Fact, FactKind, Limits
from modelsync.core.model_fields import FIGURES
from modelsync.core.pricing import Figures, Price
from modelsync.prices.book import family
from modelsync.prices.comparison import SINCE_EVER, Quote
from modelsync.prices.file_format import Period
from modelsync.prices.references.base import in_form

if TYPE_CHECKING:
    from modelsync.core.references import ReferenceContent, ReferenceState

Key: TypeAlias = tuple[str, str]
"""A provider's kind and a model's id there."""


@dataclass(frozen=True, eq=False)
class KnownReference:
    """One reference with its facts by model."""

    state: ReferenceState
    families: frozenset[Key] = frozenset()
    _facts: dict[Key, list[Fact]] = field(default_factory=dict, repr=False)
    _trades: dict[Key, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, state: ReferenceState, content: ReferenceContent) -> KnownReference:
        """Index what it says once."""
        facts: dict[Key, list[Fact]] = {}
        for fact in content.facts:
            facts.setdefault((fact.provider, fact.universal_model_id), []).append(fact)
        trades = {(kind, model_id): word for kind, model_id, word in content.trades}
        return cls(state, frozenset(content.families), facts, trades)

    @property
    def name(self) -> str:
        """Its name and its age, as a finding has it: ``litellm, 2026-11-25``."""
        known = self.state.known_on
        return f"{self.state.source}, {known}" if known else self.state.source

    def facts(self, kind: str, model_id: str) -> Sequence[Fact]:
        """What it says of a model: of its id, else of the family whose snapshot the id is, where the source says so itself."""
        if found := self._facts.get((kind, model_id)):
            return found
        of_family = self._facts.get((kind, family(model_id)), ())
        return of_family if of_family and (kind, in_form(model_id)) in self.families else ()

    def trade(self, kind: str, model_id: str) -> str | None:
        """Its own word for what a model is for."""
        return self._trades.get((kind, model_id))

    def as_of(self, fact: Fact) -> date | None:
        """The day on which it said so."""
        return fact.as_of or self.state.known_on

    def quote(self, kind: str, model_id: str) -> Quote | None:
        """What it says of a model's price, in the form of a pricing file; None when it has no price."""
        facts = self.facts(kind, model_id)
        periods = sorted(map(self._period, _of_kind("price", facts)), key=lambda period: period.begins)
        if not periods:
            return None
        limits = next((fact.value for fact in _of_kind("limit", facts)), None)
        return Quote(
            source=self.name,
            model_id=facts[0].universal_model_id,
            periods=tuple(periods),
            context_window=limits.context_window if isinstance(limits, Limits) else None,
        )

    def _period(self, fact: Fact) -> Period:
        price = fact.value
        assert isinstance(price, Price)  # noqa: S101 - of its kind, for the type checker
        tiers = [{"above_input_tokens": tier.above_tokens, **_figures(tier)} for tier in price.tiers]
        period = {"from": f"{fact.begins or SINCE_EVER}", **_figures(price), "tiers": tiers}
        return Period.model_validate({**period, "source": self.name, "source_url": fact.source_url})


def _of_kind(kind: FactKind, facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.kind == kind]


def _figures(figures: Figures) -> dict[str, str]:
    return {figure.csv: f"{amount:f}" for figure in FIGURES if (amount := figures.amount(figure)) is not None}


@dataclass(frozen=True)
class KnownReferences:
    """All references that are in use."""

    each: tuple[KnownReference, ...] = ()

    def facts(self, kind: str, model_id: str) -> Iterable[Fact]:
        """What they say of a model, each fact with the day on which it was said."""
        for reference in self.each:
            for fact in reference.facts(kind, model_id):
                yield fact.model_copy(update={"as_of": reference.as_of(fact)})

    def knows(self, kind: str, model_id: str) -> bool:
        """Whether one of them says anything of a model."""
        return any(reference.facts(kind, model_id) for reference in self.each)

    def trades(self, kind: str, model_id: str) -> list[str]:
        """What they say that a model is for: ``litellm says image_generation``."""
        found = ((one.state.source, one.trade(kind, model_id)) for one in self.each)
        return [f"{source} says {word}" for source, word in found if word]

    def of(self, kind: str, id_prefix: str = "") -> KnownPrices:
        """The same for the prices of one provider, whose ids in the catalogue begin with the prefix."""
        return KnownPrices(self, kind, id_prefix)


@dataclass(frozen=True)
class KnownPrices:
    """The prices of one provider in all references, to compare with."""

    references: KnownReferences
    kind: str
    id_prefix: str = ""

    def quotes(self, model_id: str) -> Sequence[Quote]:
        """What each reference says of a model."""
        own_id = model_id.removeprefix(self.id_prefix)
        found = (reference.quote(self.kind, own_id) for reference in self.references.each)
        return [quote for quote in found if quote]
