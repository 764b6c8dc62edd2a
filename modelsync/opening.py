"""Opens the one service that everything in a server process shares, with its one database engine. Decides nothing."""

from __future__ import annotations

from functools import cache
from threading import Lock

from modelsync.service import AiModelSyncService
from modelsync.settings import Settings

_opening = Lock()


def shared_service() -> AiModelSyncService:
    """The service of this process, made at the first call from the settings as they are then. Raises SettingsError, StoreError."""
    with _opening:  # two first requests would make two
        return _service()


@cache
def _service() -> AiModelSyncService:
    return AiModelSyncService(Settings.read())
