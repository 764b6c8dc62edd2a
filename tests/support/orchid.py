"""A made-up provider, as a person would add it: its adapter, a server for its list, and samples for the demo. Asserts nothing."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from modelsync.adapters.base import Adapter, Paging
from modelsync.adapters.fields import Id, Name, TokenCount, WireModel
from modelsync.core.models import ListedModel
from modelsync.core.providers import FilterTraits, ProviderTraits, TradeRule

KEY = "orchid-made-up-0123456789"


class _Flower(WireModel):
    slug: Id
    title: Name = None
    window: TokenCount = None


def _parse(item):
    flower = _Flower.read(item)
    return ListedModel(
        universal_model_id=flower.slug,
        display_name=flower.title,
        context_window=flower.window,
        unreadable=flower.unreadable,
    )


def adapter(samples):
    return Adapter(
        traits=ProviderTraits(
            name="orchid",
            label="Orchid",
            date_is_final=False,
            filter=FilterTraits(
                families="orchid",
                word_rules=(TradeRule("pollination", "bee*", "Pollinates, does not write text"),),
            ),
        ),
        colour="#8b5cf6",
        key_variables=("ORCHID_API_KEY",),
        key_header="x-orchid-key",
        base_url_variable="ORCHID_BASE_URL",
        default_base_url="https://api.orchid.invalid/garden",
        base_url_hint="it usually ends in /garden",
        options={},
        path="/flowers",
        paging=Paging(parameter="after", cursor_key="next"),
        list_key="flowers",
        id_key="slug",
        parse=_parse,
        samples=samples,
    )


def flower(slug, **extra):
    return {"slug": slug, "title": slug.replace("-", " ").title(), "window": 8192} | extra


@contextmanager
def garden(flowers):
    """The address of a server that lists these, two a page."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            start = int(parse_qs(parts.query).get("after", ["0"])[0])
            body = {"flowers": flowers[start : start + 2]}
            if start + 2 < len(flowers):
                body["next"] = str(start + 2)
            known = self.headers["x-orchid-key"] == KEY and parts.path == "/garden/flowers"
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body if known else {}).encode())

        def log_message(self, *args):
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/garden"
        finally:
            server.shutdown()
            thread.join()


def write_samples(folder):
    """Two generations for the demo: six models, then one new, one renamed, one gone."""
    first = [flower(f"orchid-{number}") for number in range(6)]
    second = [*first[1:], flower("orchid-7")]
    second[0] = second[0] | {"title": "Orchid One"}
    for generation, items in ((1, first), (2, second)):
        (folder / f"orchid-{generation}.json").write_text(json.dumps(items), encoding="utf-8")
