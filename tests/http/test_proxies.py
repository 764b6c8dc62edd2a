"""Faults of a proxy name the proxy's variable, and NO_PROXY is honoured in every form that other programs know."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from modelsync.adapters import REGISTRY
from modelsync.adapters.http.proxies import proxy_for
from tests.support.adapter_fetch import BASE_VARIABLES, access, body, entry, failure, fetched

NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _without_proxies(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@contextmanager
def answering(status, content=b"{}"):
    """The address of a server that answers every GET and CONNECT so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_CONNECT = do_GET  # noqa: N815 - the name of http.server

        def log_message(self, *args):
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_a_proxy_that_refuses_the_connection_is_blamed_by_its_variable(monkeypatch, caplog, variable):
    monkeypatch.setenv(variable, f"http://user:secret@127.0.0.1:{closed_port()}")
    sentence = failure(caplog, "openai", access("openai", base_url="http://models.example/v1"))
    assert "The proxy on the way to OpenAI refused the connection" in sentence
    assert variable.upper() in sentence
    assert BASE_VARIABLES["openai"] not in sentence
    assert "secret" not in sentence


def test_the_same_for_an_address_with_https(monkeypatch, caplog):
    monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{closed_port()}")
    sentence = failure(caplog, "openai", access("openai", base_url="https://models.example/v1"))
    assert "The proxy on the way to OpenAI refused the connection: check HTTPS_PROXY" in sentence


def test_a_proxy_whose_host_does_not_exist_is_blamed(monkeypatch, caplog):
    monkeypatch.setenv("HTTP_PROXY", f"http://{'x' * 70}.invalid:3128")
    sentence = failure(caplog, "openai", access("openai", base_url="http://models.example/v1"))
    assert "proxy" in sentence
    assert "could not be found: check HTTP_PROXY" in sentence


@pytest.mark.parametrize(
    ("status", "scheme", "what"),
    [(407, "http", "HTTP 407"), (407, "https", "did not pass"), (403, "https", "did not pass")],
)
def test_a_proxy_that_does_not_let_the_request_through_is_blamed(monkeypatch, caplog, status, scheme, what):
    with answering(status) as proxy:
        monkeypatch.setenv(f"{scheme}_proxy", proxy)
        sentence = failure(caplog, "openai", access("openai", base_url=f"{scheme}://models.example/v1"))
    assert what in sentence
    assert f"check {scheme.upper()}_PROXY" in sentence


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        ("socks5://127.0.0.1:1080", "names a socks5 proxy, but only http and https proxies are supported"),
        ("socks5h://user:secret@proxy:1080", "names a socks5h proxy"),
        ("socks4://127.0.0.1:1080", "names a socks4 proxy"),
        ("ftp://127.0.0.1", "names another kind of proxy, but only http and https proxies"),
        ("http://proxy:notaport", "is not a valid address"),
        ("http://", "names no host"),
    ],
)
@pytest.mark.parametrize("variable", ["ALL_PROXY", "HTTP_PROXY"])
def test_a_proxy_that_cannot_be_used_names_cause_and_variable(monkeypatch, caplog, value, cause, variable):
    monkeypatch.setenv(variable, value)
    sentence = failure(caplog, "openai", access("openai", base_url="http://models.example/v1"))
    assert cause in sentence
    assert variable in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize(
    "exceptions",
    [
        "127.0.0.0/8",
        "10.0.0.0/8, 127.0.0.0/8",
        "127.0.0.1",
        "127.0.0.1/32",
        "127.0.0.0/255.0.0.0",
        "example.org 127.0.0.0/8",
        "*",
    ],
)
def test_a_host_of_no_proxy_is_reached_without_one(monkeypatch, exceptions):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("NO_PROXY", exceptions)
    content = httpx.Response(200, json=body("openai", entry("openai"))).content
    with answering(200, content) as address:
        assert fetched("openai", access("openai", base_url=address)) == [entry("openai")]


@pytest.mark.parametrize(
    ("address", "exceptions", "direct"),
    [
        ("http://[::1]:8080/v1", "::1", True),
        ("http://[::1]:8080/v1", "[::1]", True),
        ("http://[fd00::7]/v1", "fd00::/8", True),
        ("http://[fd00::7]/v1", "127.0.0.0/8", False),
        ("http://10.1.2.3:4000/v1", "10.0.0.0/8", True),
        ("http://10.1.2.3:4000/v1", "10.1.2.3:4000", True),
        ("http://10.1.2.3:4000/v1", "10.1.2.3:5000", False),
        ("http://11.1.2.3/v1", "10.0.0.0/8", False),
        ("http://11.1.2.3/v1", "10.0.0.0/99,nonsense/8,,", False),
        ("http://gateway.internal/v1", ".internal", True),
        ("http://gateway.internal/v1", "internal", True),
        ("http://gateway.internal/v1", "10.0.0.0/8", False),
    ],
)
def test_no_proxy_knows_networks_ports_and_domains(monkeypatch, address, exceptions, direct):
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", exceptions)
    assert (proxy_for(httpx.URL(address)) is None) is direct


def test_without_variables_there_is_no_proxy():
    assert proxy_for(httpx.URL(REGISTRY["openai"].default_base_url)) is None
