"""The providers without a socket: gives ready pages to the service, and 404 to whoever asks for one model."""

from __future__ import annotations

import httpx

from tests.benchmarks.listings import FIRST, pages
from tests.benchmarks.server import CURSOR, NO_MODEL


class MemoryTransport(httpx.AsyncBaseTransport):
    """One provider; ``show`` makes another of its listings the current one."""

    def __init__(self, provider, models):
        self._provider, self._models = provider, models
        self.show(FIRST)

    def show(self, state):
        self._pages = pages(self._provider, self._models, state)

    async def handle_async_request(self, request):
        if not request.url.path.endswith("/models"):
            return httpx.Response(404, content=NO_MODEL, request=request)
        cursor = request.url.params.get(CURSOR[self._provider], "")
        return httpx.Response(200, content=self._pages[cursor], request=request)
