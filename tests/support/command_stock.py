"""Fixtures: the providers on a socket with six text models each, and OpenAI's in the catalogue of a command."""

from __future__ import annotations

import pytest

from tests.support.cli_commands import IDS, listed
from tests.support.providers import PROVIDERS


@pytest.fixture
def server(environment, provider_server, monkeypatch):
    """All three providers on a socket, with six text models and one of another trade each."""
    for name, value in provider_server.env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MODELSYNC_RETRY_BACKOFF", "0")
    for provider in PROVIDERS:
        listed(provider_server, provider, *IDS[provider])
    return provider_server


@pytest.fixture(scope="module")
def first_database():
    """The file of the first test that asks for models, for all later ones."""
    return {}


@pytest.fixture
def stocked(server, run, rows, first_database):
    """The command, with OpenAI's six models in the catalogue."""
    if not first_database:
        assert run("plan", "openai")[0] == 2
        assert run("apply", "--latest", "openai", "--all")[0] == 0
        first_database["content"] = rows.path.read_bytes()
    rows.path.write_bytes(first_database["content"])
    return run
