"""The table of attempts on the door in docs/security-attempts.md: held against what the tests find.

`MODELSYNC_TEST_ATTEMPTS=write pytest tests/door` writes it anew; with `add` a part of the tests adds its rows.
"""

from __future__ import annotations

import os
from pathlib import Path

FILE = Path(__file__).parents[2] / "docs" / "security-attempts.md"
_MODE = os.environ.get("MODELSYNC_TEST_ATTEMPTS")
WRITING = _MODE in {"write", "add"}
_HEAD = """# Attempts on the door, and what they gave

Each line is an attempt of a test in `tests/door`, against the real server. The tests write this table
(`tests/support/attempts.py` says how), and every other run of them fails when a result is another one.

| Kind | Attempt | Result |
|---|---|---|
"""
_made: set[str] = set()


def note(kind: str, attempt: str, result: object) -> None:
    """Hold the result of an attempt against the table, or put it there."""
    row = f"| {kind} | {_cell(attempt)} | {_cell(str(result))} |"
    _made.add(row)
    if not WRITING:
        assert row in _rows(), f"Not in {FILE.name}: {row}"


def write() -> None:
    """Write the table with the rows of this run, and those that were there where rows are added."""
    kept = {row for row in _rows() if row.startswith(("| A.", "| B."))} if _MODE == "add" else set()
    FILE.write_text(_HEAD + "\n".join(sorted(_made | kept)) + "\n", encoding="utf-8")


def _rows() -> list[str]:
    return FILE.read_text(encoding="utf-8").splitlines() if FILE.is_file() else []


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
