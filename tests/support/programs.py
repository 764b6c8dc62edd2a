"""A program such as `streamlit` as a process of its own: forked from one that has its libraries loaded, or begun anew. Asserts nothing."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import time

from tests.support.processes import PROCESSES

_SECONDS_TO_END = 10


class Forked:
    """`python -m` and this command, in this folder with only these variables; what it writes is added to a file.

    Importing its libraries anew would take ten times as long as its start.
    """

    def __init__(self, command, folder, environment, output):
        self._process = PROCESSES.Process(target=_run, args=(command, folder, environment, output))
        self._process.start()

    @property
    def pid(self):
        return self._process.pid

    def ended(self):
        return self._process.exitcode is not None

    def stop(self):
        """Ask it to end, and end it if it does not."""
        self._process.terminate()
        self._process.join(_SECONDS_TO_END)
        self._process.kill()
        self._process.join()


class NewInterpreter:
    """The same as a new interpreter runs it, with an entry of its own in the table of processes."""

    def __init__(self, command, folder, environment, output):
        with output.open("a") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=folder,
                env=environment,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    @property
    def pid(self):
        return self._process.pid

    def ended(self):
        return self._process.poll() is not None

    def stop(self):
        """Ask it to end, and end it if it does not."""
        self._process.terminate()
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _run(command, folder, environment, output):
    with output.open("ab", buffering=0) as file:
        for standard in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), standard.fileno())
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    sys.argv = list(command)
    sys.path.insert(0, "")
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)
