"""`modelsync` as a process of its own, without the time that a new interpreter takes."""

from __future__ import annotations

import io
import os
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from modelsync import cli
from tests.support.processes import Crash, ended, started


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def modelsync(*arguments, environment=None, folder=None):
    """Run `modelsync` with these arguments, in the environment and the folder of the test if no others are given."""
    variables = dict(os.environ if environment is None else environment)
    return ended(*started(_command, [str(a) for a in arguments], variables, folder or Path.cwd()))


def _command(pipe, arguments, environment, folder):
    out, err = io.StringIO(), io.StringIO()
    try:
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        sys.argv = ["modelsync", *arguments]
        with redirect_stdout(out), redirect_stderr(err):
            cli.main()
    except SystemExit as end:
        pipe.send(Ended(end.code, out.getvalue(), err.getvalue()))
    except BaseException:  # noqa: BLE001 - the test is told of everything
        pipe.send(Crash(traceback.format_exc()))
