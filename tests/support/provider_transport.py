"""The three list APIs as an HTTP transport, without a socket."""

from __future__ import annotations

import httpx

from tests.support.list_apis import Account, WireRequest, answer
from tests.support.providers import KEYS

_PROVIDER_OF_HOST = {
    "api.openai.com": "openai",
    "generativelanguage.googleapis.com": "google",
    "api.anthropic.com": "anthropic",
}


class Providers(httpx.AsyncBaseTransport):
    """The three list APIs behind their real addresses, without a socket; small pages, so that short lists have several.

    ``on_single`` is called before one model alone is answered for.
    """

    def __init__(self, page=4):
        self.listed = {provider: [] for provider in KEYS}
        self.unlisted = {provider: [] for provider in KEYS}
        self.page = page
        self.on_single = None

    def set(self, provider, *items, unlisted=()):
        """Replace a provider's listing; ``unlisted`` models are in no list, but their single GET still answers."""
        self.listed[provider] = list(items)
        self.unlisted[provider] = list(unlisted)

    async def handle_async_request(self, request):
        provider = _PROVIDER_OF_HOST[request.url.host]
        single = not request.url.path.endswith("/models")
        if single and self.on_single:
            self.on_single()
        # Whoever is asked for one model looks only at what has an id.
        items = [i for i in self.listed[provider] if not single or {"id", "name"} & i.keys()]
        account = Account(KEYS[provider], items, self.unlisted[provider], self.page)
        query = request.url.params.multi_items()
        wire = WireRequest(request.method, request.url.path, query, request.headers)
        reply = answer(provider, wire, account)
        return httpx.Response(reply.status, json=reply.body, request=request)
