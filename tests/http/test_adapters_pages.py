"""A fetch gives every page to the end with the right requests, and never a part of a list."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from modelsync.adapters import REGISTRY, Limits
from modelsync.adapters.http.fetch import provider_session
from modelsync.errors import FetchError
from tests.support.adapter_fetch import KEY, LIST_URL, PROVIDERS, QUICK, access, body, entry, failure, fetched

PAGED = ("google", "anthropic")
AUTH = {
    "openai": ("authorization", f"Bearer {KEY}"),
    "google": ("x-goog-api-key", KEY),
    "anthropic": ("x-api-key", KEY),
}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_one_page_is_fetched_with_the_key_in_a_header_only(respx_mock, provider):
    route = respx_mock.get(LIST_URL[provider]).respond(json=body(provider, entry(provider)))
    assert fetched(provider) == [entry(provider)]
    request = route.calls.last.request
    name, value = AUTH[provider]
    assert request.headers[name] == value
    assert request.headers["accept-encoding"] == "gzip, deflate"
    assert KEY not in str(request.url)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_spaces_around_a_key_are_stripped(respx_mock, provider):
    route = respx_mock.get(LIST_URL[provider]).respond(json=body(provider, entry(provider)))
    fetched(provider, access(provider, key=f" {KEY}\n"))
    name, value = AUTH[provider]
    assert route.calls.last.request.headers[name] == value


@pytest.mark.parametrize("provider", PAGED)
def test_every_page_is_fetched_in_order_with_all_parameters(respx_mock, provider):
    route = respx_mock.get(LIST_URL[provider]).mock(
        side_effect=[
            httpx.Response(200, json=body(provider, entry(provider, "a"), after="c&1")),
            httpx.Response(200, json=body(provider, entry(provider, "b"), after="c2")),
            httpx.Response(200, json=body(provider, entry(provider, "c"))),
        ]
    )
    told = []
    items = fetched(provider, on_page=lambda page, count: told.append((page, count)))
    assert items == [entry(provider, name) for name in "abc"]
    assert told == [(1, 1), (2, 2), (3, 3)]
    cursor = REGISTRY[provider].paging.parameter
    queries = [call.request.url.params.multi_items() for call in route.calls]
    first = list(REGISTRY[provider].query)
    assert queries == [first, [*first, (cursor, "c&1")], [*first, (cursor, "c2")]]


def test_anthropic_is_asked_for_every_lifecycle_on_every_page():
    assert ("lifecycle[]", "retired") in REGISTRY["anthropic"].query
    assert ("limit", "1000") in REGISTRY["anthropic"].query


def test_openai_organization_and_project_are_sent_when_set(respx_mock):
    route = respx_mock.get(LIST_URL["openai"]).respond(json=body("openai", entry("openai")))
    fetched("openai", access("openai", OPENAI_ORG_ID="org-1", OPENAI_PROJECT_ID=" "))
    headers = route.calls.last.request.headers
    assert headers["openai-organization"] == "org-1"
    assert "openai-project" not in headers


def test_anthropic_version_is_an_option(respx_mock):
    route = respx_mock.get(LIST_URL["anthropic"]).respond(json=body("anthropic", entry("anthropic")))
    fetched("anthropic")
    fetched("anthropic", access("anthropic", ANTHROPIC_VERSION="2026-10-21"))
    sent = [call.request.headers["anthropic-version"] for call in route.calls]
    assert sent == ["2023-06-01", "2026-10-21"]


def test_google_api_version_is_an_option(respx_mock):
    respx_mock.get(LIST_URL["google"].replace("v1beta", "v1")).respond(json=body("google", entry("google")))
    assert fetched("google", access("google", GOOGLE_GENAI_API_VERSION="v1"))


def test_a_base_url_may_have_a_path_a_port_and_slashes_at_its_end(respx_mock):
    respx_mock.get("http://localhost:8080/proxy/v1/models").respond(json=body("openai", entry("openai")))
    assert fetched("openai", access("openai", base_url=" http://localhost:8080/proxy/v1// "))


def test_google_may_leave_the_list_out_of_a_later_page(respx_mock):
    respx_mock.get(LIST_URL["google"]).mock(
        side_effect=[
            httpx.Response(200, json=body("google", entry("google"), after="t1")),
            httpx.Response(200, json={"nextPageToken": "t2"}),
            httpx.Response(200, json={}),
        ]
    )
    assert fetched("google") == [entry("google")]


@pytest.mark.parametrize(
    ("provider", "second"),
    [
        ("google", {"notice": "moved"}),
        ("google", {"models": None}),
        ("google", {"models": [], "nextPageToken": 5}),
        ("anthropic", {}),
        ("anthropic", {"data": []}),
        ("anthropic", {"data": [], "has_more": True, "last_id": None}),
    ],
)
def test_a_later_page_of_the_wrong_shape_fails_the_whole_fetch(respx_mock, caplog, provider, second):
    respx_mock.get(LIST_URL[provider]).mock(
        side_effect=[
            httpx.Response(200, json=body(provider, entry(provider), after="t1")),
            httpx.Response(200, json=second),
        ]
    )
    assert "known shape" in failure(caplog, provider)


@pytest.mark.parametrize("provider", PAGED)
def test_a_repeated_cursor_is_an_error(respx_mock, caplog, provider):
    route = respx_mock.get(LIST_URL[provider])
    pages = [body(provider, entry(provider, c), after=c) for c in "ab"]
    route.mock(side_effect=[httpx.Response(200, json=page) for page in (*pages, pages[0])])
    sentence = failure(caplog, provider)
    assert "same page marker twice" in sentence
    assert REGISTRY[provider].base_url_variable in sentence


@pytest.mark.parametrize("provider", PAGED)
def test_a_list_without_an_end_stops_at_the_page_limit(caplog, provider):
    asked = []

    def endless(request):
        asked.append(request)
        return httpx.Response(
            200, json=body(provider, entry(provider, str(len(asked))), after=f"c{len(asked)}")
        )

    limits = Limits(pages=7, backoff_seconds=0)
    sentence = failure(caplog, provider, transport=httpx.MockTransport(endless), limits=limits)
    assert "after 7 pages" in sentence
    assert len(asked) == 7


@pytest.mark.parametrize("provider", PAGED)
def test_a_list_has_a_size_limit_over_all_pages(caplog, provider):
    page = {n: body(provider, entry(provider, f"m{n}", text="x" * 600), after=f"c{n}") for n in range(9)}
    answers = iter(page.values())
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=next(answers)))
    sentence = failure(caplog, provider, transport=transport, limits=Limits(listing_bytes=2000))
    assert "list of more than 2,000 bytes" in sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_body_may_have_any_unicode_encoding(respx_mock, provider, encoding):
    text = json.dumps(body(provider, entry(provider, note="ü")), ensure_ascii=False)
    respx_mock.get(LIST_URL[provider]).respond(content=text.encode(encoding))
    assert fetched(provider) == [entry(provider, note="ü")]


def test_redirects_on_the_same_host_are_followed(respx_mock):
    respx_mock.get("https://api.openai.com/v1/models").respond(308, headers={"location": "/v2/models"})
    respx_mock.get("https://api.openai.com/v2/models").respond(
        302, headers={"location": "https://api.openai.com:443/v3"}
    )
    final = respx_mock.get("https://api.openai.com/v3").respond(json=body("openai", entry("openai")))
    assert fetched("openai") == [entry("openai")]
    assert final.calls.last.request.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/v1/models",
        "http://api.openai.com/v1/models",
        "https://api.openai.com:444/v1/models",
        "https://user:password@api.openai.com/v1/models",
        "//evil.example",
        "https://[",
        "/v1/models",
    ],
)
def test_a_redirect_elsewhere_or_in_a_circle_is_refused(respx_mock, caplog, location):
    route = respx_mock.get(LIST_URL["openai"]).respond(302, headers={"location": location})
    sentence = failure(caplog, "openai")
    assert "redirects" in sentence
    assert "OPENAI_BASE_URL" in sentence
    assert "password" not in sentence
    assert route.call_count == (4 if location.startswith("/v1") else 1)


def ask(provider, model_id, asked=None, **arguments):
    async def probe():
        async with provider_session(
            REGISTRY[provider], asked or access(provider), limits=QUICK, **arguments
        ) as session:
            return await session.answer_for(model_id)

    return asyncio.run(probe())


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    ("status", "name", "expected"),
    [
        (200, "a:b/c", "model"),
        (200, "the-model-behind-an-alias", "model"),
        (404, "a:b/c", "not found"),
        (401, "x", "nothing"),
        (500, "x", "nothing"),
    ],
)
def test_a_probe_tells_a_model_a_404_and_nothing_apart(respx_mock, provider, status, name, expected):
    route = respx_mock.get(url__startswith=LIST_URL[provider] + "/").respond(
        status, json=entry(provider, name)
    )
    assert ask(provider, "a:b/c") == expected
    assert route.calls.last.request.url.raw_path.endswith(b"/models/a%3Ab%2Fc")


OWN = {
    "openai": {"error": {"message": "The model 'a:b/c' does not exist", "code": "model_not_found"}},
    "google": {"error": {"code": 404, "message": "Model is not found: models/a:b/c", "status": "NOT_FOUND"}},
    "anthropic": {"type": "error", "error": {"type": "not_found_error", "message": "model: a:b/c"}},
}
OTHER_404 = [
    {"detail": "Not Found"},  # LiteLLM, vLLM
    {
        "error": {
            "message": "Invalid URL (GET /v1/models/a:b/c)",
            "type": "invalid_request_error",
            "code": None,
        }
    },
    {"error": {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}},
    {"type": "error", "error": {"type": "not_found_error", "message": "Not Found"}},
    {"error": "model_not_found"},
    {"error": {"code": ["model_not_found"]}},
    ["model_not_found"],
    None,
]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_only_the_providers_own_404_says_that_there_is_no_such_model(respx_mock, provider):
    route = respx_mock.get(url__startswith=LIST_URL[provider] + "/")
    for answer in OTHER_404:
        route.respond(404, json=answer)
        assert ask(provider, "a:b/c") == "not found", answer
    for content in (b"<html><h1>404 Not Found</h1></html>", b"", b"[" * 50_000, b"\xff"):
        route.respond(404, content=content)
        assert ask(provider, "a:b/c") == "not found", content[:20]
    route.respond(404, json=OWN[provider])
    assert ask(provider, "a:b/c") == "no such model"


@pytest.mark.parametrize("provider", ["google", "anthropic"])
def test_the_404_for_another_model_is_not_that_for_this_one(respx_mock, provider):
    respx_mock.get(url__startswith=LIST_URL[provider] + "/").respond(404, json=OWN[provider])
    assert ask(provider, "another") == "not found"


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b"{}", b'{"id": 5}', b""])
def test_a_probe_that_is_answered_with_anything_else_proves_nothing(respx_mock, answer):
    respx_mock.get(LIST_URL["openai"] + "/x").respond(content=answer)
    assert ask("openai", "x") == "nothing"


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_probe_never_asks_for_an_id_that_would_change_the_path(name):
    assert ask("openai", name) == "nothing"


def test_a_probe_without_key_or_network_proves_nothing():
    def broken(request):
        raise httpx.ConnectError("made up")

    assert ask("openai", "x", transport=httpx.MockTransport(broken)) == "nothing"
    for unusable in (access("openai", key=None), access("openai", base_url="ftp://x")):
        with pytest.raises(FetchError):
            ask("openai", "x", unusable)
