"""What every use case works with: settings, database, providers, network and clock. Changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from modelsync.adapters import Adapter
from modelsync.errors import NotFoundError

if TYPE_CHECKING:
    from modelsync.adapters.http.transport import Transport
    from modelsync.settings import Settings
    from modelsync.store.database import Database


def utc_now() -> datetime:
    """The time on this machine, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class ServiceContext:
    """Shared by all objects of one service. ``transport`` replaces the network, ``clock`` gives the time in UTC."""

    settings: Settings
    database: Database
    providers: Mapping[str, Adapter]
    transport: Transport | None = None
    clock: Callable[[], datetime] = utc_now

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
        return self.clock().date()
