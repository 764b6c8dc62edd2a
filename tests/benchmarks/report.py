"""Prints results as a table and writes them as JSON, with the machine that they come from. Measures nothing."""

from __future__ import annotations

import itertools
import json
import os
import platform
import sqlite3
from datetime import UTC, datetime
from importlib import metadata

_HEAD = (
    "benchmark",
    "models",
    "database",
    "runs",
    "ours",
    "floor",
    "ratio",
    "what the floor is; row by row; notes",
)
_MANY = 1000


def table(results):
    """A Markdown table, aligned: it is read in a terminal and goes into docs/speed.md."""
    rows = [_HEAD, *(_cells(line) for line in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD) - 1)]
    lines = [_line(row, widths) for row in rows]
    ruler = "|".join("-" * (width + 2) for width in [*widths, len(_HEAD[-1])])
    return "\n".join([lines[0], f"|{ruler}|", *lines[1:]])


def growth(results):
    """How each line and its floor grow from one long listing to the next, as sentences."""
    series = {}
    for line in results:
        if line.ours and line.models >= _MANY:
            series.setdefault((line.name, line.database), []).append(line)
    return "\n".join(
        _grown(small, large)
        for lines in series.values()
        for small, large in itertools.pairwise(sorted(lines, key=lambda line: line.models))
    )


def _grown(small, large):
    floor = f", {large.floor_name} {large.floor_value / small.floor_value:.1f} times" if large.floor else ""
    return (
        f"{large.name}, {large.database}: {large.value / small.value:.1f} times from {small.models:,} to "
        f"{large.models:,} models{floor}"
    )


def machine():
    """What the numbers depend on."""
    libraries = ("sqlalchemy", "psycopg", "pydantic", "httpx", "sqlmodel", "streamlit")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpus": os.cpu_count(),
        "memory_gb": round(memory / 1e9, 1),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: metadata.version(name) for name in libraries},
    }


def write_json(path, results):
    data = {"machine": machine(), "results": [line.to_json() for line in results]}
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def _cells(line):
    if line.error or not line.ours:
        return (
            line.name,
            f"{line.models:,}",
            line.database,
            "0",
            "failed",
            "",
            "",
            line.error or "not measured",
        )
    floor = _amount(line.floor_value, line.unit) if line.floor else ""
    ratio = f"{line.ratio:.2f}" if line.floor else ""
    about = [
        line.floor_name,
        *(f"{_words(name)} {line.times_faster(name):.1f} × ours" for name in line.more),
        line.note,
    ]
    words = "; ".join(filter(None, about))
    ours = _amount(line.value, line.unit)
    return line.name, f"{line.models:,}", line.database, str(len(line.ours)), ours, floor, ratio, words


def _words(name):
    return name.replace("_", " ")


def _amount(value, unit):
    if unit == "s":
        return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"
    return f"{value:,.0f} {unit}" if value >= 10 else f"{value:.1f} {unit}"


def _line(row, widths):
    cells = [
        cell.ljust(width) if column in {0, 2} else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=False))
    ]
    return f"| {' | '.join([*cells, row[-1]])} |"
