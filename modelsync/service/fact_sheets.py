"""Use case of looking at one model's facts: what holds, what an admin set, what the references say. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelsync.errors import NotFoundError
from modelsync.prices.amended import own_entry
from modelsync.service.amended import amended_prices
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from datetime import date

    from modelsync.core.amendments import Amendment
    from modelsync.core.facts import Fact, FactKind
    from modelsync.core.models import StoredModel
    from modelsync.prices.file_format import ModelEntry
    from modelsync.service.context import ServiceContext
    from modelsync.service.references import References


@dataclass(frozen=True)
class FactSheet:
    """One model with the entry that the pricing file and the amendments come to, its amendments, and the references' facts."""

    model: StoredModel
    entry: ModelEntry
    amendments: tuple[Amendment, ...]
    said: tuple[Fact, ...]

    def amendment(self, kind: FactKind, begins: date | None = None) -> Amendment | None:
        """The amendment of a kind, of a price that of its first day."""
        return next((one for one in self.amendments if (one.kind, one.begins) == (kind, begins)), None)

    def references(self, kind: FactKind, on: date) -> list[Fact]:
        """What each reference says of a kind; of a price the one that holds on a day."""
        found: dict[str, Fact] = {}
        for fact in sorted(self.said, key=lambda fact: str(fact.begins or "")):
            if fact.kind == kind and (fact.begins is None or fact.begins <= on):
                found[fact.source] = fact
        return list(found.values())

    def to_come(self, today: date) -> list[Fact]:
        """The prices that references know for a later day, soonest first."""
        found = [fact for fact in self.said if fact.kind == "price" and (fact.begins or today) > today]
        return sorted(found, key=lambda fact: str(fact.begins))


class FactSheets:
    """The facts of one model."""

    def __init__(self, context: ServiceContext, references: References) -> None:
        self._context = context
        self._references = references

    def fact_sheet(self, id_: str) -> FactSheet:
        """What is known of a model and by whom. Raises NotFoundError, PricingError, StoreError."""
        with self._context.database.reading() as session:
            model = store.models_by_id(session, [id_]).get(id_)
            if model is None:
                raise NotFoundError(f"The catalogue has no model {id_!r}. Look at the Catalogue again.")
            adapter = self._context.adapter(model.provider)
            entry = own_entry(amended_prices(self._context, session, model.provider), id_)
            stored = store.amendments(session, model.provider).values()
            known = self._references.known(session)
        kind = adapter.kind or adapter.provider
        return FactSheet(
            model=model,
            entry=entry,
            amendments=tuple(one for one in stored if one.universal_model_id == id_),
            said=tuple(known.facts(kind, model.provider_model_id)),
        )
