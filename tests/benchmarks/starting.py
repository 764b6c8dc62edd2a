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

_MODELSYNC = Path(sys.executable).with_name("modelsync")
_SECONDS = 120


def measure(results, runs, prices):
    """`modelsync models` on an empty and on a filled catalogue, and `streamlit run app.py` until it is healthy."""
    with tempfile.TemporaryDirectory() as folder:
        empty, filled = (f"sqlite:///{folder}/{name}.db" for name in ("empty", "filled"))
        fill(filled, prices, 130)
        commands = {
            ("modelsync models", 0): (partial(_command, folder, empty), partial(_import, folder, "sqlmodel")),
            ("modelsync models", 130): (
                partial(_command, folder, filled),
                partial(_import, folder, "sqlmodel"),
            ),
            ("app.py to healthy", 130): (
                partial(_dashboard, folder, filled),
                partial(_import, folder, "streamlit"),
            ),
            ("modelsync serve to its first page", 130): (
                partial(_serve, folder, filled),
                partial(_import, folder, "streamlit"),
            ),
        }
        for (name, models), (ours, floor) in commands.items():
            ours()  # compiles, and makes the schema of an empty file
            floor()
            bare = f'python -c "import {floor.args[1]}"'
            line = results.line(f"start: {name}", models, "sqlite", floor_name=bare)
            for number in range(runs):
                line.add(*by_turns(number, ours, floor))


def _environment(url=None):
    """As a user has it: bytecode is kept, and nothing of ours is set but the database."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return clean | ({"DATABASE_URL": url} if url else {})


def _import(folder, module):
    subprocess.run([sys.executable, "-c", f"import {module}"], cwd=folder, env=_environment(), check=True)


def _command(folder, url):
    subprocess.run([_MODELSYNC, "models"], cwd=folder, env=_environment(url), capture_output=True, check=True)


def _dashboard(folder, url):
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += [f"--server.port={port}", "--server.headless=true", "--browser.gatherUsageStats=false"]
    _until_answered(command, folder, url, f"http://127.0.0.1:{port}/_stcore/health")


def _serve(folder, url):
    """In a folder without the checkout's files, as an installed wheel runs."""
    port = _free_port()
    _until_answered(
        [_MODELSYNC, "serve", "--port", str(port)], folder, url, f"http://127.0.0.1:{port}/review"
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
