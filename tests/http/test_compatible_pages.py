"""Next pages of compatible servers are followed where they are marked in a known way; every other sign of a part fails."""

from __future__ import annotations

import asyncio
import itertools
import json

import httpx
import pytest

from modelsync.adapters import Limits, ProviderAccess, compatible
from modelsync.adapters.http.fetch import fetch_items
from modelsync.adapters.presets import PRESETS
from modelsync.errors import FetchError

BASE = "https://gateway.example/v1"
ADAPTER = compatible.adapter("openai-compatible", PRESETS["openai-compatible"])


def entries(*names):
    return [{"id": name} for name in names]


ONE, TWO = entries("a", "b"), entries("c")
FOLLOWED = {
    "a cursor": ({"data": ONE, "next_cursor": "c2"}, "cursor=c2"),
    "a token": ({"data": ONE, "nextPageToken": "t"}, "pageToken=t"),
    "a token with underscores": ({"data": ONE, "next_page_token": "t"}, "page_token=t"),
    "OpenAI's own": ({"data": ONE, "has_more": True, "last_id": "b"}, "after=b"),
    "an address": ({"data": ONE, "next": f"{BASE}/models?start=2"}, "start=2"),
    "a path": ({"data": ONE, "next": "/v1/models?start=2"}, "start=2"),
    "a query": ({"data": ONE, "next_url": "?start=2"}, "start=2"),
    "a link": ({"data": ONE, "links": {"next": {"href": "/v1/models?start=2"}}}, "start=2"),
    "OData's": ({"data": ONE, "@odata.nextLink": f"{BASE}/models?skip=2"}, "skip=2"),
    "numbers of pages": ({"data": ONE, "page": 1, "total_pages": 2}, "page=2"),
    "numbers within": ({"data": ONE, "pagination": {"page": 1, "total_pages": 2}}, "page=2"),
    "an offset": ({"data": ONE, "offset": 0, "limit": 2, "total": 3}, "offset=2"),
}


def fetched(answer, key=None):
    async def fetch():
        access = ProviderAccess(BASE, key)
        transport = httpx.MockTransport(answer)
        return await fetch_items(ADAPTER, access, transport=transport, limits=Limits(backoff_seconds=0))

    return asyncio.run(fetch())


@pytest.mark.parametrize("way", FOLLOWED)
def test_a_known_mark_is_followed_to_the_end(way):
    first, query = FOLLOWED[way]
    asked = []

    def answer(request):
        asked.append(request.url.query.decode())
        return httpx.Response(200, json={"data": TWO} if len(asked) > 1 else first)

    assert fetched(answer) == ONE + TWO
    assert asked == ["", query]


def test_the_link_header_is_followed():
    asked = []

    def answer(request):
        asked.append(request.url.query.decode())
        link = {} if len(asked) > 1 else {"Link": '</v1/models?start=2>; rel="next"'}
        return httpx.Response(200, json=TWO if len(asked) > 1 else ONE, headers=link)

    assert fetched(answer) == ONE + TWO
    assert asked == ["", "start=2"]


REFUSED = {
    "an unknown cursor": ({"data": ONE, "next": "page-two"}, "only a part of the list"),
    "more without a cursor": ({"data": ONE, "has_more": True}, "only a part of the list"),
    "a total above": ({"data": ONE, "total": 9}, "only a part of the list"),
    "pages without this one's number": ({"data": ONE, "total_pages": 3}, "only a part of the list"),
    "another host": ({"data": ONE, "next": "https://elsewhere.example/models"}, "another host or port"),
    "another port": ({"data": ONE, "next": "https://gateway.example:8443/models"}, "another host or port"),
    "another scheme": ({"data": ONE, "next": "http://gateway.example/models"}, "another host or port"),
    "no list": ({"items": ONE}, 'it has no list "data"'),
    "a text": ("hello", "it is not an object"),
    "an empty array": ([], "empty list"),
    "a null in its place": ({"object": "list", "data": None}, "empty list"),
}


@pytest.mark.parametrize("way", REFUSED)
def test_any_other_sign_of_a_part_fails(way):
    body, said = REFUSED[way]
    with pytest.raises(FetchError, match=said):
        fetched(lambda _: httpx.Response(200, content=json.dumps(body)))


def test_a_mark_that_repeats_has_no_end():
    numbers = itertools.count()

    def answer(_request):
        return httpx.Response(200, json={"data": entries(f"m{next(numbers)}"), "next_cursor": "c"})

    with pytest.raises(FetchError, match="same page marker twice"):
        fetched(answer)


def test_a_server_that_ignores_what_is_asked_for_gave_no_whole_list():
    first = {"data": ONE, "offset": 0, "limit": 2, "total": 4}
    with pytest.raises(FetchError, match="same page twice"):
        fetched(lambda _: httpx.Response(200, json=first))


def test_a_last_page_that_holds_less_than_the_total_fails():
    def answer(request):
        more = {} if request.url.query else {"next_cursor": "c"}
        return httpx.Response(200, json={"data": ONE if more else TWO, "total": 9} | more)

    with pytest.raises(FetchError, match="only a part of the list"):
        fetched(answer)


@pytest.mark.parametrize(("status", "said"), [(401, "wants a key"), (403, "lists no models without a key")])
def test_a_server_that_wants_a_key_after_all_says_where_to_set_it(status, said):
    with pytest.raises(FetchError, match=said):
        fetched(lambda _: httpx.Response(status, json={}))
