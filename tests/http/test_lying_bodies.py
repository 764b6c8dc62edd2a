"""Bodies that contradict themselves, repeat the key, are a part of a list or are too much are refused with a sentence."""

from __future__ import annotations

import gzip
import json
import time

import httpx
import pytest

from modelsync.adapters import REGISTRY, Limits
from tests.support.adapter_fetch import (
    BASE_VARIABLES,
    KEY,
    LIST_URL,
    PROVIDERS,
    body,
    entry,
    failure,
    fetched,
)
from tests.support.listing_fetch import listing

FOUR = [{"id": id_} for id_ in "abcd"]


def raw(**lists):
    """A body with its keys as given, repeated ones among them."""
    return ",".join(f'"{name.rstrip("_")}": {json.dumps(value)}' for name, value in lists.items())


@pytest.mark.parametrize(
    "content",
    [
        f"{{{raw(data=FOUR, data_=FOUR[:3])}}}",
        f"{{{raw(data=FOUR, data_=FOUR)}}}",
        f'{{"data": {json.dumps(FOUR)}, "d\\u0061ta": []}}',
        f"{{{raw(data=FOUR, object='list', object_='list')}}}",
        '{"data": [{"id": "a", "id": "b"}]}',
        '{"data": [{"id": "a", "x": {"y": 1, "y": 2}}]}',
        '{"data": [{"id": "a", "active": true, "active": false}]}',
        '{"error": null, "error": {"message": "no"}, "data": [{"id": "a"}]}',
    ],
)
def test_a_body_that_repeats_a_key_is_refused_by_name(respx_mock, caplog, content):
    respx_mock.get(LIST_URL["openai"]).respond(content=content.encode())
    sentence = failure(caplog, "openai")
    assert "twice in one object" in sentence
    assert BASE_VARIABLES["openai"] in sentence


def test_the_name_of_a_repeated_key_is_shown_without_the_key(respx_mock, caplog):
    respx_mock.get(LIST_URL["openai"]).respond(content=f'{{"x {KEY}": 1, "x {KEY}": 2}}'.encode())
    assert '"x [hidden]" twice' in failure(caplog, "openai")


def echoes(provider, text):
    own = REGISTRY[provider].id_key
    prefix = "models/" if provider == "google" else ""
    return [
        entry(provider, **{own: prefix + text}),
        entry(provider, display_name=text),
        entry(provider, displayName=f"Model of {text}."),
        entry(provider, description=f"Bearer {text}"),
        entry(provider, lifecycle=text),
        entry(provider, capabilities={text: True}),
        entry(provider, nobody_reads_this={"deep": [{"in": text}]}),
        entry(provider, **{text: 1}),
    ]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("where", range(8))
def test_a_body_that_holds_the_key_is_refused(respx_mock, caplog, provider, where):
    answer = body(provider, *[entry(provider, f"m{n}") for n in range(30)], echoes(provider, KEY)[where])
    respx_mock.get(LIST_URL[provider]).respond(json=answer)
    sentence = failure(caplog, provider)
    assert "sent the key back" in sentence
    assert BASE_VARIABLES[provider] in sentence


def test_a_key_beside_the_list_is_refused_too(respx_mock, caplog):
    respx_mock.get(LIST_URL["openai"]).respond(json=body("openai", entry("openai"), user=KEY))
    assert "sent the key back" in failure(caplog, "openai")


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"\\u{ord(c):04x}" for c in KEY),
        KEY.replace("/", "\\/"),
        KEY.replace("/", "%2F").replace("+", "%2B"),
        KEY[:5] + "\\u200b" + KEY[5:],
        KEY[:5] + "\\n" + KEY[5:],
    ],
    ids=["escapes", "slash", "percent", "invisible", "line break"],
)
def test_a_key_that_is_written_otherwise_is_the_key(respx_mock, caplog, text):
    content = f'{{"data": [{{"id": "a", "display_name": "{text}"}}]}}'
    respx_mock.get(LIST_URL["openai"]).respond(content=content.encode())
    assert "sent the key back" in failure(caplog, "openai")


@pytest.mark.parametrize("short", ["ollama", "sk-123456789012"])
def test_a_short_key_in_a_list_is_a_warning(short):
    found = listing("openai", [entry("openai", owned_by=short)], key=short)
    assert [(n.code, n.universal_model_id) for n in found.notices] == [("key-in-list", None)]
    assert "OPENAI_API_KEY" in found.notices[0].message
    assert short not in found.notices[0].message
    assert listing("openai", [entry("openai")], key=short).notices == ()


