"""Lists of compatible servers, met at the address of a built-in provider, are read or refused, and nothing breaks."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from modelsync.adapters import REGISTRY
from modelsync.adapters.http.fetch import provider_session
from modelsync.core.filters import judge
from modelsync.errors import FetchError
from tests.support.adapter_fetch import PROVIDERS, access
from tests.support.recorded_lists import every_source, recordings

SERVERS = ("cerebras", "deepseek", "groq", "mistral", "openrouter", "togetherai")


async def read(provider, body):
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    async with provider_session(REGISTRY[provider], access(provider), transport=transport) as session:
        return session.listing(await session.items())


READ_BY = {("openai", server) for server in SERVERS if server != "togetherai"}  # Together's is a bare array


@every_source
@pytest.mark.parametrize(("provider", "server"), sorted(READ_BY))
def test_a_list_in_openais_form_is_read_whole(folder, provider, server):
    for recording in recordings(folder, f"compatible/{server}"):
        listing = asyncio.run(read(provider, recording.body))
        assert len(listing.models) == len({item["id"] for item in recording.items})
        assert (listing.unreadable, listing.left_out) == ((), ())
        assert {notice.code for notice in listing.notices} <= {"repeated-id"}


@every_source
@pytest.mark.parametrize(
    ("provider", "server"), sorted({(p, s) for p in PROVIDERS for s in SERVERS} - READ_BY)
)
def test_a_list_in_another_form_is_refused_with_a_sentence(folder, provider, server):
    for recording in recordings(folder, f"compatible/{server}"):
        with pytest.raises(FetchError, match="known shape"):
            asyncio.run(read(provider, recording.body))


@every_source
def test_every_id_of_a_gateway_is_prefixed_not_somebodys_own(folder):
    for recording in recordings(folder, "compatible/openrouter"):
        for model in asyncio.run(read("openai", recording.body)).models:
            assert judge(REGISTRY["openai"].traits, model).rule == "prefixed"
