"""Apply and undo, beside the driver's `executemany` and a row-by-row session that write the same rows to a copy."""

from __future__ import annotations

from functools import partial

from tests.benchmarks.listings import CHANGED, FIRST, SHRUNK
from tests.benchmarks.measuring import timed
from tests.benchmarks.memory_transport import MemoryTransport
from tests.benchmarks.replay import RowByRow, look, write_raw, written_since
from tests.benchmarks.services import ACTOR, PROVIDER, reconnected, service_on, warm

APPLIES = {FIRST: "apply: all new", CHANGED: "apply: 30 % updated", SHRUNK: "apply: 10 % archived"}
MOST_ROW_BY_ROW = 5000
"""A session needs about a millisecond for a row, however many there are."""


def measure(results, models, database, runs, prices):
    """An empty catalogue, three listings applied one after the other, and all of it taken back."""
    line = partial(results.line, models=models, database=database.name, floor_name="executemany")
    memory = MemoryTransport()
    for _ in range(runs):
        url = database.new()
        done = []
        with service_on(url, prices, transport=memory) as service:
            warm(service, memory)
            for state, name in APPLIES.items():
                memory.show(PROVIDER, models, state)
                plan = service.sync_with_provider(PROVIDER, actor=ACTOR).plan_id
                work = partial(service.apply_sync, plan, "all", actor=ACTOR)
                done.append((name, _beside_its_floors(line(name), database, url, service, work)))
            for name, run_id in reversed(done):
                work = partial(_undo, service, run_id)
                _beside_its_floors(line(name.replace("apply", "undo")), database, url, service, work)
        database.drop(url)


def _undo(service, run_id):
    run, left = service.undo(run_id, actor=ACTOR)
    if left:
        raise RuntimeError(f"The undo left {len(left)} rows")
    return run


def _beside_its_floors(line, database, url, service, work):
    """Let the program do the work, then write what it wrote to two copies of what was there before; gives the run."""
    service.database.engine.dispose()
    before, copies = look(database, url), [database.copy(url), database.copy(url)]
    reconnected(service)
    seconds, run = timed(work)
    written = written_since(database, url, before)
    del before
    floor = _raw(database, copies[0], written)
    row_by_row = RowByRow(copies[1], written, MOST_ROW_BY_ROW)
    slow, _ = timed(row_by_row.write)
    row_by_row.close()
    if row_by_row.rows < written.rows:
        line.note = f"row by row: {row_by_row.rows:,} of {written.rows:,} rows were measured"
    line.add(seconds, floor, row_by_row=slow * written.rows / row_by_row.rows)
    for copy in copies:
        database.drop(copy)
    return run.run_id


def _raw(database, url, written):
    connection = database.connect(url)
    try:
        return timed(partial(write_raw, connection, database.mark, written))[0]
    finally:
        connection.close()
