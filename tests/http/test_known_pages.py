"""A list that is byte for byte the one before is not read again; the first page that differs has all of them read."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from modelsync.adapters import REGISTRY
from modelsync.adapters.http.fetch import provider_session
from modelsync.errors import FetchError
from tests.support.adapter_fetch import KEY, QUICK, access, body, entry

JSON = {"content-type": "application/json"}
PAGES = {
    None: body("anthropic", entry("anthropic", "a"), after="a"),
    "a": body("anthropic", entry("anthropic", "b")),
}


class Server:
    """Anthropic's list in two pages; ``changed`` are the parts of an answer that are not as at first, by its cursor."""

    def __init__(self, **changed):
        self.asked = []
        self.changed = changed

    def __call__(self, request):
        cursor = request.url.params.get("after_id")
        self.asked.append(cursor)
        answer = {"headers": JSON, "content": json.dumps(PAGES[cursor]).encode()}
        return httpx.Response(200, **answer | self.changed.get(cursor or "first", {}))


def fetched(server, known=(), *, key=KEY):
    """The fetched list, and the entries so far as each page was told of."""
    told = []

    async def fetch():
        async with provider_session(
            REGISTRY["anthropic"],
            access("anthropic", key=key),
            transport=httpx.MockTransport(server),
            limits=QUICK,
        ) as session:
            return await session.pages(lambda _page, entries: told.append(entries), known)

    return asyncio.run(fetch()), told


@pytest.fixture
def known():
    first, _told = fetched(Server())
    assert not first.is_known
    return first.marks


def test_equal_pages_are_followed_and_told_of_but_not_read_before_somebody_asks(known):
    server = Server()
    again, told = fetched(server, known)
    assert again.is_known
    assert (server.asked, told) == ([None, "a"], [1, 2])
    assert again.items() == again.items() == [entry("anthropic", "a"), entry("anthropic", "b")]
    assert [model.universal_model_id for model in again.listing().models] == ["a", "b"]
    assert len(server.asked) == 2


@pytest.mark.parametrize("page", ["first", "a"])
def test_the_first_page_that_differs_has_all_of_them_read_without_another_request(known, page):
    other = json.dumps(PAGES[None if page == "first" else page] | {"first_id": "x"}).encode()
    server = Server(**{page: {"content": other}})
    again, told = fetched(server, known)
    assert not again.is_known
    assert (server.asked, told) == ([None, "a"], [1, 2])
    assert again.items() == [entry("anthropic", "a"), entry("anthropic", "b")]
    assert fetched(server, again.marks)[0].is_known


def test_a_list_that_ends_earlier_or_later_is_another(known):
    assert not fetched(Server(first={"content": json.dumps(PAGES["a"]).encode()}), known)[0].is_known
    assert not fetched(Server(), known[:1])[0].is_known


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"headers": {"content-type": "text/html"}}, "web page"),
        (
            {"headers": JSON | {"link": '<https://api.anthropic.com/v1/models?p=3>; rel="next"'}},
            "only a part",
        ),
        ({"content": b"{"}, "not valid JSON"),
        ({"content": b'{"data": [], "data": []}'}, "twice in one object"),
    ],
)
def test_what_is_refused_of_a_list_is_refused_behind_equal_pages(known, changed, sentence):
    with pytest.raises(FetchError, match=sentence):
        fetched(Server(a=changed), known)


def test_a_body_is_read_again_with_another_key_which_it_may_hold():
    echo = json.dumps(body("anthropic", entry("anthropic", "a", display_name=KEY))).encode()
    server = Server(first={"content": echo})
    first, _told = fetched(server, key="sk-another-key-0123456789")
    with pytest.raises(FetchError, match="sent the key back"):
        fetched(server, first.marks)
