"""`python -m tests.benchmarks.beside FOLDER [OPTIONS]`: another version's benchmarks and this one's, by turns, and the ratio.

FOLDER is a checkout of the other version with an environment of its own in `.venv`; the options go to both. Each turn is
one process of each version, so that a machine that slows down slows both. Lines that only one version has are named.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.support.checkout import ROOT

TURNS = 3


def main():
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.beside",
        epilog="All other options are those of `python -m tests.benchmarks`; --once is added.",
    )
    parser.add_argument(
        "folder", type=Path, help="a checkout of the other version, with its environment in .venv"
    )
    parser.add_argument("--turns", type=int, default=TURNS, help=f"({TURNS})")
    asked, options = parser.parse_known_args()
    versions = {
        "before": (asked.folder.resolve(), asked.folder.resolve() / ".venv" / "bin" / "python"),
        "now": (ROOT, Path(sys.executable)),
    }
    figures = {name: {} for name in versions}
    for turn in range(asked.turns):
        for name in sorted(versions, reverse=turn % 2 == 1):
            print(f"turn {turn + 1}, {name} …", file=sys.stderr, flush=True)
            for line, value in _measured(*versions[name], options):
                figures[name].setdefault(line, []).append(value)
    print(_table(figures))


def _measured(folder, python, options):
    """The figures of one process by line: name, number of models, database, unit."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "figures.json")
        command = [python, "-m", "tests.benchmarks", "--once", *options, "--json", path]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"The benchmarks in {folder} failed:\n{done.stdout}{done.stderr}")
        results = json.loads(path.read_text(encoding="utf-8"))["results"]
    return [
        ((each["name"], each["models"], each.get("database", ""), each["unit"]), each["median"])
        for each in results
    ]


def _table(figures):
    before, now = figures["before"], figures["now"]
    lines = ["| benchmark | models | database | before | now | ratio |", "|---|---|---|---|---|---|"]
    for line in {**before, **now}:
        name, models, database, unit = line
        cells = [_amount(each.get(line), unit) for each in (before, now)]
        lines.append(
            f"| {name} | {models:,} | {database} | {' | '.join(cells)} | {_ratio(before.get(line), now.get(line))} |"
        )
    return "\n".join(lines)


def _amount(values, unit):
    if not values:
        return "not measured"
    return f"{median(values) * 1000:.1f} ms" if unit == "s" else f"{median(values):.1f} {unit}"


def _ratio(before, now):
    """The median over turns: both figures of a turn are of the same minutes."""
    return f"{median(b / a for a, b in zip(before, now, strict=True)):.2f}" if before and now else ""


if __name__ == "__main__":
    main()
