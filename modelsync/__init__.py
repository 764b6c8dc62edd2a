"""Model Sync keeps a table of AI models true to what the providers really offer, with an admin in between.

`fetch → normalise → filter → price → diff → review → apply`. Read in this order: `core` (the data, what changed, what an
approval writes), `adapters` (a provider's list), `prices`, `store`, `service` (the use cases), then `cli`, `ui` and `api`.

The public names are imported at their first use, so that `import modelsync` itself costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelsync.core.actors import Actor
    from modelsync.service import AiModelSyncService
    from modelsync.service.opened import open_service

__all__ = ["Actor", "AiModelSyncService", "open_service"]

_ROOMS = {
    "Actor": "modelsync.core.actors",
    "AiModelSyncService": "modelsync.service",
    "open_service": "modelsync.service.opened",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_ROOMS[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
