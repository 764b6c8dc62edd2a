"""The wheel is the whole product: built, installed into an environment of its own, started in an empty folder."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.support.checkout import ROOT

EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def ran(*command, cwd, **variables):
    done = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, made with the pinned build back end."""
    folder = tmp_path_factory.mktemp("wheel")
    pins = ROOT / "requirements-build.txt"
    ran("uv", "build", "--quiet", "--wheel", "--build-constraint", pins, "--out-dir", folder, cwd=ROOT)
    [found] = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The programs of an environment with the wheel; its libraries are those of this environment, without the checkout."""
    folder = tmp_path_factory.mktemp("environment")
    ran("uv", "venv", "--quiet", "--python", sys.executable, folder, cwd=folder)
    python = folder / "bin" / "python"
    ran("uv", "pip", "install", "--quiet", "--no-deps", "--python", python, wheel, cwd=folder)
    # Files ending in .pth are not looked for in a folder that one of them names: the checkout stays out.
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    where = ran(python, "-c", "import modelsync; print(modelsync.__file__)", cwd=folder)
    assert Path(where.strip()).is_relative_to(packages)
    return folder / "bin"


def test_the_wheel_holds_pages_prices_and_look_inside_the_package_and_nothing_beside_it(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names} == {
        "modelsync",
        f"modelsync-{version('modelsync')}.dist-info",
    }
    shipped = ["app.py", ".streamlit/config.toml"]
    shipped += [f"pages/{page.name}" for page in (ROOT / "pages").glob("*.py")]
    shipped += [f"pricing/{file.name}" for file in (ROOT / "pricing").glob("*.json")]
    inside = "modelsync/_dashboard/"
    assert sorted(name for name in names if name.startswith(inside)) == sorted(
        inside + name for name in shipped
    )
    assert "modelsync/py.typed" in names
    assert "modelsync/store/migrations/env.py" in names
    assert not [name for name in names if "__pycache__" in name]


def test_the_installed_program_tells_its_version(installed, environment):
    assert ran(installed / "modelsync", "--version", cwd=environment) == f"modelsync {version('modelsync')}\n"


def test_the_installed_demo_has_prices(installed, environment, monkeypatch):
    monkeypatch.delenv("MODELSYNC_PRICING_DIR")
    ran(installed / "modelsync", "demo", cwd=environment)
    command = (installed / "modelsync", "models", "--format", "json")
    models = json.loads(ran(*command, cwd=environment, DATABASE_URL="sqlite:///modelsync-demo.db"))
    assert {model["provider"] for model in models if model["pricing"]} == {"openai", "google", "anthropic"}


def test_the_installed_server_shows_its_first_page_in_an_empty_folder(installed, environment, browser):
    process = subprocess.Popen(
        [installed / "modelsync", "serve", "--port", "0"], cwd=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        url = process.stderr.readline().split()[-1]
        with urllib.request.urlopen(f"{url}/api/v1/health", timeout=60) as answer:
            assert answer.status == 200
        page = browser.new_page()
        page.goto(url)
        page.get_by_role("button", name="Sync all").wait_for()
    finally:
        process.kill()
        process.communicate()


def test_the_documented_example_passes_the_strictest_types(installed, environment):
    example = environment / "example.py"
    [documented] = EXAMPLE.findall((ROOT / "docs" / "python.md").read_text(encoding="utf-8"))
    # The last line is wrong on purpose: without types everything would pass.
    example.write_text(f"{documented}\ncount: int = names\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--python-executable", installed / "python", example],
        cwd=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    [error, _total] = done.stdout.splitlines()
    assert 'expression has type "list[str]", variable has type "int"' in error
