"""The demo answers as the providers do, offline, in two generations; never asks a real one."""

from __future__ import annotations

import asyncio
from datetime import date
from itertools import chain

import httpx
import pytest

from modelsync.demo.transport import DEMO_BASE_URLS, DEMO_KEY, DemoTransport, sample_items

PROVIDERS = ["openai", "google", "anthropic"]
AUTH = {
    "openai": {"Authorization": f"Bearer {DEMO_KEY}"},
    "google": {"x-goog-api-key": DEMO_KEY},
    "anthropic": {"x-api-key": DEMO_KEY, "anthropic-version": "2023-06-01"},
}
MODELS = {"openai": "/models", "google": "/v1beta/models", "anthropic": "/v1/models"}
ALL_STAGES = [("lifecycle[]", stage) for stage in ("active", "deprecated", "retired")]
LONG_AGO, FAR_AWAY = "2026-11-01", "2029-12-31"


def get(provider, path=None, *, params=(), headers=None, generation=1):
    async def ask():
        transport = DemoTransport({provider: generation})
        async with httpx.AsyncClient(transport=transport) as client:
            url = DEMO_BASE_URLS[provider] + (MODELS[provider] if path is None else path)
            sent = AUTH[provider] if headers is None else headers
            return await client.get(url, params=list(params), headers=sent)

    return asyncio.run(ask())


def google_pages():
    token, pages = None, []
    while not pages or token:
        params = [("pageSize", "1000"), *([("pageToken", token)] if token else [])]
        body = get("google", params=params).json()
        pages.append([item["name"] for item in body["models"]])
        token = body.get("nextPageToken")
    return pages


def anthropic_pages(stages, limit="1000"):
    after, pages = None, []
    while not pages or after:
        params = [("limit", limit), *stages, *([("after_id", after)] if after else [])]
        body = get("anthropic", params=params).json()
        ids = [item["id"] for item in body["data"]]
        assert (body["first_id"], body["last_id"]) == (ids[0], ids[-1])
        pages.append(ids)
        after = body["last_id"] if body["has_more"] else None
    return pages


def samples(provider, generation):
    field = "name" if provider == "google" else "id"
    return {item[field]: item for item in sample_items(provider, generation)}


def changed(provider, field):
    """The ids that both generations hold with different values of this field."""
    before, after = samples(provider, 1), samples(provider, 2)
    return {i: after[i][field] for i in before.keys() & after.keys() if before[i][field] != after[i][field]}


def test_openai_lists_everything_on_one_page():
    body = get("openai").json()
    assert body == {"object": "list", "data": list(sample_items("openai", 1))}


def test_google_gives_at_most_eight_a_page_and_the_pages_make_the_list():
    pages = google_pages()
    assert [len(page) for page in pages] == [8, 8, 4]
    assert list(chain(*pages)) == list(samples("google", 1))


def test_anthropic_walks_several_pages_to_the_whole_list():
    pages = anthropic_pages(ALL_STAGES)
    assert [len(page) for page in pages] == [4, 4, 3]
    assert list(chain(*pages)) == list(samples("anthropic", 1))


def test_anthropic_honours_a_smaller_limit():
    assert {len(page) for page in anthropic_pages((), limit="2")} == {2}


def test_anthropic_leaves_retired_models_out_unless_they_are_asked_for():
    without = set(chain(*anthropic_pages(())))
    retired = set(chain(*anthropic_pages([("lifecycle[]", "retired")])))
    assert retired == {"claude-3-7-sonnet-20250219"}
    assert without == samples("anthropic", 1).keys() - retired


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "after_id=nobody", "lifecycle[]=dead"])
def test_anthropic_refuses_a_query_that_means_nothing(query):
    response = get("anthropic", params=[tuple(query.split("="))])
    assert (response.status_code, response.json()["error"]["type"]) == (400, "invalid_request_error")


@pytest.mark.parametrize("query", ["pageSize=x", "pageToken=nonsense"])
def test_google_refuses_a_query_that_means_nothing(query):
    response = get("google", params=[tuple(query.split("="))])
    assert (response.status_code, response.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_openai_refuses_another_key_in_its_own_form():
    response = get("openai", headers={"Authorization": "Bearer other"})
    assert (response.status_code, response.json()["error"]["code"]) == (401, "invalid_api_key")


def test_google_refuses_another_key_with_400_in_its_own_form():
    response = get("google", headers={"x-goog-api-key": "other"})
    assert response.status_code == 400
    assert response.json()["error"]["status"] == "INVALID_ARGUMENT"
    assert response.json()["error"]["details"][0]["reason"] == "API_KEY_INVALID"


def test_anthropic_refuses_another_key_in_its_own_form():
    response = get("anthropic", headers=AUTH["anthropic"] | {"x-api-key": "other"})
    assert (response.status_code, response.json()["error"]["type"]) == (401, "authentication_error")


def test_anthropic_insists_on_a_version():
    response = get("anthropic", headers={"x-api-key": DEMO_KEY})
    assert response.status_code == 400
    assert "anthropic-version" in response.json()["error"]["message"]


@pytest.mark.parametrize(("provider", "status"), [("openai", 401), ("google", 403), ("anthropic", 401)])
def test_a_request_without_a_key_is_refused(provider, status):
    response = get(provider, headers={})
    assert response.status_code == status
    assert response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("provider", "path", "expected"),
    [
        ("openai", "/models/gpt-5.5", "gpt-5.5"),
        ("google", "/v1/models/gemini-3.5-flash", "models/gemini-3.5-flash"),
        ("anthropic", "/v1/models/claude-opus-4-8", "claude-opus-4-8"),
    ],
)
def test_a_single_model_is_the_item_of_the_list(provider, path, expected):
    assert get(provider, path).json() == samples(provider, 1)[expected]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_unknown_model_is_a_404_in_the_providers_own_form(provider):
    response = get(provider, f"{MODELS[provider]}/nobody")
    error = response.json()["error"]
    assert response.status_code == 404
    assert "nobody" in error["message"]
    assert "model_not_found" in error.values() or {"NOT_FOUND", "not_found_error"} & set(
        map(str, error.values())
    )


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("path", ["/", "/v2/models", "/v1beta/tunings"])
def test_an_unknown_path_is_a_404(provider, path):
    assert get(provider, path).status_code == 404


def test_a_foreign_host_is_never_reached():
    async def ask():
        async with httpx.AsyncClient(transport=DemoTransport({})) as client:
            await client.get("https://api.openai.com/v1/models")

    with pytest.raises(httpx.ConnectError, match=r"api\.openai\.com"):
        asyncio.run(ask())


def test_the_generation_is_asked_at_each_request():
    generations = iter([1, 2])

    async def ask():
        transport = DemoTransport(lambda _provider: next(generations))
        async with httpx.AsyncClient(transport=transport, headers=AUTH["openai"]) as client:
            url = f"{DEMO_BASE_URLS['openai']}/models/gpt-5.6-sol"
            return [(await client.get(url)).status_code for _ in range(2)]

    assert asyncio.run(ask()) == [404, 200]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_second_generation_has_two_new_models_and_lacks_one_or_two(provider):
    before, after = samples(provider, 1).keys(), samples(provider, 2).keys()
    assert len(after - before) == 2
    assert 1 <= len(before - after) <= 2


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("generation", [1, 2])
def test_no_listing_repeats_an_id(provider, generation):
    assert len(samples(provider, generation)) == len(sample_items(provider, generation))


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
