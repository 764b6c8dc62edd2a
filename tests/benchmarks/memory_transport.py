"""The providers without a socket: gives ready pages to the service, and 404 to whoever asks for one model."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import httpx

from modelsync.adapters import REGISTRY
from tests.benchmarks.listings import pages
from tests.benchmarks.server import CURSOR, NO_MODEL

_HOSTS = {httpx.URL(adapter.default_base_url).host: provider for provider, adapter in REGISTRY.items()}

_CREATED_AT = re.compile(rb'"created_at": "[^"]*"')


class MemoryTransport(httpx.AsyncBaseTransport):
    """The three providers at their own addresses, after ``show`` said what they list."""

    def __init__(self):
        self._pages = {}

    def show(self, provider, models, state):
        self._pages[provider] = pages(provider, models, state)

    def move_release_times(self, provider, days):
        """Send every entry with its release so many days later than at first, as servers do that send the request's time."""
        later = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._pages[provider] = {
            cursor: _CREATED_AT.sub(f'"created_at": "{later}"'.encode(), body)
            for cursor, body in self._pages[provider].items()
        }

    async def handle_async_request(self, request):
        if not request.url.path.endswith("/models"):
            return httpx.Response(404, content=NO_MODEL, request=request)
        provider = _HOSTS[request.url.host]
        cursor = request.url.params.get(CURSOR[provider], "")
        return httpx.Response(200, content=self._pages[provider][cursor], request=request)
