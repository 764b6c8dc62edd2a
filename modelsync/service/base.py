"""What every use case works with: settings, database, clock, the providers. Changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from modelsync.adapters import REGISTRY, Adapter
from modelsync.errors import (
    NotFoundError,
)
from modelsync.store.database import Database

if TYPE_CHECKING:
    from modelsync.adapters.http.transport import Transport
    from modelsync.settings import Settings


def _now() -> datetime:
    return datetime.now(UTC)


class UseCases:
    """Settings, database, providers, network and clock."""

    def __init__(
        self,
        settings: Settings,
        database: Database | None = None,
        *,
        providers: Mapping[str, Adapter] = REGISTRY,
        transport: Transport | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.settings = settings
        self.database = database or Database(settings.database_url)
        self.providers = providers
        self._transport = transport
        self._clock = clock

    def adapter(self, provider_id: str) -> Adapter:
        """The provider's adapter. Raises NotFoundError."""
        if adapter := self.providers.get(provider_id):
            return adapter
        raise NotFoundError(
            f"There is no provider {provider_id!r}. Choose one of {', '.join(self.providers)}."
        )

    def missing_key(self, provider_id: str) -> str | None:
        """The variable to set when the provider's key is missing; None when it is there."""
        variables = self.adapter(provider_id).key_variables
        return None if self.settings.secret_from(*variables) else variables[0]

    def today(self) -> date:
        """The day on which prices and dates are judged, in UTC."""
        return self._clock().date()
