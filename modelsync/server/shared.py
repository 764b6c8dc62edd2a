"""Opens what everything in a server process shares: the settings, read once, and the service with its one engine. Decides nothing."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from modelsync.settings import Settings
from modelsync.variables import ENV_FILE

if TYPE_CHECKING:
    from modelsync.service import AiModelSyncService

_opening = Lock()
closing = ExitStack()
"""What closes the databases that this process opened."""


def settings() -> Settings:
    """The settings of this process, as they are at the first call that succeeds. Raises SettingsError."""
    return _settings()


def people() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Admins and viewers as `.env` and the environment say at this moment. Raises SettingsError.

    The file is read again only when it changed; a running process sees no change of its environment, which wins.
    """
    try:
        found = ENV_FILE.stat()
        version: tuple[int, ...] = (found.st_mtime_ns, found.st_size, found.st_ino)
    except OSError:
        version = ()
    return _people(version)


def shared_service() -> AiModelSyncService:
    """The service of this process, made at the first call that succeeds. Raises SettingsError, StoreError."""
    with _opening:  # two first requests would make two
        return _service()


def forget() -> None:
    """Read and open anew at the next call, as a new process would."""
    _settings.cache_clear()
    _people.cache_clear()
    _service.cache_clear()


@lru_cache(maxsize=1)
def _people(_version: tuple[int, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    now = Settings.read()
    return now.admins, now.viewers


@cache
def _settings() -> Settings:
    return Settings.read()


@cache
def _service() -> AiModelSyncService:
    from modelsync.service import AiModelSyncService  # noqa: PLC0415 - the server starts sooner without it

    service = AiModelSyncService(_settings())
    closing.callback(service.database.engine.dispose)
    return service
