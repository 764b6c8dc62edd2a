"""Use case of handing the catalogue to a gateway. Changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelsync.report.litellm_config import LitellmConfig, Route, litellm_config
from modelsync.service.context import without_secrets
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from modelsync.adapters import Adapter
    from modelsync.service.context import ServiceContext


class Exports:
    """The enabled models as other programs' configuration."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def litellm_config(self) -> LitellmConfig:
        """The enabled models as LiteLLM's `model_list`; names variables of keys, never a key. Raises StoreError."""
        with self._context.database.reading() as session:
            models = store.models(session, enabled=True)
        return litellm_config(
            models, {name: self._route(one) for name, one in self._context.providers.items()}
        )

    def _route(self, adapter: Adapter) -> Route:
        address = self._context.base_url(adapter)
        is_usual = not adapter.is_configured and address == adapter.default_base_url
        path = adapter.litellm_path.format_map(self._context.options(adapter))
        return Route(
            provider=adapter.litellm_provider,
            key_variable=next(iter(adapter.key_variables), None),
            address=None if is_usual else f"{without_secrets(address.strip()).rstrip('/')}{path}",
        )
