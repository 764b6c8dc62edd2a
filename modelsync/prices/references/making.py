"""Makes the facts of one model for every source alike: what cannot be read costs its own fact and is named. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from modelsync.core.facts import Fact, FactKind, FactValue
from modelsync.core.model_fields import REQUIRED_FIGURES
from modelsync.core.pricing import Price
from modelsync.prices.references.reading import Problems, UnreadableError


@dataclass(frozen=True)
class Subject:
    """The model that facts are made for, and where they are from."""

    provider: str
    model_id: str
    source: str
    source_url: str | None = None
    as_of: date | None = None

    def fact(self, kind: FactKind, value: FactValue, begins: date | None = None) -> Fact:
        """One fact of it."""
        return Fact(
            provider=self.provider,
            universal_model_id=self.model_id,
            kind=kind,
            begins=begins,
            value=value,
            source=self.source,
            source_url=self.source_url,
            as_of=self.as_of,
        )


Maker = Callable[[], FactValue | None]


def facts_of(subject: Subject, problems: Problems, **makers: Maker) -> Iterator[Fact]:
    """The facts of a model by kind; one whose value says nothing is none."""
    for kind, make in makers.items():
        try:
            value = make()
            if value is not None and value.to_json():
                yield subject.fact(kind, value)  # type: ignore[arg-type]  # the keywords are kinds
        except (UnreadableError, ValidationError) as error:
            why = str(error) if isinstance(error, UnreadableError) else "is out of bounds"
            problems.add(f"{subject.model_id}: its {kind} {why}")


def whole_price(price: Price) -> Price | None:
    """The price if it has every figure that a price needs."""
    return price if all(price.amount(figure) is not None for figure in REQUIRED_FIGURES) else None
