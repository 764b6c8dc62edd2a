"""A listing as a session fetches and reads it."""

from __future__ import annotations

import asyncio

import httpx

from modelsync.adapters import REGISTRY
from modelsync.adapters.http.fetch import provider_session
from tests.support.adapter_fetch import KEY, QUICK, access, body


def listing(provider, items, *, key=KEY, limits=QUICK, **fields):
    """What is read of these entries; ``fields`` stand beside them in the body."""
    answer = httpx.Response(200, json=body(provider, *items, **fields))

    async def fetch():
        async with provider_session(
            REGISTRY[provider],
            access(provider, key=key),
            transport=httpx.MockTransport(lambda _: answer),
            limits=limits,
        ) as session:
            return session.listing(await session.items())

    return asyncio.run(fetch())
