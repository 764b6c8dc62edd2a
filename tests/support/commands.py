"""Fixture: `modelsync` in the test's own process, as a script would see it."""

from __future__ import annotations

import logging
import sys

import pytest

from modelsync import cli


@pytest.fixture
def run(environment, monkeypatch, capsys):
    """Runs a command; gives exit code, standard output and standard error."""
    logger = logging.getLogger("modelsync")
    level = logger.level

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["modelsync", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, *capsys.readouterr()

    yield command
    logger.setLevel(level)
