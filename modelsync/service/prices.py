"""Use cases of the pricing files: findings and suggestions. Changes no price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelsync import store
from modelsync.core.models import StoredModel
from modelsync.prices.book import PriceList
from modelsync.prices.health import PriceFinding, price_findings
from modelsync.prices.suggestions import Suggestions, suggestions
from modelsync.service.context import ServiceContext

if TYPE_CHECKING:
    from modelsync.prices.comparison import Reference


class Prices:
    """The hand-kept prices."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def price_list(self, provider_id: str) -> PriceList:
        """The provider's pricing file. Raises NotFoundError, PricingError."""
        return self._context.price_list(provider_id)

    def price_findings(self, provider_id: str, reference: Reference) -> list[PriceFinding]:
        """Findings on the provider's prices. Raises NotFoundError, PricingError, StoreError."""
        prices = self.price_list(provider_id)
        return price_findings(prices, self._models(provider_id), self._context.today(), reference)

    def price_suggestions(self, provider_id: str, reference: Reference) -> Suggestions:
        """Entries for active models without a price; writes nothing. Raises NotFoundError, PricingError, StoreError."""
        prices = self.price_list(provider_id)
        return suggestions(prices, self._models(provider_id), self._context.today(), reference)

    def _models(self, provider_id: str) -> list[StoredModel]:
        with self._context.database.reading() as session:
            return store.models(session, provider=provider_id)
