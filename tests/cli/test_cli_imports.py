"""What a command imports: no dashboard, no migrations and no reference prices that it does not need."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from typer.main import get_command

from modelsync import cli
from modelsync.store.database import Database
from tests.support.checkout import ROOT

HEAVY = {"streamlit", "pandas", "alembic", "genai_prices", "altair"}


def run(script, folder, env=None):
    """The end of a new interpreter that ran the script in this folder."""
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True)


def test_no_command_imports_streamlit_or_pandas_and_none_migrates_without_need(tmp_path):
    script = (
        "import sys\nfrom modelsync.cli import commands\ncommands()(['models'], standalone_mode=False)\n"
        "commands()(['models'], standalone_mode=False)\n"
        "print(sorted({'streamlit', 'pandas', 'genai_prices'} & set(sys.modules)))"
    )
    done = run(script, tmp_path)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", [["models"], ["history"], ["disable", "claude-x"], ["plan", "openai"]])
def test_a_command_on_an_existing_database_imports_no_dashboard_no_migrations_and_no_reference_prices(
    command, environment
):
    database = environment / "modelsync.db"
    Database(f"sqlite:///{database}").upgrade()
    script = (
        "import contextlib, sys\nfrom modelsync.cli import main\n"
        f"sys.argv = ['modelsync', *{command!r}]\n"
        "with contextlib.suppress(SystemExit):\n    main()\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    bare = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    done = run(script, environment, bare)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_catalogue_is_printed_with_its_own_table_and_use_cases_alone_and_without_another_databases_driver(
    environment,
):
    Database(f"sqlite:///{environment / 'modelsync.db'}").upgrade()
    others = {
        "psycopg",
        "sqlalchemy.dialects.postgresql",
        "modelsync.core.approval",
        "modelsync.core.plans",
        "modelsync.core.runs",
        "modelsync.prices.book",
        "modelsync.report.csv_tables",
    }
    script = (
        "import sys\nfrom modelsync.cli import commands\nfrom sqlmodel import SQLModel\n"
        "commands(['models'])(['models'], standalone_mode=False)\n"
        "print(*SQLModel.metadata.tables)\n"
        "print(*sorted(name for name in sys.modules if name.startswith('modelsync.service.')))\n"
        f"print(*sorted({others!r} & set(sys.modules)))"
    )
    done = run(script, environment)
    service = ["catalogue", "context", "opened", "subjects"]
    assert done.stdout.split("\n")[-4:-1] == [
        "ai_model",
        " ".join(f"modelsync.service.{module}" for module in service),
        "",
    ]


def test_the_server_starts_without_the_service_the_database_and_the_api(environment):
    heavy = {"fastapi", "modelsync.adapters", "modelsync.service", "sqlalchemy", "streamlit", "yaml"}
    script = (
        "import contextlib, sys\nfrom modelsync.cli import main\n"
        "sys.argv = ['modelsync', 'serve', '--host', '203.0.113.1']\n"
        "with contextlib.suppress(SystemExit):\n    main()\n"
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )
    done = run(script, environment)
    assert "cannot listen on 203.0.113.1" in done.stderr
    assert done.stdout.splitlines() == ["['streamlit']"]


def test_each_command_is_in_the_module_that_its_first_word_imports():
    words = {}
    for word, command in get_command(cli.commands()).commands.items():
        modules = {one.callback.__module__ for one in getattr(command, "commands", {"": command}).values()}
        words[word] = {module.removeprefix("modelsync.cli.") for module in modules}
    said = {}
    for module, text in cli._COMMANDS.items():
        for word in text.split():
            said.setdefault(word, set()).add(module)
    assert said == words


def test_nothing_but_the_price_check_imports_genai_prices(tmp_path):
    script = f"""
import importlib, pkgutil, runpy, sys
sys.path.insert(0, {str(ROOT)!r})
import modelsync
from modelsync.cli import commands
commands()(["models"], standalone_mode=False)
left = ("modelsync.prices.references.genai", "modelsync.store.migrations", "modelsync.__main__", "modelsync.ui.shell.dashboard")
for module in pkgutil.walk_packages(modelsync.__path__, "modelsync."):
    if not module.name.startswith(left):
        importlib.import_module(module.name)
import app
print("genai_prices" in sys.modules)
import modelsync.prices.references.genai
print("genai_prices" in sys.modules)
"""
    done = run(script, tmp_path)
    assert done.stdout.splitlines()[-2:] == ["False", "True"]
