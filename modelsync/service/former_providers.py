"""Tells which providers were synced once and are not configured any more. Asks nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from modelsync.adapters import REGISTRY
from modelsync.core.former_provider import FormerProvider

if TYPE_CHECKING:
    from modelsync.core.plans import Plan
    from modelsync.service.context import ServiceContext


def former_providers(context: ServiceContext, plans: Mapping[str, Plan]) -> tuple[FormerProvider, ...]:
    """Those of the newest plans' providers that are not known any more."""
    return tuple(
        FormerProvider(
            provider=name, hidden=name in REGISTRY, renamed_to=_renamed_to(context, plan.context.base_url)
        )
        for name, plan in sorted(plans.items())
        if name not in context.providers
    )


def _renamed_to(context: ServiceContext, base_url: str | None) -> str | None:
    """The one configured provider at an address; two of them say nothing."""
    configured = (adapter for adapter in context.providers.values() if adapter.is_configured)
    there = [adapter.provider for adapter in configured if _same(context.base_url(adapter), base_url)]
    return there[0] if len(there) == 1 else None


def _same(one: str, other: str | None) -> bool:
    return other is not None and one.rstrip("/") == other.rstrip("/")
