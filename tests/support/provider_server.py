"""A loopback HTTP server that speaks the three list APIs over a real socket; for tests only, and never reaches out itself.

The wire formats are those of ``list_apis``; this adds what tests steer: listings, failures, delays and a log.

    with ProviderServer() as server:
        server.set("google", [google_item("gemini-3.5-flash")])
        subprocess.run(["modelsync", "plan", "google"], env={**os.environ, **server.env()})
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from tests.support.list_apis import Account, WireRequest, answer
from tests.support.providers import KEYS, VARIABLES

BASE_PATHS = {"openai": "/openai/v1", "google": "/google", "anthropic": "/anthropic"}


@dataclass(frozen=True)
class Received:
    """A request that arrived; ``path`` includes the query, ``headers`` has lower-case names."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Failure:
    """What a failing provider sends: a dict as JSON, text and bytes as they are; ``left`` None means until healed."""

    status: int
    body: object
    headers: dict[str, str]
    left: int | None


@dataclass
class Behaviour:
    listed: list = field(default_factory=list)
    unlisted: list = field(default_factory=list)
    failure: Failure | None = None
    seconds: float = 0


class ProviderServer:
    """The three providers on one port of 127.0.0.1, from ``__enter__`` to ``__exit__``; all lists are empty at first.

    ``page_size`` is the largest page by provider, whatever the client asks; small, so that short lists have pages too.
    """

    def __init__(self):
        self.page_size = {"google": 5, "anthropic": 5}
        self.requests: list[Received] = []
        self._behaviour = {provider: Behaviour() for provider in KEYS}
        self._lock = threading.Condition()
        self._is_closing = False

    def __enter__(self):
        self._http = _Server(("127.0.0.1", 0), _handler_for(self))
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *exc):
        with self._lock:
            self._is_closing = True
            self._lock.notify_all()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def url(self, provider):
        """Give the base URL, as it belongs into the provider's variable."""
        return f"http://127.0.0.1:{self._http.server_port}{BASE_PATHS[provider]}"

    def env(self):
        """Give the variables with the keys and base URLs of all three."""
        values = {provider: (KEYS[provider], self.url(provider)) for provider in KEYS}
        return {name: value for p in KEYS for name, value in zip(VARIABLES[p], values[p], strict=True)}

    def set(self, provider, items, unlisted=()):
        """Replace the listing; ``unlisted`` models are in no list, but their single GET still answers."""
        with self._lock:
            self._behaviour[provider].listed = list(items)
            self._behaviour[provider].unlisted = list(unlisted)

    def fail(self, provider, status, body, headers=None, times=None):
        """Answer everything with this until ``heal``, or only the next ``times`` requests."""
        with self._lock:
            self._behaviour[provider].failure = Failure(status, body, headers or {}, times)

    def heal(self, provider):
        with self._lock:
            self._behaviour[provider].failure = None

    def delay(self, provider, seconds):
        """Wait this long before each answer; one that waits longer already is given now."""
        with self._lock:
            self._behaviour[provider].seconds = seconds
            self._lock.notify_all()

    def reply(self, received):
        """Status, headers and body for a request, after the provider's delay."""
        parts = urlsplit(received.path)
        provider, _, rest = parts.path.removeprefix("/").partition("/")
        with self._lock:
            self.requests.append(received)
            if provider not in KEYS:
                return 404, {"Content-Type": "text/html"}, b"<h1>Not Found</h1>"
            behaviour = self._behaviour[provider]
            failure = self._take_failure(behaviour)
            page = self.page_size.get(provider, 1000)
            account = Account(KEYS[provider], behaviour.listed, behaviour.unlisted, page)
            asked, seconds = time.monotonic(), behaviour.seconds
            self._lock.wait_for(
                lambda: self._is_closing or behaviour.seconds <= time.monotonic() - asked, seconds
            )
        if failure:
            return failure.status, *_encoded(failure.body, failure.headers)
        query = parse_qsl(parts.query, keep_blank_values=True)
        wire = WireRequest(received.method, f"/{unquote(rest)}", query, received.headers)
        result = answer(provider, wire, account)
        return result.status, *_encoded(result.body, {})

    @staticmethod
    def _take_failure(behaviour):
        failure = behaviour.failure
        if failure and failure.left is not None:
            failure.left -= 1
            if failure.left <= 0:
                behaviour.failure = None
        return failure


def _encoded(body, headers):
    if isinstance(body, bytes | str):
        kind, content = "text/html; charset=utf-8", body.encode() if isinstance(body, str) else body
    else:
        kind, content = "application/json; charset=utf-8", json.dumps(body).encode()
    return {"Content-Type": kind, **headers}, content


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for the last socket
    request_queue_size = 64


def _handler_for(server):
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self):
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, fields, content = server.reply(Received(self.command, self.path, headers))
            try:
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **fields}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)
            except ConnectionError:
                self.close_connection = True  # the client gave up waiting

        def log_message(self, *args):
            """Stay silent: tests read ``server.requests``."""

    return Handler


@pytest.fixture
def provider_server():
    with ProviderServer() as running:
        yield running