@pytest.mark.parametrize(
    "marks",
    [
        {"next_page_token": "abc"},
        {"next": "x"},
        {"nextPageToken": "x"},
        {"next_cursor": "x"},
        {"links": {"next": "/models?page=2"}},
        {"page": 1, "total_pages": 3},
        {"total": 2},
        {"total_count": 2},
        {"has_more": True},
    ],
    ids=str,
)
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_part_of_a_list_is_never_the_whole(respx_mock, caplog, provider, marks):
    own = {REGISTRY[provider].paging.cursor_key, REGISTRY[provider].paging.more_key}
    if own & marks.keys():
        return  # followed, not refused: the next page is asked for
    respx_mock.get(LIST_URL[provider]).respond(json={**body(provider, entry(provider)), **marks})
    sentence = failure(caplog, provider)
    assert "only a part of the list" in sentence
    assert BASE_VARIABLES[provider] in sentence


def test_a_link_header_to_the_next_page_is_a_mark(respx_mock, caplog):
    headers = {"link": '<https://api.openai.com/v1/models?page=2>; rel="next"'}
    respx_mock.get(LIST_URL["openai"]).respond(json=body("openai", entry("openai")), headers=headers)
    assert "only a part" in failure(caplog, "openai")


@pytest.mark.parametrize("provider", ["google", "anthropic"])
def test_marks_of_a_paged_list_are_held_against_all_its_pages(respx_mock, caplog, provider):
    def pages(total):
        return [
            httpx.Response(
                200, json=body(provider, entry(provider, "a"), after="c", page=1, total=total, total_pages=2)
            ),
            httpx.Response(
                200, json=body(provider, entry(provider, "b"), page=2, total=total, total_pages=2)
            ),
        ]

    respx_mock.get(LIST_URL[provider]).mock(side_effect=pages(2))
    assert len(fetched(provider)) == 2
    respx_mock.get(LIST_URL[provider]).mock(side_effect=pages(3))
    assert 'part of the list, in "total"' in failure(caplog, provider)


@pytest.mark.parametrize(
    "error", ["", {}, False, None, [], 0, {"message": ""}, {"code": None, "message": ""}], ids=str
)
@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("key", ["error", "errors"])
def test_an_empty_error_beside_data_is_no_error(respx_mock, provider, error, key):
    respx_mock.get(LIST_URL[provider]).respond(json={**body(provider, entry(provider)), key: error})
    assert fetched(provider) == [entry(provider)]


@pytest.mark.parametrize(
    "error", ["no", True, 500, {"message": "no"}, {"code": 1}, ["no"], [{"message": "no"}]], ids=str
)
@pytest.mark.parametrize("key", ["error", "errors"])
def test_an_error_beside_data_is_an_error(respx_mock, caplog, error, key):
    respx_mock.get(LIST_URL["openai"]).respond(json={**body("openai", entry("openai")), key: error})
    assert "error message" in failure(caplog, "openai")


def packed(entry_, count):
    content = gzip.compress(b'{"data":[' + b",".join([entry_] * count) + b"]}")
    return httpx.MockTransport(
        lambda _: httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(content))
    )


@pytest.mark.parametrize(
    ("entry_", "count", "what"),
    [
        (b"{}", 2_000_000, "2,000,000 values"),
        (b"0", 9_900_000, "2,000,000 values"),
        (b"[[[]]]", 2_000_000, "2,000,000 values"),
        (b'""', 6_000_000, "2,000,000 values"),
        (b"{}", 50_001, "50,000 entries"),
        (b'{"id":"a"}', 50_001, "50,000 entries"),
    ],
)
def test_more_entries_than_any_list_has_cost_little(caplog, entry_, count, what):
    transport = packed(entry_, count)
    started = time.process_time()
    assert what in failure(caplog, "openai", transport=transport)
    assert time.process_time() - started < 5


def test_entries_are_counted_over_all_pages(caplog):
    numbers = iter(range(100))

    def page(request):
        number = next(numbers)
        return httpx.Response(200, json=body("google", *[entry("google")] * 30, after=f"c{number}"))

    limits = Limits(entries=100, backoff_seconds=0)
    assert "100 entries" in failure(caplog, "google", transport=httpx.MockTransport(page), limits=limits)


def test_as_many_entries_as_allowed_are_read():
    items = [entry("openai", f"m{n}") for n in range(50_000)]
    assert len(listing("openai", items).models) == 50_000


def test_reading_counts_into_the_time_of_the_sync(caplog):
    """What computes cannot be interrupted, so a page that took too long to read is thrown away afterwards."""
    transport = packed(b'{"x":[[],[]]}', 49_000)
    assert "within 0.01 seconds" in failure(
        caplog, "openai", transport=transport, limits=Limits(seconds=0.01)
    )
