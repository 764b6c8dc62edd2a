"""Peak memory: each step in a process of its own, beside the listing itself held as JSON values in such a process.

`python -m tests.benchmarks.memory STEP DATABASE_URL PRICES BASE_URL` does one step and prints its peak in bytes. What the
imports and a connection need is subtracted, so that growth can be told. The peak is read from `/proc/self/status`: what `getrusage` gives
begins with the size of the process that started this one.
"""

from __future__ import annotations

import re
import subprocess
import sys
from functools import partial
from pathlib import Path

from tests.benchmarks import floors
from tests.benchmarks.listings import CHANGED, FIRST
from tests.benchmarks.server import serving
from tests.benchmarks.services import ACTOR, PROVIDER, fill, service_on

LISTING = "memory: the listing alone"
STEPS = {
    "plan-new": "memory: plan, all new",
    "apply-new": "memory: apply, all new",
    "plan-changed": "memory: plan, 30 % updated",
    "apply-changed": "memory: apply, 30 % updated",
    "models": "memory: models()",
}


def measure(results, models, database, _runs, prices):
    """Plans and applies on a new and on a filled catalogue, once: a peak hardly differs from run to run."""
    line = partial(results.line, models=models, database=database.name, unit="MB")
    for state, steps in (
        (FIRST, ("plan-new", "apply-new")),
        (CHANGED, ("plan-changed", "apply-changed", "models")),
    ):
        url = database.new()
        if state == CHANGED:
            fill(url, prices, models)
        with serving(PROVIDER, models=models, state=state) as urls:
            peak = partial(_peak, url, str(prices), urls[PROVIDER])
            imports = peak("imports")
            listing = (peak("listing") - imports) / 1e6
            if state == FIRST:
                line(LISTING).add(listing)
            for step in steps:
                line(STEPS[step], floor_name="the listing alone").add((peak(step) - imports) / 1e6, listing)
        database.drop(url)


def _peak(url, prices, base_url, step):
    command = [sys.executable, "-m", __name__, step, url, prices, base_url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The step {step} failed: {done.stderr.strip().splitlines()[-1]}")
    return int(done.stdout)


def _do(step, url, prices, base_url):
    with service_on(url, Path(prices), base_urls={PROVIDER: base_url}) as service:
        if step == "imports":
            return None
        if step == "listing":
            return floors.fetch(base_url)
        if step == "models":
            return service.models()
        if step.startswith("plan"):
            return service.sync_with_provider(PROVIDER, actor=ACTOR)
        plan = service.latest_plans()[PROVIDER].id
        return service.apply_sync(plan, "all", actor=ACTOR)


def main():
    held = _do(*sys.argv[1:])
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    del held
    print(int(peak[1]) * 1024)


if __name__ == "__main__":
    main()
