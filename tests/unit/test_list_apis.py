"""The three list APIs that stand in for the providers in tests: pages, filters, and each refusal in the provider's own form."""

from __future__ import annotations

from itertools import chain

import pytest

from tests.support.list_apis import Account, WireRequest, answer
from tests.support.providers import anthropic_item, google_item, openai_item

PROVIDERS = ["openai", "google", "anthropic"]
KEY = "made-up-key"
AUTH = {
    "openai": {"authorization": f"Bearer {KEY}"},
    "google": {"x-goog-api-key": KEY},
    "anthropic": {"x-api-key": KEY, "anthropic-version": "2023-06-01"},
}
MODELS = {"openai": "/v1/models", "google": "/v1beta/models", "anthropic": "/v1/models"}
LISTED = {
    "openai": [openai_item(f"gpt-{number}") for number in range(11)],
    "google": [google_item(f"gemini-{number}") for number in range(20)],
    "anthropic": [
        *(anthropic_item(f"claude-{number}") for number in range(9)),
        anthropic_item("claude-deprecated", lifecycle="deprecated"),
        anthropic_item("claude-retired", lifecycle="retired"),
    ],
}
LARGEST_PAGE = {"openai": 1000, "google": 8, "anthropic": 4}
ALL_STAGES = [("lifecycle[]", stage) for stage in ("active", "deprecated", "retired")]


def get(provider, path=None, *, params=(), headers=None):
    account = Account(KEY, LISTED[provider], largest_page=LARGEST_PAGE[provider])
    sent = AUTH[provider] if headers is None else headers
    return answer(provider, WireRequest("GET", path or MODELS[provider], params, sent), account)


def google_pages():
    token, pages = None, []
    while not pages or token:
        params = [("pageSize", "1000"), *([("pageToken", token)] if token else [])]
        body = get("google", params=params).body
        pages.append([item["name"] for item in body["models"]])
        token = body.get("nextPageToken")
    return pages


def anthropic_pages(stages, limit="1000"):
    after, pages = None, []
    while not pages or after:
        params = [("limit", limit), *stages, *([("after_id", after)] if after else [])]
        body = get("anthropic", params=params).body
        ids = [item["id"] for item in body["data"]]
        assert (body["first_id"], body["last_id"]) == (ids[0], ids[-1])
        pages.append(ids)
        after = body["last_id"] if body["has_more"] else None
    return pages


def test_openai_lists_everything_on_one_page():
    body = get("openai").body
    assert body == {"object": "list", "data": LISTED["openai"]}


def test_google_gives_at_most_eight_a_page_and_the_pages_make_the_list():
    pages = google_pages()
    assert [len(page) for page in pages] == [8, 8, 4]
    assert list(chain(*pages)) == [item["name"] for item in LISTED["google"]]


def test_anthropic_walks_several_pages_to_the_whole_list():
    pages = anthropic_pages(ALL_STAGES)
    assert [len(page) for page in pages] == [4, 4, 3]
    assert list(chain(*pages)) == [item["id"] for item in LISTED["anthropic"]]


def test_anthropic_honours_a_smaller_limit():
    assert {len(page) for page in anthropic_pages((), limit="2")} == {2}


def test_anthropic_leaves_retired_models_out_unless_they_are_asked_for():
    without = set(chain(*anthropic_pages(())))
    retired = set(chain(*anthropic_pages([("lifecycle[]", "retired")])))
    assert retired == {"claude-retired"}
    assert without == {item["id"] for item in LISTED["anthropic"]} - retired


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "after_id=nobody", "lifecycle[]=dead"])
def test_anthropic_refuses_a_query_that_means_nothing(query):
    response = get("anthropic", params=[tuple(query.split("="))])
    assert (response.status, response.body["error"]["type"]) == (400, "invalid_request_error")


@pytest.mark.parametrize("query", ["pageSize=x", "pageToken=nonsense"])
def test_google_refuses_a_query_that_means_nothing(query):
    response = get("google", params=[tuple(query.split("="))])
    assert (response.status, response.body["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_openai_refuses_another_key_in_its_own_form():
    response = get("openai", headers={"authorization": "Bearer other"})
    assert (response.status, response.body["error"]["code"]) == (401, "invalid_api_key")


def test_google_refuses_another_key_with_400_in_its_own_form():
    response = get("google", headers={"x-goog-api-key": "other"})
    assert response.status == 400
    assert response.body["error"]["status"] == "INVALID_ARGUMENT"
    assert response.body["error"]["details"][0]["reason"] == "API_KEY_INVALID"


def test_anthropic_refuses_another_key_in_its_own_form():
    response = get("anthropic", headers=AUTH["anthropic"] | {"x-api-key": "other"})
    assert (response.status, response.body["error"]["type"]) == (401, "authentication_error")


def test_anthropic_insists_on_a_version():
    response = get("anthropic", headers={"x-api-key": KEY})
    assert response.status == 400
    assert "anthropic-version" in response.body["error"]["message"]


@pytest.mark.parametrize(("provider", "status"), [("openai", 401), ("google", 403), ("anthropic", 401)])
def test_a_request_without_a_key_is_refused(provider, status):
    response = get(provider, headers={})
    assert response.status == status
    assert response.body["error"]["message"]


@pytest.mark.parametrize(
    ("provider", "path", "expected"),
    [
        ("openai", "/v1/models/gpt-5", 5),
        ("google", "/v1/models/gemini-5", 5),
        ("anthropic", "/v1/models/claude-5", 5),
    ],
)
def test_a_single_model_is_the_item_of_the_list(provider, path, expected):
    assert get(provider, path).body == LISTED[provider][expected]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_unknown_model_is_a_404_in_the_providers_own_form(provider):
    response = get(provider, f"{MODELS[provider]}/nobody")
    error = response.body["error"]
    assert response.status == 404
    assert "nobody" in error["message"]
    assert "model_not_found" in error.values() or {"NOT_FOUND", "not_found_error"} & set(
        map(str, error.values())
    )


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("path", ["/", "/v2/models", "/v1beta/tunings"])
def test_an_unknown_path_is_a_404(provider, path):
    assert get(provider, path).status == 404
