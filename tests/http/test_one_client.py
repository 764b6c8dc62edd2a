"""A sync keeps one connection for the list and for the second proofs."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from modelsync.core.actors import LOCAL
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.providers import openai_item

IDS = [f"gpt-{number}" for number in range(8)]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    listed = IDS
    connections = 0
    requests = 0

    def process_request(self, request, client_address):
        self.connections += 1
        super().process_request(request, client_address)


class _KeepAlive(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.requests += 1
        is_list = self.path.endswith("/models")
        listing = {"object": "list", "data": [openai_item(id_) for id_ in self.server.listed]}
        body = json.dumps(listing if is_list else {"error": {"code": "model_not_found"}}).encode()
        self.send_response(200 if is_list else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def serving():
    with _Server(("127.0.0.1", 0), _KeepAlive) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_the_second_proof_is_asked_on_the_connection_of_the_list(environment, monkeypatch):
    with serving() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
        service = AiModelSyncService(Settings.read())
        service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
        assert (server.connections, server.requests) == (1, 1)
        server.listed = IDS[1:]
        plan = service.plan(service.sync_with_provider("openai", actor=LOCAL).plan_id)
        service.database.engine.dispose()
    assert plan.context.proofs == {IDS[0]: "gone"}
    assert (server.connections, server.requests) == (2, 3)
