"""The loopback server that end-to-end tests lean on does what it promises, over a real socket."""

from __future__ import annotations

import time

import httpx
import pytest

from tests.support.provider_server import ProviderServer
from tests.support.providers import KEYS, anthropic_item, google_item, openai_item

AUTH = {
    "openai": {"Authorization": f"Bearer {KEYS['openai']}"},
    "google": {"x-goog-api-key": KEYS["google"]},
    "anthropic": {"x-api-key": KEYS["anthropic"], "anthropic-version": "2023-06-01"},
}
MODELS = {"openai": "/models", "google": "/v1beta/models", "anthropic": "/v1/models"}
ITEM = {"openai": openai_item, "google": google_item, "anthropic": anthropic_item}
PROVIDERS = list(KEYS)


@pytest.fixture
def server():
    with ProviderServer() as running:
        yield running


def get(server, provider, suffix="", *, params=None, headers=None, timeout=5):
    url = server.url(provider) + MODELS[provider] + suffix
    sent = AUTH[provider] if headers is None else headers
    return httpx.get(url, params=params, headers=sent, timeout=timeout, trust_env=False)


def walk(server, provider):
    """The ids of every page, and how many pages there were."""
    ids, params, pages = [], {}, 0
    while params is not None:
        body = get(server, provider, params=params).json()
        pages += 1
        if provider == "google":
            ids += [item["name"] for item in body.get("models", [])]
            token = body.get("nextPageToken")
            params = {"pageToken": token} if token else None
        else:
            ids += [item["id"] for item in body["data"]]
            params = {"after_id": body["last_id"]} if body.get("has_more") else None
    return ids, pages


@pytest.mark.parametrize(("provider", "pages"), [("openai", 1), ("google", 3), ("anthropic", 3)])
def test_the_pages_make_the_whole_list(server, provider, pages):
    server.set(provider, [ITEM[provider](f"model-{number}") for number in range(12)])
    ids, walked = walk(server, provider)
    assert [i.removeprefix("models/") for i in ids] == [f"model-{number}" for number in range(12)]
    assert walked == pages


def test_the_page_size_can_be_set_per_provider(server):
    server.page_size["google"] = 1
    server.set("google", [google_item("a"), google_item("b")])
    assert walk(server, "google") == (["models/a", "models/b"], 2)


def test_an_empty_list_has_each_providers_own_shape(server):
    assert get(server, "openai").json() == {"object": "list", "data": []}
    assert get(server, "google").json() == {}
    assert get(server, "anthropic").json() == {
        "data": [],
        "has_more": False,
        "first_id": None,
        "last_id": None,
    }


def test_retired_models_come_only_when_asked_for(server):
    server.set("anthropic", [anthropic_item("old", lifecycle="retired"), anthropic_item("new")])
    retired = get(server, "anthropic", params={"lifecycle[]": ["active", "retired"]}).json()
    assert [item["id"] for item in retired["data"]] == ["old", "new"]
    assert walk(server, "anthropic") == (["new"], 1)


@pytest.mark.parametrize(("provider", "status"), [("openai", 401), ("google", 400), ("anthropic", 401)])
def test_a_wrong_key_is_refused(server, provider, status):
    wrong = {name: value.replace(KEYS[provider], "other") for name, value in AUTH[provider].items()}
    assert get(server, provider, headers=wrong).status_code == status


def test_anthropic_without_a_version_is_refused(server):
    assert get(server, "anthropic", headers={"x-api-key": KEYS["anthropic"]}).status_code == 400


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_single_model_answers_while_listed_or_unlisted_and_is_404_otherwise(server, provider):
    item = ITEM[provider]
    server.set(provider, [item("ft:listed")], unlisted=[item("hidden")])
    assert get(server, provider, "/ft%3Alisted").json() == item("ft:listed")
    assert get(server, provider, "/hidden").json() == item("hidden")
    assert get(server, provider, "/gone").status_code == 404
    assert len(walk(server, provider)[0]) == 1


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_failing_provider_fails_alone_until_it_is_healed(server, provider):
    server.fail(provider, 503, {"error": "busy"}, {"Retry-After": "1"})
    response = get(server, provider)
    assert (response.status_code, response.json()) == (503, {"error": "busy"})
    assert response.headers["retry-after"] == "1"
    assert all(get(server, other).status_code == 200 for other in PROVIDERS if other != provider)
    server.heal(provider)
    assert get(server, provider).status_code == 200


def test_a_failure_can_be_limited_to_some_requests(server):
    server.fail("google", 429, {}, times=2)
    assert [get(server, "google").status_code for _ in range(3)] == [429, 429, 200]


def test_text_fails_as_html_and_a_wrong_length_cuts_the_body_off(server):
    server.fail("openai", 200, "<html>", {"Content-Length": "100"})
    with pytest.raises(httpx.RemoteProtocolError):
        get(server, "openai")
    server.fail("openai", 200, "<html>")
    assert get(server, "openai").headers["content-type"].startswith("text/html")


def test_a_delay_holds_the_answer_back_and_does_not_hold_up_the_end():
    began = time.monotonic()
    with ProviderServer() as server:
        server.delay("openai", 30)
        with pytest.raises(httpx.ReadTimeout):
            get(server, "openai", timeout=0.2)
    assert time.monotonic() - began < 25


def test_every_request_is_in_the_log(server):
    get(server, "google", params={"pageSize": "7"})
    [request] = server.requests
    assert (request.method, request.path) == ("GET", "/google/v1beta/models?pageSize=7")
    assert request.headers["x-goog-api-key"] == KEYS["google"]


def test_the_variables_hold_keys_and_base_urls_of_all_three(server):
    env = server.env()
    assert env["OPENAI_BASE_URL"].endswith("/openai/v1")
    assert env["GOOGLE_GEMINI_BASE_URL"].endswith("/google")
    assert env["ANTHROPIC_BASE_URL"].endswith("/anthropic")
    assert [env[f"{name}_API_KEY"] for name in ("OPENAI", "GOOGLE", "ANTHROPIC")] == list(KEYS.values())


def test_an_unknown_prefix_is_a_404_in_html(server):
    root = server.url("openai").removesuffix("/openai/v1")
    assert httpx.get(f"{root}/elsewhere", trust_env=False).status_code == 404
