"""Cold starts: a command and the dashboard, each in a new process with its bytecode compiled, beside the bare import."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.benchmarks.measuring import by_turns
from tests.benchmarks.services import fill
from tests.support.checkout import ROOT

_HERE = Path(sys.executable).parent
_SECONDS = 120


def measure(results, runs, prices):
    """`modelsync models`, `streamlit run app.py` until it is healthy, `modelsync serve` of an installed wheel to its first page."""
    with tempfile.TemporaryDirectory() as folder:
        empty, filled = (f"sqlite:///{folder}/{name}.db" for name in ("empty", "filled"))
        fill(filled, prices, 130)
        script = Path(folder) / "script.py"
        script.touch()
        wheel = _installed(Path(folder) / "wheel")
        bare = partial(_dashboard, folder, filled, script)
        sqlmodel, streamlit = (partial(_import, folder, _HERE, name) for name in ("sqlmodel", "streamlit"))
        lines = [
            ("modelsync models", 0, partial(_command, folder, empty), "import sqlmodel", sqlmodel),
            ("modelsync models", 130, partial(_command, folder, filled), "import sqlmodel", sqlmodel),
        ]
        app = partial(_dashboard, folder, filled, ROOT / "app.py")
        lines += [
            ("app.py to healthy", 130, app, "import streamlit", streamlit),
            ("app.py to healthy, beside an empty script", 130, app, "streamlit run", bare),
        ]
        for where, programs in (("", _HERE), (", installed wheel", wheel)):
            floor = partial(_import, folder, programs, "streamlit")
            serve = partial(_serve, folder, filled, programs)
            lines.append((f"modelsync serve to its first page{where}", 130, serve, "import streamlit", floor))
        for name, models, ours, floor_name, floor in lines:
            ours()  # compiles, and makes the schema of an empty file
            floor()
            line = results.line(f"start: {name}", models, "sqlite", floor_name=floor_name)
            for number in range(runs):
                line.add(*by_turns(number, ours, floor))


def _installed(folder):
    """The programs of a new environment that holds the wheel and the pinned libraries, and nothing of the checkout."""
    build = ("build", "--wheel", "--build-constraint", ROOT / "requirements-build.txt", "--out-dir", folder)
    _uv(*build, ROOT)
    [wheel] = folder.glob("*.whl")
    programs = folder / "environment" / "bin"
    _uv("venv", "--python", sys.executable, programs.parent)
    pinned = ("--constraint", ROOT / "requirements.txt", "--compile-bytecode")
    _uv("pip", "install", "--python", programs / "python", *pinned, wheel)
    return programs


def _uv(*arguments):
    subprocess.run(["uv", "--quiet", *arguments], check=True)


def _environment(url=None):
    """As a user has it: bytecode is kept, and nothing of ours is set but the database."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return clean | ({"DATABASE_URL": url} if url else {})


def _import(folder, programs, module):
    subprocess.run(
        [programs / "python", "-c", f"import {module}"], cwd=folder, env=_environment(), check=True
    )


def _command(folder, url):
    subprocess.run(
        [_HERE / "modelsync", "models"], cwd=folder, env=_environment(url), capture_output=True, check=True
    )


def _dashboard(folder, url, script):
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += [f"--server.port={port}", "--server.headless=true", "--browser.gatherUsageStats=false"]
    _until_answered(command, folder, url, f"http://127.0.0.1:{port}/_stcore/health")


def _serve(folder, url, programs):
    """In a folder without the checkout's files, as an installed wheel runs."""
    port = _free_port()
    _until_answered(
        [programs / "modelsync", "serve", "--port", str(port)], folder, url, f"http://127.0.0.1:{port}/review"
    )


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def _until_answered(command, folder, url, address):
    with _running(command, folder, url) as process:
        deadline = time.monotonic() + _SECONDS
        while not _answers(address):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Nothing answered at {address}")
            time.sleep(0.01)


@contextmanager
def _running(command, folder, url):
    """The process while the block runs. Its end is not waited for: only the start is measured."""
    process = subprocess.Popen(
        command, cwd=folder, env=_environment(url), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
