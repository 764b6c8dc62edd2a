"""Three providers synced at once, beside the slowest of them alone; each page comes after 0.3 s, as over a real network."""

from __future__ import annotations

from functools import partial

from modelsync.errors import ModelSyncError
from tests.benchmarks.listings import PAGE
from tests.benchmarks.measuring import timed
from tests.benchmarks.server import serving
from tests.benchmarks.services import ACTOR, forget, service_on

DELAY = 0.3
MOST = 10 * PAGE
"""The longest listing that is measured: beyond it the processor is what is waited for, not the network."""


def measure(results, models, database, runs, prices):
    """First listings on an empty catalogue: every plan holds all models as new."""
    if models > MOST:
        return
    providers = ("openai", "google", "anthropic")
    url = database.new()
    line = results.line("three providers at once", models, database.name, floor_name="the slowest alone")
    with (
        serving(*providers, models=models, delay=DELAY) as urls,
        service_on(url, prices, base_urls=urls) as service,
    ):
        for _ in range(runs):
            _forget_all(service, providers)
            alone = [timed(partial(service.sync_with_provider, p, actor=ACTOR))[0] for p in providers]
            _forget_all(service, providers)
            seconds, plans = timed(partial(service.sync_with_providers, providers, actor=ACTOR))
            for plan in plans.values():
                if isinstance(plan, ModelSyncError):
                    raise plan
            line.add(seconds, max(alone), one_after_the_other=sum(alone))
    line.note = f"{DELAY:g} s a page"
    database.drop(url)


def _forget_all(service, providers):
    for provider in providers:
        forget(service, provider)
