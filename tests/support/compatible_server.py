"""A loopback server with a list of a compatible server at each path `/NAME/v1/models`; tests set lists, keys and failures."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Compatible:
    """What the server shows: by name the entries, the key that it wants (None: none), and the status of a failure."""

    def __init__(self, url):
        self._url = url
        self.lists = {}
        self.keys = {}
        self.failing = {}
        self.at_once = 0
        self.most_at_once = 0
        self.gate = None

    def url(self, name):
        return f"{self._url}/{name}/v1"

    def set(self, name, *items, key=None):
        self.lists[name], self.keys[name] = list(items), key


@contextmanager
def serving():
    """The server, as long as the block runs."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            with lock:
                state.at_once += 1
                state.most_at_once = max(state.most_at_once, state.at_once)
            if state.gate is not None:
                state.gate()
            status, body = self._answer()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            with lock:
                state.at_once -= 1
            self.wfile.write(json.dumps(body).encode())

        def _answer(self):
            _, name, *rest = self.path.split("/")
            key = state.keys.get(name)
            if name in state.failing:
                return state.failing[name], {"error": {"message": "not today"}}
            if key is not None and self.headers["Authorization"] != f"Bearer {key}":
                return 401, {"error": {"message": "wrong key"}}
            if key is None and self.headers["Authorization"]:
                return 400, {"error": {"message": "a key was sent to a server that wants none"}}
            if rest != ["v1", "models"]:
                return 404, {"error": {"code": "model_not_found", "message": "no such model"}}
            return 200, {"object": "list", "data": state.lists[name]}

        def log_message(self, *args):
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state = Compatible(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
