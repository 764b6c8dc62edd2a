"""The pricing file with the amendments of the database over it: what planning, the check and the export go by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelsync.prices.amended import folded
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from modelsync.prices.book import PriceList
    from modelsync.service.context import ServiceContext


def amended_prices(context: ServiceContext, session: store.Session, provider: str) -> PriceList:
    """The provider's prices, limits and ends of life as an admin amended them. Raises NotFoundError, PricingError."""
    return folded(context.price_list(provider), store.amendments(session, provider).values())
