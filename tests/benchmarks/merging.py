"""A plan and its apply beside dlt, which merges the same rows into SQLite and keeps no diff, review or history.

`uv` brings dlt into an environment of its own, for which it needs the network: so this is measured only when asked for.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from functools import partial
from pathlib import Path

from tests.benchmarks.listings import CHANGED, FIRST, items
from tests.benchmarks.measuring import timed
from tests.benchmarks.memory_transport import MemoryTransport
from tests.benchmarks.services import ACTOR, PROVIDER, fill, service_on, warm

MOST = 10_000
_DLT = "dlt[sqlalchemy]==1.31.0"
_SCRIPT = """
import json, sys, time
import dlt
folder, *listings = sys.argv[1:]
target = dlt.destinations.sqlalchemy(f"sqlite:///{folder}/merged.db")
pipeline = dlt.pipeline("merging", destination=target, dataset_name="main", pipelines_dir=folder)
for listing in listings:
    rows = json.load(open(listing))
    begun = time.perf_counter()
    pipeline.run(rows, table_name="models", write_disposition="merge", primary_key="id")
print(time.perf_counter() - begun)
"""


def measure(results, models, database, runs, prices):
    """A catalogue of so many models, of which the new listing changes 30 %; pages from memory, rows for dlt from a file."""
    if models > MOST or database.name != "sqlite":
        return
    line = results.line("plan and apply: 30 % updated", models, "sqlite", floor_name="dlt merging the rows")
    memory = MemoryTransport()
    for _ in range(runs):
        url = database.new()
        fill(url, prices, models)
        with service_on(url, prices, transport=memory) as service:
            warm(service, memory)
            memory.show(PROVIDER, models, CHANGED)
            seconds, _ = timed(partial(_plan_and_apply, service))
        line.add(seconds, _dlt(models))
        database.drop(url)


def _plan_and_apply(service):
    plan = service.sync_with_provider(PROVIDER, actor=ACTOR)
    service.apply_sync(plan.plan_id, "all", actor=ACTOR)


def _dlt(models):
    """Seconds that dlt takes to merge the changed listing over the first one."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "merge.py")
        script.write_text(_SCRIPT, encoding="utf-8")
        listings = []
        for state in (FIRST, CHANGED):
            listings.append(Path(folder, f"{state}.json"))
            listings[-1].write_text(json.dumps(list(items(PROVIDER, models, state))), encoding="utf-8")
        command = [
            "uv",
            "run",
            "--quiet",
            "--no-project",
            "--with",
            _DLT,
            "python",
            script,
            folder,
            *listings,
        ]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"dlt failed: {done.stderr.strip().splitlines()[-1]}")
    return float(done.stdout)
