"""Lists of configured providers without a socket: a transport that answers by host, and services on a providers.toml."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import httpx

HOST = "https://{}.example/v1"


def entry(model_id, **extra):
    """An entry as a compatible server sends it; ``extra`` adds keys."""
    return {"id": model_id, "object": "model", "owned_by": "somebody", **extra}


def toml(**tables):
    """A file of providers: each keyword is a table, with its keys as a dict; _ in a name stands for -."""
    lines = []
    for name, keys in tables.items():
        lines.append(f"[providers.{name.replace('_', '-')}]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
    Path("providers.toml").write_text("\n".join([*lines, ""]), encoding="utf-8")


def house(name="house", **keys):
    """The table of a compatible server without a key at a host of its own."""
    return {"kind": "openai-compatible", "base_url": HOST.format(name), **keys}


class Lists(httpx.AsyncBaseTransport):
    """By host: a body for its list (bytes as they are, a list as the entries under ``data``); models on their own are gone.

    ``answers`` are own ids that still answer, ``asked`` the requests so far.
    """

    def __init__(self):
        self.bodies = {}
        self.answers = set()
        self.asked = []

    def set(self, host, body):
        self.bodies[host] = body

    async def handle_async_request(self, request):
        self.asked.append(request)
        path = unquote(request.url.raw_path.decode())
        body = self.bodies[request.url.host]
        if "/models/" not in path:
            content = body if isinstance(body, bytes) else json.dumps({"data": body}).encode()
            return httpx.Response(200, content=content, request=request)
        own = path.partition("/models/")[2]
        if own in self.answers:
            return httpx.Response(200, json={"id": own}, request=request)
        gone = {"error": {"code": "model_not_found", "message": "no such model"}}
        return httpx.Response(404, json=gone, request=request)
