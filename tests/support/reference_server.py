"""A loopback server of references that can fail in every way; for tests only, and never reaches out itself."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.reference_files import as_bytes

SETTINGS = {
    "genai-prices": "MODELSYNC_GENAI_PRICES",
    "litellm": "MODELSYNC_LITELLM_PRICES",
    "models.dev": "MODELSYNC_MODELS_DEV",
    "deprecations": "MODELSYNC_DEPRECATIONS",
}
_CHUNK = b" " * 65_536


class ReferenceServer:
    """Publishes at ``url(source)`` what a test publishes there; ``headers`` are those of every request."""

    def __init__(self):
        self.published = {}
        self.headers = []
        self.closing = threading.Event()

    def url(self, source):
        return f"http://127.0.0.1:{self.http.server_port}/{source}.json"

    def publish(self, source, content, *, status=200, headers=None, after=0.0, padding=0):
        """Answer with this: bytes as they are, anything else as JSON; ``padding`` bytes of white space come first."""
        body = content if isinstance(content, bytes) else as_bytes(content)
        self.published[f"/{source}.json"] = (status, body, headers or {}, after, padding)

    def env(self):
        return {SETTINGS[source]: self.url(source) for source in SETTINGS}


@pytest.fixture
def reference_server(environment, monkeypatch):
    """The server, and the settings that name it."""
    server = ReferenceServer()
    server.http = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(server))
    thread = threading.Thread(target=server.http.serve_forever, args=(0.05,))
    thread.start()
    for name, value in server.env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MODELSYNC_RETRY_BACKOFF", "0")
    yield server
    server.closing.set()
    server.http.shutdown()
    thread.join()
    server.http.server_close()


def _handler_for(server):
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self):
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
            status, body, headers, after, padding = server.published.get(
                self.path, (404, b"nothing here", {}, 0.0, 0)
            )
            server.closing.wait(after)
            try:
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body) + padding), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                for _ in range(padding // len(_CHUNK)):
                    self.wfile.write(_CHUNK)
                self.wfile.write(b" " * (padding % len(_CHUNK)) + body)
            except ConnectionError:
                self.close_connection = True  # the client gave up

        def log_message(self, *args):
            """Stay silent."""

    return Handler
