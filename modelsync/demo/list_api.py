"""What a provider's list API answers in the demo, worked out from its adapter alone: keys, pages, single models. Opens no socket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import httpx

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelsync.adapters import Adapter

Item = dict[str, Any]

_PAGE = 4
"""Small, so that the demo walks several pages."""


@dataclass(frozen=True)
class DemoListApi:
    """One provider at a host that does not exist."""

    adapter: Adapter
    key: str

    @property
    def base_url(self) -> str:
        """The provider's default address on another host."""
        path = httpx.URL(self.adapter.default_base_url).path.rstrip("/")
        return f"https://demo-{self.adapter.provider}.invalid{path}"

    def answer(self, request: httpx.Request, items: Sequence[Item]) -> httpx.Response:
        """A page of the listing, or one model of it."""
        sent = request.headers.get(self.adapter.key_header)
        if self.adapter.key_variables and sent != f"{self.adapter.key_prefix}{self.key}":
            return _refusal(401, "The demo takes no other key than its own.")
        asked = re.fullmatch(f"{self._path_pattern()}(?:/(?P<id>.+))?", unquote(request.url.path))
        if request.method != "GET" or asked is None:
            return _refusal(404, "The demo has nothing at this address.")
        if asked["id"] is None:
            return self._page(request, items)
        found = [item for item in items if self.adapter.bare_id(item) == asked["id"]]
        return httpx.Response(200, json=found[0]) if found else _refusal(404, f"There is no {asked['id']}.")

    def _path_pattern(self) -> str:
        """The path of the list, with anything where an option stands."""
        base = re.escape(httpx.URL(self.base_url).path.rstrip("/"))
        return base + re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(self.adapter.path))

    def _page(self, request: httpx.Request, items: Sequence[Item]) -> httpx.Response:
        """What follows the model that the cursor names; all of it where the provider knows no pages."""
        paging = self.adapter.paging
        if paging.parameter is None:
            return httpx.Response(200, json={self.adapter.list_key: list(items)})
        ids = [self.adapter.bare_id(item) for item in items]
        cursor = request.url.params.get(paging.parameter)
        if cursor and cursor not in ids:
            return _refusal(400, "The demo gave no such cursor.")
        start = ids.index(cursor) + 1 if cursor else 0
        page, more = items[start : start + _PAGE], start + _PAGE < len(items)
        body: Item = {self.adapter.list_key: list(page)}
        if more:
            body[paging.cursor_key] = self.adapter.bare_id(page[-1])
        if paging.more_key:
            body[paging.more_key] = more
        return httpx.Response(200, json=body)


def _refusal(status: int, message: str) -> httpx.Response:
    return httpx.Response(status, json={"error": {"message": message}})
