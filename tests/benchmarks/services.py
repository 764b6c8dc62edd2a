"""Opens the program on a benchmark's database, as an operator would set it up. Measures nothing."""

from __future__ import annotations

from contextlib import contextmanager

from modelsync.adapters import REGISTRY
from modelsync.core.actors import Actor
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.benchmarks.listings import FIRST, STATES
from tests.benchmarks.memory_transport import MemoryTransport
from tests.support.providers import KEYS, VARIABLES

ACTOR = Actor("benchmark", "admin")
PROVIDER = "anthropic"
"""Whose listing is measured where one is enough: pages, names, limits, capabilities and a lifecycle."""


@contextmanager
def service_on(url, prices, *, base_urls=None, transport=None):
    """The service with made-up keys and one closed plan kept, connected; its connections end with the block."""
    variables = {VARIABLES[provider][0]: key for provider, key in KEYS.items()}
    variables |= {REGISTRY[p].base_url_variable: base for p, base in (base_urls or {}).items()}
    settings = Settings.read(database_url=url, pricing_dir=prices, keep_plans=1, fetch_timeout=600)
    service = AiModelSyncService(settings.with_variables(**variables), transport=transport)
    try:
        service.history(limit=1)
        yield service
    finally:
        service.database.engine.dispose()


def fill(url, prices, models):
    """Sync and apply the first listing, without a network."""
    transport = MemoryTransport()
    transport.show(PROVIDER, models, FIRST)
    with service_on(url, prices, transport=transport) as service:
        plan = service.sync_with_provider(PROVIDER, actor=ACTOR)
        service.apply_sync(plan.plan_id, "all", actor=ACTOR)


def warm(service, transport):
    """Let another provider's models come, change and go, so that all SQL is compiled as in a server that runs for a while."""
    runs = []
    for state in STATES:
        transport.show("openai", 20, state)
        plan = service.sync_with_provider("openai", actor=ACTOR)
        runs.append(service.apply_sync(plan.plan_id, "all", actor=ACTOR).run_id)
    for run_id in reversed(runs):
        service.undo(run_id, actor=ACTOR)


def forget(service, provider=PROVIDER):
    """Have the next plan compared in whole, also of an equal list: a decision on an id that no list holds is new."""
    service.decide(provider, "listed-nowhere", "exclude", reason="benchmark", actor=ACTOR)


def reconnected(service):
    """Leave the database to others and come back; what was compiled stays."""
    service.database.engine.dispose()
    service.history(limit=1)
