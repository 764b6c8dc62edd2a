"""What stands in for the world in tests: a clock, the three list APIs without a socket, raw rows, and pricing files. Asserts nothing."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import httpx
from list_apis import Account, WireRequest, answer
from provider_server import KEYS

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
_PROVIDER_OF_HOST = {
    "api.openai.com": "openai",
    "generativelanguage.googleapis.com": "google",
    "api.anthropic.com": "anthropic",
}


class Clock:
    """A clock that stands where it is put, and moves on by a second at each look so that no two moments are one."""

    def __init__(self, now=NOON):
        self.now = now

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


class Providers(httpx.AsyncBaseTransport):
    """The three list APIs behind their real addresses, without a socket; small pages, so that short lists have several."""

    def __init__(self, page=4):
        self.listed = {provider: [] for provider in KEYS}
        self.page = page

    def set(self, provider, *items):
        """Replace a provider's listing."""
        self.listed[provider] = list(items)

    async def handle_async_request(self, request):
        provider = _PROVIDER_OF_HOST[request.url.host]
        single = not request.url.path.endswith("/models")
        # Whoever is asked for one model looks only at what has an id.
        items = [i for i in self.listed[provider] if not single or {"id", "name"} & i.keys()]
        account = Account(KEYS[provider], items, largest_page=self.page)
        query = request.url.params.multi_items()
        wire = WireRequest(request.method, request.url.path, query, request.headers)
        reply = answer(provider, wire, account)
        return httpx.Response(reply.status, json=reply.body, request=request)


class Rows:
    """The raw rows of an SQLite file, read without any code of ours."""

    def __init__(self, path):
        self.path = path

    def __call__(self, sql="SELECT * FROM ai_model ORDER BY universal_model_id", *values):
        with closing(sqlite3.connect(self.path)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]

    def run(self, script):
        with closing(sqlite3.connect(self.path)) as connection:
            connection.executescript(script)

    def by_id(self):
        return {row["universal_model_id"]: row for row in self()}


def price_file(directory, provider, *entries):
    """Write a pricing file; an entry is an id, prices from 2025 on as text, and other keys."""
    models = [
        {
            "id": entry["id"],
            **{key: value for key, value in entry.items() if key not in {"id", "input", "output"}},
            "prices": [
                {
                    "from": "2025-01-01",
                    "input_usd_per_mtok": entry.get("input", "1"),
                    "output_usd_per_mtok": entry.get("output", "2"),
                    "source": "by hand",
                }
            ],
        }
        for entry in entries
    ]
    path = directory / f"{provider}-pricing.json"
    path.write_text(json.dumps({"provider": provider, "currency": "USD", "models": models}), encoding="utf-8")
    return path
