"""A receiver that was down gets everything once and in order, though whoever delivers is killed again and again.

`MODELSYNC_TEST_KILLS=20 uv run pytest tests/database/test_delivery_kills.py` kills as often as asked.
"""

from __future__ import annotations

import os
import random
import time
from contextlib import contextmanager
from datetime import timedelta
from itertools import groupby

from modelsync.core.actors import LOCAL
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.clock import NOON, Clock
from tests.support.processes import started
from tests.support.providers import openai_item
from tests.support.server_process import until
from tests.support.service_calls import plan

KILLS = int(os.environ.get("MODELSYNC_TEST_KILLS") or "3")
SECONDS = 30


def test_a_receiver_that_was_down_gets_everything_in_order_over_kills(
    new_service, database_url, hooks, providers
):
    service = new_service(database_url=database_url, webhook_url=hooks.url)
    hooks.refuse()
    runs = 2 * KILLS
    for number in range(runs):
        providers.set("openai", *(openai_item(f"gpt-{one}") for one in range(5, 6 + number)))
        service.apply_sync(plan(service).plan_id, "all", actor=LOCAL)
        service.deliver()
    assert hooks.got == []
    hooks.answer = lambda: time.sleep(random.uniform(0, 0.05)) or 204
    variables = dict(os.environ)
    for kill in range(1, KILLS + 1):
        taken = len(hooks.got)
        with killed(_deliver, database_url, hooks.url, variables, kill):
            assert until(lambda taken=taken: len(hooks.got) > taken or complete(hooks, runs), SECONDS)
            time.sleep(random.uniform(0, 0.1))
    with killed(_deliver, database_url, hooks.url, variables, KILLS + 1):
        assert until(lambda: complete(hooks, runs), SECONDS)
    ids = [headers["webhook-id"] for headers, _body in hooks.got]
    in_order = [id_ for id_, _repeats in groupby(ids)]
    assert len(in_order) == len(set(ids)) == 2 * runs
    assert len(ids) - len(in_order) <= KILLS  # a crash between sending and noting repeats one
    by_id = dict(zip(ids, hooks.payloads, strict=True))
    assert [by_id[id_]["type"] for id_ in in_order] == ["plan.waiting", "run.applied"] * runs
    told = [by_id[id_]["data"]["runId"] for id_ in in_order[1::2]]
    assert told == [run.run_id for run in reversed(service.history())]


def complete(hooks, runs):
    return len({headers["webhook-id"] for headers, _body in list(hooks.got)}) == 2 * runs


@contextmanager
def killed(*what):
    """A process that runs this while the block lasts, and is killed at its end."""
    process, pipe = started(*what)
    try:
        yield
    finally:
        process.kill()
        process.join()
        process.close()
        pipe.close()


def _deliver(_pipe, url, hook_url, variables, number):
    """Deliver until somebody kills this; each process starts when the claim of the one before it is over."""
    os.environ.clear()
    os.environ.update(variables)
    clock = Clock(NOON + timedelta(hours=number))
    service = AiModelSyncService(Settings.read(database_url=url, webhook_url=hook_url), clock=clock)
    while True:
        service.deliver()
        time.sleep(0.01)
