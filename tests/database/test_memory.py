"""Peak memory of a plan and an apply: beside the listing itself, and with a long history no more. No timings.

What Python allocates is counted, in which a loaded machine makes no difference.
"""

from __future__ import annotations

import gc
import json
import tracemalloc

import pytest

from modelsync.core.actors import LOCAL
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.benchmarks.listings import CHANGED, FIRST, items, price_file
from tests.benchmarks.memory_transport import MemoryTransport
from tests.benchmarks.services import PROVIDER, warm
from tests.support.providers import KEYS

MOST = {
    "plan of new ones": 2.4,
    "apply of new ones": 1.1,
    "plan of changed ones": 2.4,
    "apply of changed ones": 0.8,
}
"""Times the listing held as JSON values; what is reached is about a tenth less."""


class Catalogue:
    """A service whose provider lists what a test says, once another's models came and went: all SQL is compiled."""

    def __init__(self, url, prices):
        self.listed = MemoryTransport()
        settings = Settings.read(database_url=url, pricing_dir=prices, keep_plans=50)
        self.service = AiModelSyncService(settings, transport=self.listed)
        warm(self.service, self.listed)

    def plan_and_apply(self, models, state):
        """The peak of each in bytes."""
        self.listed.show(PROVIDER, models, state)
        diff, plan = _peak_of(lambda: self.service.sync_with_provider(PROVIDER, actor=LOCAL))
        plan_id = diff.plan_id
        del diff
        run, apply = _peak_of(lambda: self.service.apply_sync(plan_id, "all", actor=LOCAL))
        assert sum(run.counts.model_dump().values()) >= models * 3 // 10
        return plan, apply

    def age(self, runs, models):
        """Let the models change and change back, each time with a plan and a run."""
        for number in range(runs):
            self.listed.show(PROVIDER, models, CHANGED if number % 2 else FIRST)
            plan = self.service.sync_with_provider(PROVIDER, actor=LOCAL)
            self.service.apply_sync(plan.plan_id, "all", actor=LOCAL)


@pytest.fixture
def catalogue(environment, database_url, tmp_path):
    prices = tmp_path / "family-prices"
    prices.mkdir()
    for provider in KEYS:
        price_file(prices, provider)
    made = Catalogue(database_url, prices)
    yield made
    made.service.database.engine.dispose()


def test_a_plan_and_an_apply_need_hardly_more_memory_than_the_listing(catalogue):
    models = 2_000
    sent = json.dumps([*items(PROVIDER, models)])
    _, listing = _peak_of(lambda: json.loads(sent))
    peaks = (*catalogue.plan_and_apply(models, FIRST), *catalogue.plan_and_apply(models, CHANGED))
    found = {name: peak / listing for name, peak in zip(MOST, peaks, strict=True)}
    print(found)
    assert {name: ratio for name, ratio in found.items() if ratio > MOST[name]} == {}


def test_a_long_history_makes_neither_a_plan_nor_an_apply_need_more_memory(catalogue):
    models = 400
    catalogue.plan_and_apply(models, FIRST)
    early = catalogue.plan_and_apply(models, CHANGED)
    catalogue.age(19, models)
    late = catalogue.plan_and_apply(models, CHANGED)
    for name, before, after in zip(("plan", "apply"), early, late, strict=True):
        assert after < 1.1 * before, f"A {name} after 20 more runs needs {after:,} bytes, before {before:,}"


def _peak_of(work):
    """What the work gives, and how much memory it needs at most beside what was held before."""
    gc.collect()
    tracemalloc.start()
    try:
        return work(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
