"""Use cases of the pricing files: findings and suggestions. Changes no price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelsync import store
from modelsync.core.models import StoredModel
from modelsync.prices.book import PriceList
from modelsync.prices.health import PriceFinding, price_findings
from modelsync.prices.suggestions import Suggestions, suggestions
from modelsync.service.amended import amended_prices
from modelsync.service.context import ServiceContext

if TYPE_CHECKING:
    from modelsync.prices.references.known import KnownPrices
    from modelsync.service.references import References


class Prices:
    """The hand-kept prices."""

    def __init__(self, context: ServiceContext, references: References) -> None:
        self._context = context
        self._references = references

    def price_list(self, provider_id: str) -> PriceList:
        """The provider's pricing file with the amendments over it. Raises NotFoundError, PricingError."""
        with self._context.database.reading() as session:
            return amended_prices(self._context, session, provider_id)

    def price_findings(self, provider_id: str) -> list[PriceFinding]:
        """Findings on the provider's prices, compared with the references. Raises NotFoundError, PricingError, StoreError."""
        prices = self.price_list(provider_id)
        models, reference = self._compared(provider_id)
        return price_findings(prices, models, self._context.today(), reference)

    def price_suggestions(self, provider_id: str) -> Suggestions:
        """Entries of the references for active models without a price; writes nothing.

        Raises NotFoundError, PricingError, StoreError.
        """
        prices = self.price_list(provider_id)
        models, reference = self._compared(provider_id)
        return suggestions(prices, models, self._context.today(), reference)

    def _compared(self, provider_id: str) -> tuple[list[StoredModel], KnownPrices]:
        adapter = self._context.adapter(provider_id)
        with self._context.database.reading() as session:
            known = self._references.known(session)
            kind, prefix = adapter.kind or adapter.provider, adapter.traits.id_prefix
            return store.models(session, provider=provider_id), known.of(kind, prefix)
