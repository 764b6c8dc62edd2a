"""That the benchmarks still run, each once on a few models. What they measure is asserted nowhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from tests.benchmarks.reading import AGAIN
from tests.support.checkout import ROOT


def test_every_benchmark_runs(tmp_path):
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "tests.benchmarks", "--once", "--models", "10", "--databases", "sqlite"]
    run = subprocess.run(
        [*command, "--json", str(figures)], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    names = {line["name"] for line in json.loads(figures.read_text())["results"]}
    assert AGAIN in names
    first_words = {name.partition(":")[0] for name in names}
    assert first_words == {
        "start",
        "plan",
        "models()",
        "apply",
        "undo",
        "memory",
        "tick",
        "tick to the bar's number",
        "three providers at once",
        "click on Sync to table",
    }


def test_two_versions_are_measured_by_turns(tmp_path):
    for name, target in {".venv": sys.prefix, "tests": ROOT / "tests", "pricing": ROOT / "pricing"}.items():
        (tmp_path / name).symlink_to(target)
    command = [sys.executable, "-m", "tests.benchmarks.beside", str(tmp_path), "--turns", "1"]
    options = ["--only", "ticking", "--models", "10", "--databases", "sqlite"]
    run = subprocess.run(
        [*command, *options], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(
        r"^\| tick: equal list \| 10 \| sqlite \| [\d.]+ ms \| [\d.]+ ms \| [\d.]+ \|$",
        run.stdout,
        re.MULTILINE,
    )
