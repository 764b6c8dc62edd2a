"""The functions of the store that are imported late are those that the type checker sees, each where it says."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

from modelsync.store import subjects


def test_each_function_comes_from_the_module_that_the_type_checker_reads_it_from():
    tree = ast.parse(Path(subjects.__file__).read_text(encoding="utf-8"))
    (typed,) = (node for node in tree.body if isinstance(node, ast.If))
    declared = {alias.name: statement.module for statement in typed.body for alias in statement.names}
    assert declared.keys() == subjects._SUBJECT_OF.keys()
    for name, module in declared.items():
        assert getattr(subjects, name) is getattr(import_module(module), name), name
