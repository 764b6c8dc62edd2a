"""Several processes keep one schedule on one PostgreSQL, and those that die are replaced: each tick is done once.

`MODELSYNC_TEST_KILLS=20 uv run pytest tests/database/postgresql/test_watch_processes.py` kills as often as asked.
"""

from __future__ import annotations

import os
import random
import threading
import time
from datetime import timedelta
from itertools import pairwise

from modelsync.service import AiModelSyncService
from modelsync.service.watch import Watch
from modelsync.settings import Settings
from tests.support.processes import started
from tests.support.providers import VARIABLES, openai_item
from tests.support.server_process import REFERENCES_OFF

KILLS = int(os.environ.get("MODELSYNC_TEST_KILLS") or "5")
EVERY = timedelta(seconds=1)
MOST_MISSED = 3


def test_no_tick_is_done_twice_and_none_missed_for_long_while_processes_die(
    postgresql, environment, provider_server
):
    provider_server.set("openai", [openai_item("gpt-5")])
    others = tuple(name for provider in ("google", "anthropic") for name in VARIABLES[provider])
    keys = {
        n: v for n, v in {**os.environ, **provider_server.env(), **REFERENCES_OFF}.items() if n not in others
    }
    url = Settings.read(database_url=postgresql).database_url
    service = AiModelSyncService(Settings.read(database_url=url))
    service.database.upgrade()
    keepers = [started(_watch, url, keys) for _ in range(3)]
    began = time.monotonic()
    for _ in range(KILLS):
        wait_for_another(service)
        time.sleep(random.uniform(0, EVERY.total_seconds()))
        victim = keepers.pop(random.randrange(3))
        kill(victim)
        keepers.append(started(_watch, url, keys))
    wait_for_another(service)
    lasted = time.monotonic() - began
    for keeper in keepers:
        kill(keeper)
    moments = sorted(attempt.at for attempt in service.syncs())
    service.database.engine.dispose()
    assert len(moments) <= lasted / (0.9 * EVERY.total_seconds()) + 1
    longest = max(later - earlier for earlier, later in pairwise(moments))
    assert longest < (MOST_MISSED + 1) * EVERY * 1.1 + timedelta(
        seconds=5
    )  # so long a loaded machine may take


def wait_for_another(service):
    before, deadline = service.syncs_page(limit=1)[1], time.monotonic() + 30
    while service.syncs_page(limit=1)[1] == before:
        assert time.monotonic() < deadline, "nobody keeps the schedule any more"
        time.sleep(0.05)


def kill(keeper):
    process, pipe = keeper
    process.kill()
    process.join()
    process.close()
    pipe.close()


def _watch(_pipe, url, keys):
    os.environ.clear()
    os.environ.update(keys)
    service = AiModelSyncService(Settings.read(database_url=url))
    Watch(service, EVERY).run(threading.Event())
