"""The demo's network: answers the three list APIs from packaged samples, and never opens a connection or reads a real key.

There are two generations of each provider's listing. The second one brings new models, a new name, other limits,
announced and passed ends of life, and lacks a model or two: everything that a sync can find.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import httpx

from modelsync.demo.wire import Account, Item, WireRequest, answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEMO_KEY = "demo"
DEMO_BASE_URLS: Mapping[str, str] = {
    "openai": "https://demo-openai.invalid/v1",
    "google": "https://demo-google.invalid",
    "anthropic": "https://demo-anthropic.invalid",
}
LARGEST_PAGE: Mapping[str, int] = {"google": 8, "anthropic": 4, "openai": 1000}
"""Small, so that the demo walks several pages; OpenAI has none."""

_PROVIDER_OF_HOST = {httpx.URL(url).host: provider for provider, url in DEMO_BASE_URLS.items()}


@cache
def sample_items(provider: str, generation: int) -> tuple[Item, ...]:
    """Read the items of a sample listing in the provider's wire shape; generation is 1 or 2."""
    file = resources.files("modelsync.demo").joinpath("listings", f"{provider}-{generation}.json")
    return tuple(json.loads(file.read_text(encoding="utf-8")))


class DemoTransport(httpx.AsyncBaseTransport):
    """Serves the sample listings at ``DEMO_BASE_URLS`` to whoever sends ``DEMO_KEY``.

    ``generation`` says which listing a provider shows, 1 or 2, and is asked at each request.
    """

    def __init__(self, generation: Mapping[str, int] | Callable[[str], int]) -> None:
        self._generation = generation

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        provider = _PROVIDER_OF_HOST.get(request.url.host)
        if provider is None:
            raise httpx.ConnectError(f"The demo does not serve {request.url.host}.", request=request)
        wire_request = WireRequest(
            method=request.method,
            path=request.url.path,
            query=request.url.params.multi_items(),
            headers=request.headers,
        )
        items = sample_items(provider, self._generation_of(provider))
        account = Account(DEMO_KEY, items, largest_page=LARGEST_PAGE[provider])
        reply = answer(provider, wire_request, account)
        return httpx.Response(reply.status, json=reply.body, request=request)

    def _generation_of(self, provider: str) -> int:
        return self._generation(provider) if callable(self._generation) else self._generation[provider]
