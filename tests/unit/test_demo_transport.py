"""The demo answers for each provider as its adapter reads, offline, in two generations; never asks a real one."""

from __future__ import annotations

import asyncio
from datetime import date

import httpx
import pytest
from pydantic import SecretStr

from modelsync.adapters import REGISTRY, ProviderAccess
from modelsync.adapters.http.fetch import fetch_items, provider_session
from modelsync.demo.transport import DEMO_KEY, DemoTransport, demo_base_url, sample_items
from modelsync.errors import FetchError

PROVIDERS = ["openai", "google", "anthropic"]
PAGES = {"openai": 1, "google": 5, "anthropic": 3}
SOMEBODY = {"openai": "gpt-5.5", "google": "gemini-3.5-flash", "anthropic": "claude-opus-4-8"}
LONG_AGO, FAR_AWAY = "2026-11-01", "2029-12-31"


def demo_access(provider, key=DEMO_KEY, **options):
    adapter = REGISTRY[provider]
    return ProviderAccess(demo_base_url(adapter), SecretStr(key), {**adapter.options, **options})


def transport(generation=1):
    return DemoTransport(REGISTRY.values(), dict.fromkeys(PROVIDERS, generation))


def fetched(provider, **access):
    pages = []
    asked = fetch_items(
        REGISTRY[provider],
        demo_access(provider, **access),
        transport=transport(),
        on_page=lambda number, items: pages.append((number, items)),
    )
    return asyncio.run(asked), pages


def samples(provider, generation):
    field = "name" if provider == "google" else "id"
    return {item[field]: item for item in sample_items(REGISTRY[provider], generation)}


def changed(provider, field):
    """The ids that both generations hold with different values of this field."""
    before, after = samples(provider, 1), samples(provider, 2)
    return {i: after[i][field] for i in before.keys() & after.keys() if before[i][field] != after[i][field]}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_pages_make_the_list(provider):
    items, pages = fetched(provider)
    assert items == sample_items(REGISTRY[provider], 1)
    assert len(pages) == PAGES[provider]


def test_an_option_in_the_path_may_have_another_value():
    assert fetched("google", GOOGLE_GENAI_API_VERSION="v1")[0] == sample_items(REGISTRY["google"], 1)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_another_key_than_the_demos_is_refused(provider):
    with pytest.raises(FetchError, match="refuses the key"):
        fetched(provider, key="sk-real-0123456789")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_listed_model_answers_and_another_does_not(provider):
    async def ask():
        async with provider_session(
            REGISTRY[provider], demo_access(provider), transport=transport()
        ) as session:
            return [await session.answer_for(id_) for id_ in (SOMEBODY[provider], "nobody")]

    assert asyncio.run(ask()) == ["model", "not found"]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("path", ["/", "/tunings"])
def test_an_unknown_address_is_no_list(provider, path):
    async def ask():
        adapter = REGISTRY[provider]
        headers = {adapter.key_header: f"{adapter.key_prefix}{DEMO_KEY}"}
        async with httpx.AsyncClient(transport=transport(), headers=headers) as client:
            return (await client.get(demo_base_url(adapter) + path)).status_code

    assert asyncio.run(ask()) == 404


def test_a_foreign_host_is_never_reached():
    async def ask():
        async with httpx.AsyncClient(transport=transport()) as client:
            await client.get("https://api.openai.com/v1/models")

    with pytest.raises(httpx.ConnectError, match=r"api\.openai\.com"):
        asyncio.run(ask())


def test_the_generation_is_asked_at_each_request():
    generations = iter([1, 2])

    async def ask():
        demo = DemoTransport(REGISTRY.values(), lambda _provider: next(generations))
        async with provider_session(REGISTRY["openai"], demo_access("openai"), transport=demo) as session:
            return [await session.answer_for("gpt-5.6-sol") for _ in range(2)]

    assert asyncio.run(ask()) == ["not found", "model"]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_second_generation_has_two_new_models_and_lacks_one_or_two(provider):
    before, after = samples(provider, 1).keys(), samples(provider, 2).keys()
    assert len(after - before) == 2
    assert 1 <= len(before - after) <= 2


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("generation", [1, 2])
def test_no_listing_repeats_an_id(provider, generation):
    assert len(samples(provider, generation)) == len(sample_items(REGISTRY[provider], generation))


def test_openai_announces_one_end_and_passes_another():
    days = sorted(changed("openai", "shutdown_date").values())
    assert len(days) == 2
    assert days[0] < LONG_AGO
    assert days[1] > FAR_AWAY
    assert all(date.fromisoformat(day) for day in days)


def test_google_renames_one_model_and_changes_the_limits_of_another():
    assert changed("google", "displayName") == {"models/gemini-3.1-flash-lite": "Gemini 3.1 Flash-Lite"}
    assert changed("google", "inputTokenLimit") == {"models/gemma-4-31b-it": 262144}
    assert changed("google", "outputTokenLimit") == {"models/gemma-4-31b-it": 32768}


def test_anthropic_deprecates_one_model_and_retires_another_with_dates():
    stages = changed("anthropic", "lifecycle")
    assert sorted(stages.values()) == ["deprecated", "retired"]
    assert changed("anthropic", "deprecated_at").keys() == stages.keys()
    assert changed("anthropic", "retires_at").keys() == stages.keys()
