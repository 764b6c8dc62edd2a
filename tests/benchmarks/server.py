"""A provider in a process of its own: serves ready pages over loopback, each after the same delay. Reads no key.

`python -m tests.benchmarks.server MODELS STATE DELAY_SECONDS PROVIDER…` prints its port and serves until its standard
input closes.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.benchmarks.listings import FIRST, pages

CURSOR = {"openai": "", "google": "pageToken", "anthropic": "after_id"}
NO_MODEL = b'{"error": {"message": "no such model"}}'


@contextmanager
def serving(*providers, models, state=FIRST, delay=0.0):
    """The base URL of each provider, while its server runs."""
    command = [sys.executable, "-m", __name__, str(models), state, str(delay), *providers]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        port = process.stdout.readline().strip()
        if not port:
            raise RuntimeError("The benchmark's server did not start")
        yield {provider: f"http://127.0.0.1:{port}/{provider}" for provider in providers}
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(10)


class Provider(BaseHTTPRequestHandler):
    """One connection; it stays open, as a provider's does."""

    protocol_version = "HTTP/1.1"
    # Head and body are two writes: without this the second waits for the client's delayed acknowledgement.
    disable_nagle_algorithm = True
    listings: dict[str, dict[str, bytes]]
    delay = 0.0

    def do_GET(self):
        parts = urlsplit(self.path)
        provider = parts.path.split("/")[1]
        cursor = parse_qs(parts.query).get(CURSOR[provider], [""])[0]
        listed = parts.path.endswith("/models")
        body = self.listings[provider][cursor] if listed else NO_MODEL
        time.sleep(self.delay)
        self.send_response(200 if listed else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Stay silent."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # with the default of 5, connections made at once wait a second to be tried again


def main():
    models, state, delay, *providers = sys.argv[1:]
    Provider.listings = {provider: pages(provider, int(models), state) for provider in providers}
    Provider.delay = float(delay)
    server = _Server(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
