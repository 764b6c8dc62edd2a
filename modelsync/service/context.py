"""What every use case works with: settings, database, providers, network and clock. Changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from modelsync.adapters import Adapter
from modelsync.errors import NotFoundError

if TYPE_CHECKING:
    from modelsync.adapters.http.transport import Transport
    from modelsync.prices.book import PriceList
    from modelsync.settings import Settings
    from modelsync.store.database import Database

Progress = Callable[[str, int, int], None]
"""Called with provider, page number and items so far, from the thread that fetches."""


def utc_now() -> datetime:
    """The time on this machine, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class ServiceContext:
    """Shared by all objects of one service. ``transport`` replaces the network, ``clock`` gives the time in UTC.

    ``announced`` is set when an event was written that receivers may be told of.
    """

    settings: Settings
    database: Database
    providers: Mapping[str, Adapter]
    transport: Transport | None = None
    clock: Callable[[], datetime] = utc_now
    announced: Event = field(default_factory=Event)

    def adapter(self, provider_id: str) -> Adapter:
        """The provider's adapter. Raises NotFoundError."""
        if adapter := self.providers.get(provider_id):
            return adapter
        raise NotFoundError(
            f"There is no provider {provider_id!r}. Choose one of {', '.join(self.providers)}."
        )

    def missing_key(self, provider_id: str) -> str | None:
        """The variable to set when the provider's key is missing; None when it is there, or none is sent."""
        variables = self.adapter(provider_id).key_variables
        return None if not variables or self.settings.secret_from(*variables) else variables[0]

    def base_url(self, adapter: Adapter) -> str:
        """The provider's address."""
        variable = adapter.base_url_variable
        return (self.settings.variable(variable) if variable else None) or adapter.default_base_url

    def options(self, adapter: Adapter) -> dict[str, str | None]:
        """The values of the adapter's options, as the environment sets them."""
        read = (
            {} if adapter.fixed_options else {name: self.settings.variable(name) for name in adapter.options}
        )
        return {name: read.get(name) or default for name, default in adapter.options.items()}

    def price_list(self, provider_id: str) -> PriceList:
        """The provider's pricing file; a configured provider may have none. Raises NotFoundError, PricingError."""
        from modelsync.prices.book import load_pricing  # noqa: PLC0415 - the format of the files, for what needs prices

        adapter = self.adapter(provider_id)
        return load_pricing(
            self.settings.pricing_dir,
            adapter.provider,
            id_prefix=adapter.traits.id_prefix,
            optional=adapter.is_configured,
        )

    def prices_digest(self, provider_id: str) -> str:
        """The digest of the provider's pricing file as it is now; the kind of error where it cannot be read."""
        from modelsync.prices.book import pricing_path  # noqa: PLC0415 - the same

        try:
            return hashlib.sha256(
                pricing_path(self.settings.pricing_dir, provider_id).read_bytes()
            ).hexdigest()
        except OSError as error:
            return type(error).__name__

    def today(self) -> date:
        """The day on which prices and dates are judged, in UTC."""
        return self.clock().date()


def without_secrets(url: str) -> str:
    """The address without user, password and query, any of which may hold a secret."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "not an address"
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"
