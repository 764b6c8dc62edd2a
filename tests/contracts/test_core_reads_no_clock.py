"""The core reads no clock, no file and no terminal: import-linter cannot see that, ``datetime`` and ``open`` need no import of their own."""

import ast

import pytest

from tests.support.checkout import ROOT

CORE = ROOT / "modelsync" / "core"
CLOCKS = {"now", "today", "utcnow"}
BUILT_IN = {"__import__", "eval", "exec", "input", "open", "print"}


def forbidden(source):
    """The lines that read a clock of ``datetime`` or do I/O with what is built in."""
    nodes = list(ast.walk(ast.parse(source)))
    dated = {
        name.asname or name.name
        for node in nodes
        if (isinstance(node, ast.ImportFrom) and node.module == "datetime") or isinstance(node, ast.Import)
        for name in node.names
    }
    return sorted(
        node.lineno
        for node in nodes
        if (isinstance(node, ast.Attribute) and node.attr in CLOCKS and _root(node) in dated)
        or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in BUILT_IN)
    )


def _root(node):
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


@pytest.mark.parametrize("module", sorted(CORE.rglob("*.py")), ids=lambda module: module.stem)
def test_the_core_takes_the_time_as_an_argument(module):
    assert forbidden(module.read_text()) == []


@pytest.mark.parametrize(
    "line",
    [
        "from datetime import datetime; seen = datetime.now(UTC)",
        "from datetime import datetime as moment; clock = moment.now",
        "import datetime as dt; seen = dt.datetime.utcnow()",
        "from datetime import date; seen = date.today()",
        "text = open('prices.json').read()",
        "print(1)",
        "os = __import__('os')",
    ],
)
def test_a_clock_or_a_file_in_the_core_is_found(line):
    assert forbidden(f"{(CORE / 'diff.py').read_text()}\n{line}\n") != []
