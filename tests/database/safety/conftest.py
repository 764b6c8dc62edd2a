"""Each provider in turn on a socket, with more models than a flaky list will have."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.support.command_process import modelsync
from tests.support.model_ids import MANY
from tests.support.provider_transport import Providers
from tests.support.providers import ITEM


@pytest.fixture(params=list(ITEM))
def provider(request):
    return request.param


@pytest.fixture
def server(provider_server, environment, monkeypatch, provider):
    """A provider on a socket, whose 130 models are in the catalogue."""
    for name, value in provider_server.env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MODELSYNC_RETRY_BACKOFF", "0")
    provider_server.page_size = {"google": 50, "anthropic": 50}
    provider_server.set(provider, [ITEM[provider](id_) for id_ in MANY[provider]])
    assert modelsync("plan", provider).code == 2
    assert modelsync("apply", "--latest", provider, "--all").code == 0
    return provider_server


class Flaky(Providers):
    """Providers whose second page, or whose answer for one model, is what a test says."""

    def __init__(self):
        super().__init__(page=10)
        self.second_page = None
        self.alone = {}

    async def handle_async_request(self, request):
        asked = request.url.params
        if self.second_page and ("pageToken" in asked or "after_id" in asked):
            return await self.second_page(self, request)
        how = self.alone.get(request.url.path.rpartition("/")[2])
        if how is None:
            return await super().handle_async_request(request)
        if how == "hang":
            await asyncio.sleep(60)
        if how == "refuse":
            raise httpx.ConnectError("no", request=request)
        if isinstance(how, int):
            return httpx.Response(how, json={"error": {"message": "as the test says"}}, request=request)
        status, content = how if isinstance(how, tuple) else (200, how)
        if isinstance(content, str):
            return httpx.Response(status, html=content, request=request)
        return httpx.Response(status, json=content, request=request)


@pytest.fixture
def providers():
    return Flaky()


@pytest.fixture
def service(new_service):
    return new_service(retry_backoff=0)
