"""Opens the service for a block of code and closes its database connections at the end: for scripts and commands."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)


@contextmanager
def open_service(database_url: str | None = None) -> Iterator[AiModelSyncService]:
    """The service on this database; None takes DATABASE_URL. Everything else comes from the settings.

    Raises SettingsError for a setting and StoreError for an address that cannot be used.
    """
    settings = Settings.read() if database_url is None else Settings.read(database_url=database_url)
    service = AiModelSyncService(settings)
    try:
        yield service
    finally:
        _deliver(service)
        service.database.engine.dispose()


def _deliver(service: AiModelSyncService) -> None:
    """Deliver what the block made known; a receiver that fails gets it later."""
    if service.wait_announced(0):
        try:
            service.deliver()
        except ModelSyncError as error:
            logger.warning("%s", error)
