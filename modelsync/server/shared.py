"""Opens what everything in a server process shares: the settings, read once, and the service with its one engine. Decides nothing."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from modelsync.settings import Settings

if TYPE_CHECKING:
    from modelsync.service import AiModelSyncService

_opening = Lock()
closing = ExitStack()
"""What closes the databases that this process opened."""


def settings() -> Settings:
    """The settings of this process, as they are at the first call that succeeds. Raises SettingsError."""
    return _settings()


def shared_service() -> AiModelSyncService:
    """The service of this process, made at the first call that succeeds. Raises SettingsError, StoreError."""
    with _opening:  # two first requests would make two
        return _service()


def forget() -> None:
    """Read and open anew at the next call, as a new process would."""
    _settings.cache_clear()
    _service.cache_clear()


@cache
def _settings() -> Settings:
    return Settings.read()


@cache
def _service() -> AiModelSyncService:
    from modelsync.service import AiModelSyncService  # noqa: PLC0415 - the server starts sooner without it

    service = AiModelSyncService(_settings())
    closing.callback(service.database.engine.dispose)
    return service
