"""A real server on loopback with a token of each scope, and clients that show them."""

from __future__ import annotations

import pytest

from tests.support.api_calls import IDS, applied, synced
from tests.support.api_server import ApiServer
from tests.support.provider_server import ProviderServer
from tests.support.providers import KEYS, openai_item

REFERENCES = ("MODELSYNC_LITELLM_PRICES", "MODELSYNC_MODELS_DEV")
"""Read from files that a test writes."""


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """One server for all tests, with a token of each scope."""
    with ProviderServer() as providers:
        folder = tmp_path_factory.mktemp("api")
        references = {name: str(folder / f"{name}.json") for name in REFERENCES}
        variables = {**providers.env(), **references, "MODELSYNC_RETRY_BACKOFF": "0"}
        with ApiServer(folder, **variables) as server:
            server.providers = providers
            server.tokens = {scope: server.token(scope, scope) for scope in ("read", "write")}
            yield server


@pytest.fixture
def server(running):
    """The server with an empty catalogue and OpenAI's four models to be had."""
    running.empty()
    for provider in KEYS:
        running.providers.heal(provider)
        running.providers.delay(provider, 0)
        running.providers.set(provider, [])
    running.providers.set("openai", [openai_item(id_) for id_ in IDS])
    return running


@pytest.fixture
def writer(server):
    with server.client(server.tokens["write"]) as client:
        yield client


@pytest.fixture
def reader(server):
    with server.client(server.tokens["read"]) as client:
        yield client


@pytest.fixture
def stranger(server):
    with server.client() as client:
        yield client


@pytest.fixture
def stocked(server, writer):
    """The writer, with four models in the catalogue, two of them enabled."""
    plan = synced(writer)
    answer = applied(writer, plan, edits={id_: {"enabled": True} for id_ in ("gpt-5", "o5")})
    assert answer.status_code == 200
    return writer
