"""The providers without a socket: gives ready pages to the service, and 404 to whoever asks for one model."""

from __future__ import annotations

import httpx

from modelsync.adapters import REGISTRY
from tests.benchmarks.listings import pages
from tests.benchmarks.server import CURSOR, NO_MODEL

_HOSTS = {httpx.URL(adapter.default_base_url).host: provider for provider, adapter in REGISTRY.items()}


class MemoryTransport(httpx.AsyncBaseTransport):
    """The three providers at their own addresses, after ``show`` said what they list."""

    def __init__(self):
        self._pages = {}

    def show(self, provider, models, state):
        self._pages[provider] = pages(provider, models, state)

    async def handle_async_request(self, request):
        if not request.url.path.endswith("/models"):
            return httpx.Response(404, content=NO_MODEL, request=request)
        provider = _HOSTS[request.url.host]
        cursor = request.url.params.get(CURSOR[provider], "")
        return httpx.Response(200, content=self._pages[provider][cursor], request=request)
