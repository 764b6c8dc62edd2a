"""The demo's network: answers for each provider that has sample listings, and never opens a connection or reads a real key.

There are two generations of each provider's listing. The second one brings new models, a new name, other limits,
announced and passed ends of life, and lacks a model or two: everything that a sync can find.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

import httpx

from modelsync.demo.list_api import DemoListApi, Item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from importlib.resources.abc import Traversable

    from modelsync.adapters import Adapter

DEMO_KEY = "demo"


def sample_items(adapter: Adapter, generation: int) -> list[Item]:
    """The items of a sample listing in the provider's wire shape; generation is 1 or 2."""
    items: list[Item] = json.loads(_file(adapter, generation).read_text(encoding="utf-8"))
    return items


def has_samples(adapter: Adapter) -> bool:
    """Whether the demo can show this provider."""
    return not adapter.problem and all(_file(adapter, generation).is_file() for generation in (1, 2))


def demo_base_url(adapter: Adapter) -> str:
    """Where the demo serves this provider."""
    return DemoListApi(adapter, DEMO_KEY).base_url


def _file(adapter: Adapter, generation: int) -> Traversable:
    folder = adapter.samples or resources.files("modelsync.demo") / "listings"
    return folder / f"{adapter.sample_name}-{generation}.json"


class DemoTransport(httpx.AsyncBaseTransport):
    """Serves the sample listings of these providers to whoever sends ``DEMO_KEY``.

    ``generation`` says which listing a provider shows, 1 or 2, and is asked at each request.
    """

    def __init__(
        self, adapters: Iterable[Adapter], generation: Mapping[str, int] | Callable[[str], int]
    ) -> None:
        apis = [DemoListApi(adapter, DEMO_KEY) for adapter in adapters]
        self._by_host = {httpx.URL(api.base_url).host: api for api in apis}
        self._generation = generation

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        api = self._by_host.get(request.url.host)
        if api is None:
            raise httpx.ConnectError(f"The demo does not serve {request.url.host}.", request=request)
        response = api.answer(request, sample_items(api.adapter, self._generation_of(api.adapter.provider)))
        response.request = request
        return response

    def _generation_of(self, provider: str) -> int:
        return self._generation(provider) if callable(self._generation) else self._generation[provider]
