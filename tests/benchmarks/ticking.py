"""A tick of the schedule that finds nothing new: processor time, beside a sync that compares, and rows written."""

from __future__ import annotations

import gc
import time
from datetime import timedelta
from functools import partial

from modelsync.core.schedule import Due
from modelsync.store import subjects as store
from tests.benchmarks.listings import FIRST
from tests.benchmarks.memory_transport import MemoryTransport
from tests.benchmarks.services import ACTOR, PROVIDER, fill, forget, service_on

EVERY = timedelta(hours=6)
CATALOGUE = ("ai_model", "sync_run", "model_change")
LISTS = {"equal list": 0, "release times that move": 1}
"""How many days each list is younger than the one before it."""


def measure(results, models, database, runs, prices):
    """A catalogue that agrees with its list; ticks of one provider, pages from memory."""
    url = database.new()
    fill(url, prices, models)
    memory = MemoryTransport()
    memory.show(PROVIDER, models, FIRST)
    with service_on(url, prices, transport=memory) as service:
        service.tick(EVERY)
        _tick(service)  # makes the plan that stays
        _tick(service)
        before = _rows(database, url)
        for name, days in LISTS.items():
            line = results.line(f"tick: {name}", models, database.name, floor_name="a sync that compares")
            for number in range(runs):
                memory.move_release_times(PROVIDER, days * (number + 1))
                seconds = _processor(partial(_tick, service))
                forget(service)
                line.add(seconds, _processor(partial(_compare, service)))
                forget(service)
                _tick(service)  # the plan of the comparison is the one that stays now
            line.note = "processor; no row of the catalogue written"
        if _rows(database, url) != before:
            raise RuntimeError("A tick without a change wrote rows of the catalogue")
    database.drop(url)


def _tick(service):
    """One tick of the one provider; the others are not due."""
    with service.database.writing() as session:
        now = store.database_now(session)
        for name in store.schedule(session):
            store.note_tick(session, Due(name, now - EVERY if name == PROVIDER else now + EVERY))
    if service.tick(EVERY) != 1:
        raise RuntimeError("Not exactly one provider was due")


def _compare(service):
    service.sync_with_provider(PROVIDER, actor=ACTOR)


def _processor(work):
    """Seconds of processor that the work takes, of all threads."""
    gc.collect()  # earlier garbage is not its own
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _rows(database, url):
    connection = database.connect(url)
    try:
        return {table: sorted(map(repr, connection.execute(f"SELECT * FROM {table}"))) for table in CATALOGUE}
    finally:
        connection.close()
