"""The demo: the real service on sample listings and on a database file of its own. Never touches the real catalogue."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modelsync.adapters import providers_of
from modelsync.core.actors import Actor
from modelsync.demo.transport import DEMO_KEY, DemoTransport, demo_base_url, has_samples
from modelsync.report import words
from modelsync.service import AiModelSyncService
from modelsync.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelsync.adapters import Adapter
    from modelsync.core.plans import Plan
    from modelsync.settings import Settings

DEMO_DATABASE_URL = "sqlite:///modelsync-demo.db"


def demo_service(settings: Settings) -> AiModelSyncService:
    """The service of the demo: the first sync of a provider shows its models, each later one what changed since."""
    known = providers_of(settings.providers)
    providers = {name: _in_demo(adapter) for name, adapter in known.items() if has_samples(adapter)}
    adapters = providers.values()
    keys = {f"{name}_FILE": "" for adapter in adapters for name in adapter.key_variables}
    keys |= {adapter.key_variables[0]: DEMO_KEY for adapter in adapters if adapter.key_variables}
    urls = {
        adapter.base_url_variable: demo_base_url(adapter) for adapter in adapters if adapter.base_url_variable
    }
    database = Database(DEMO_DATABASE_URL)

    def generation(provider: str) -> int:
        return 2 if service.models(provider=provider) else 1

    service = AiModelSyncService(
        settings.with_variables(**keys, **urls),
        database,
        providers=providers,
        transport=DemoTransport(adapters, generation),
    )
    return service


def _in_demo(adapter: Adapter) -> Adapter:
    """The adapter at the demo's address, where no variable sets it."""
    return adapter if adapter.base_url_variable else replace(adapter, default_base_url=demo_base_url(adapter))


def left_out(settings: Settings) -> str | None:
    """The sentence on the providers that the demo cannot show; None when it shows all."""
    known = providers_of(settings.providers).values()
    labels = [adapter.label for adapter in known if not has_samples(adapter)]
    return f"Not in the demo, for lack of a sample listing: {', '.join(labels)}." if labels else None


def walk_through(service: AiModelSyncService, actor: Actor) -> Iterator[Plan | str]:
    """Sync and apply the first listings, then sync the second: each plan, with a line on what happens between."""
    yield "Demo: sample listings, no network, no key. Its database is modelsync-demo.db.\n"
    if sentence := left_out(service.settings):
        yield f"{sentence}\n"
    for provider in service.providers:
        if not service.models(provider=provider):
            first = service.sync_with_provider(provider, actor=actor)
            yield service.plan(first.plan_id)
            service.apply_sync(first.plan_id, "all", actor=actor)
            yield f"Applied: {words.counts(first)}. Some time later the provider's list has changed:\n"
        yield service.plan(service.sync_with_provider(provider, actor=actor).plan_id)
        yield ""
    yield "Commands see the demo's catalogue with DATABASE_URL=sqlite:///modelsync-demo.db, such as `modelsync models`."
