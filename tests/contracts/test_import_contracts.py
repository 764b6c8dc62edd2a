"""The contracts of pyproject.toml bite: each gets its bad line in a copy of the code, and must name it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.checkout import ROOT

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

ONE_WAY = "Imports point one way"
ACYCLIC = "No cycles between siblings"
ERRORS = "errors imports nothing"
CORE = "core computes: no I/O, no framework"
SQL = "Only the store uses SQL libraries"
HTTP = "Only adapters and demo use the HTTP client"
DASHBOARD = "Only the dashboard uses Streamlit and pandas"
PUBLIC = "The public names are for others"
STORE = "ui, cli, api and report do not import the store"
PAGES = "Pages import Streamlit and modelsync.ui alone"


@pytest.fixture
def tree(tmp_path):
    """A copy of everything that the contracts look at."""
    for package in ("modelsync", "pages"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "*.json")
        )
    # The folder is no package, so that Python would add the pages of the installed checkout to it.
    (tmp_path / "pages" / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(tree):
    done = subprocess.run([LINT_IMPORTS], cwd=tree, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout


def test_the_code_as_it_is_keeps_every_contract(tree):
    code, printed = lint_imports(tree)
    assert code == 0, printed
    assert all(
        f"{name} KEPT" in printed
        for name in (ONE_WAY, ACYCLIC, ERRORS, CORE, SQL, HTTP, DASHBOARD, STORE, PUBLIC, PAGES)
    )


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        ("modelsync/utils.py", "from modelsync.ui.shell import frames", ONE_WAY),
        ("modelsync/store/database.py", "from modelsync.service import context", ONE_WAY),
        ("modelsync/adapters/openai.py", "from modelsync.prices import book", ONE_WAY),
        ("modelsync/cli/plans.py", "from modelsync.api import problems", ONE_WAY),
        ("modelsync/core/models.py", "from modelsync.core import diff", ACYCLIC),
        ("modelsync/adapters/base.py", "from modelsync.adapters.http import fetch", ACYCLIC),
        ("modelsync/errors.py", "import re", ERRORS),
        ("modelsync/errors.py", "from modelsync.core import models", ERRORS),
        ("modelsync/core/diff.py", "import streamlit", CORE),
        ("modelsync/core/diff.py", "import sqlalchemy", CORE),
        ("modelsync/core/diff.py", "from os import environ", CORE),
        ("modelsync/core/diff.py", "from pathlib import Path", CORE),
        ("modelsync/core/diff.py", "from time import monotonic", CORE),
        ("modelsync/core/diff.py", "import importlib", CORE),
        ("modelsync/api/runs.py", "from sqlalchemy import select", SQL),
        ("modelsync/prices/book.py", "import sqlite3", SQL),
        ("modelsync/service/context.py", "import httpx", HTTP),
        ("modelsync/api/runs.py", "import streamlit", DASHBOARD),
        ("modelsync/report/csv_tables.py", "import pandas", DASHBOARD),
        ("modelsync/server/entrance.py", "import streamlit", DASHBOARD),
        ("modelsync/ui/review/rows.py", "from modelsync.store.tables import SyncPlan", STORE),
        ("modelsync/report/words.py", "from modelsync import store", STORE),
        ("modelsync/cli/plans.py", "from modelsync import Actor", PUBLIC),
        ("pages/review.py", "import sqlalchemy", PAGES),
        ("pages/review.py", "import json", PAGES),
        ("pages/review.py", "from modelsync.service import AiModelSyncService", PAGES),
    ],
)
def test_a_forbidden_import_breaks_its_contract(tree, path, line, contract):
    with (tree / path).open("a") as module:
        module.write(f"\n{line}\n")
    code, printed = lint_imports(tree)
    assert code == 1
    assert f"{contract} BROKEN" in printed
