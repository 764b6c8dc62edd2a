"""A loopback server that takes webhooks: it answers as a test says, and keeps what it was sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Hooks:
    """What arrived, in order; ``answer`` gives the status of the next answer, ``location`` where a redirect leads."""

    url: str = ""
    answer: Callable[[], int] = lambda: 204
    location: str | None = None
    body: bytes = b""
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)

    @property
    def payloads(self):
        return [json.loads(body) for _headers, body in self.got]

    @property
    def taken(self):
        """The types of what was taken, in order."""
        return [payload["type"] for payload in self.payloads]

    def refuse(self, status=503):
        """Refuse what comes, and forget it: only what was taken is kept."""
        self.answer = lambda: status


@pytest.fixture
def hooks():
    """A receiver on a port of its own."""
    state = Hooks()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status = state.answer()
            if status < 300:
                state.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(status)
            if state.location:
                self.send_header("Location", state.location)
            self.send_header("Content-Length", str(len(state.body)))
            self.end_headers()
            self.wfile.write(state.body)

        def log_message(self, *_):
            """Nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()
