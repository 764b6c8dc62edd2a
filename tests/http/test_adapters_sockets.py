"""What only a real socket can do: break off, drip, explode, refuse, speak no TLS, and never end."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import socket
import ssl
import threading
import time

import pytest

from modelsync.adapters import REGISTRY, Limits
from modelsync.adapters.http.fetch import fetch_items
from tests.support.adapter_fetch import KEY, PROVIDERS, QUICK, access, body, entry, failure
from tests.support.own_certificate import make_certificate


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "*")


@pytest.fixture
def serve():
    """Start a loopback server that answers each connection with what ``answer(request)`` yields; gives its address."""
    servers = []

    def start(answer):
        listener = socket.create_server(("127.0.0.1", 0))
        servers.append(listener)
        threading.Thread(target=_accept, args=(listener, answer), daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in servers:
        listener.close()


def _accept(listener, answer):
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(connection, answer), daemon=True).start()


def _answer(connection, answer):
    with connection:
        try:
            request = connection.recv(65536)
            for chunk in answer(request):
                connection.sendall(chunk)
        except OSError:
            return


def response(content, *headers, length=None):
    lines = ["HTTP/1.1 200 OK", "Content-Type: application/json", "Connection: close", *headers]
    lines.append(f"Content-Length: {len(content) if length is None else length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def at(provider, address):
    return access(provider, base_url=address)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_list_comes_over_a_real_socket(serve, provider):
    address = serve(lambda _: [response(json.dumps(body(provider, entry(provider))).encode())])
    adapter = REGISTRY[provider]
    assert asyncio.run(fetch_items(adapter, at(provider, address), limits=QUICK)) == [entry(provider)]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_body_that_breaks_off_is_never_a_list(serve, caplog, provider):
    content = json.dumps(body(provider, entry(provider))).encode()
    asked = []
    address = serve(lambda request: (asked.append(request), [response(content, length=len(content) + 9)])[1])
    sentence = failure(caplog, provider, at(provider, address))
    assert "broke off" in sentence
    assert address in sentence
    assert len(asked) == 3


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_body_that_drips_ends_with_the_time_for_the_whole_list(serve, caplog, provider):
    def drip(request):
        yield response(b"{", length=10_000)
        for _ in range(1_000):
            time.sleep(0.05)
            yield b" "

    start = time.monotonic()
    sentence = failure(caplog, provider, at(provider, serve(drip)), limits=Limits(seconds=0.5))
    assert "within 0.5 seconds" in sentence
    assert time.monotonic() - start < 20


def test_silence_ends_with_the_time_for_an_answer(serve, caplog):
    def silent(request):
        time.sleep(5)
        yield b""

    limits = Limits(read_seconds=0.2, backoff_seconds=0)
    assert "nothing for 0.2 seconds" in failure(caplog, "openai", at("openai", serve(silent)), limits=limits)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_gzip_bomb_is_stopped_at_the_limit(serve, caplog, provider):
    bomb = gzip.compress(b" " * 60_000_000)
    address = serve(lambda _: [response(bomb, "Content-Encoding: gzip")])
    assert "body of more than 20,000,000 bytes" in failure(caplog, provider, at(provider, address))


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "gzip"])
def test_a_packing_that_was_not_asked_for_or_is_broken_is_refused(serve, caplog, encoding):
    address = serve(lambda _: [response(b"junk", f"Content-Encoding: {encoding}")])
    assert "cannot be unpacked" in failure(caplog, "openai", at("openai", address))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_refused_connection_names_the_base_url(caplog, provider):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    sentence = failure(caplog, provider, at(provider, f"http://127.0.0.1:{port}"))
    assert "refused the connection" in sentence
    assert REGISTRY[provider].base_url_variable in sentence


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_server_that_speaks_no_tls_has_its_own_sentence(serve, caplog, provider):
    address = serve(lambda _: [b"HTTP/1.1 400 Bad Request\r\n\r\n"])
    assert "TLS" in failure(caplog, provider, at(provider, address.replace("http:", "https:")))


def test_a_host_name_that_cannot_exist_is_told_from_a_refusal(caplog):
    sentence = failure(caplog, "openai", at("openai", f"http://{'x' * 70}.invalid/v1"))
    assert "could not be found" in sentence


@pytest.mark.parametrize("junk", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nbroken header\r\n\r\n"])
def test_a_server_that_speaks_no_http_has_its_own_sentence(serve, caplog, junk):
    assert "HTTP" in failure(caplog, "openai", at("openai", serve(lambda _: [junk])))


def test_a_server_that_echoes_the_key_in_a_broken_answer_does_not_leak_it(serve, caplog):
    failure(caplog, "openai", at("openai", serve(lambda _: [f"{KEY} {KEY}\r\n\r\n".encode()])))


@pytest.mark.parametrize("provider", ["google", "anthropic"])
def test_pages_without_an_end_are_stopped(serve, caplog, provider):
    count = itertools.count()

    def endless(request):
        number = next(count)
        yield response(json.dumps(body(provider, entry(provider, f"m{number}"), after=f"c{number}")).encode())

    limits = Limits(pages=20, backoff_seconds=0)
    assert "after 20 pages" in failure(caplog, provider, at(provider, serve(endless)), limits=limits)


def test_a_certificate_that_nobody_signed_is_not_trusted(caplog, own_certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_handshake, args=(listener, context), daemon=True).start()
        sentence = failure(caplog, "openai", at("openai", f"https://127.0.0.1:{listener.getsockname()[1]}"))
    assert "certificate" in sentence
    assert "SSL_CERT_FILE" in sentence


def _handshake(listener, context):
    connection, _ = listener.accept()
    try:
        context.wrap_socket(connection, server_side=True).close()
    except OSError:
        connection.close()


@pytest.fixture
def own_certificate(tmp_path):
    """A certificate made for this test alone."""
    pem, certificate = tmp_path / "own.pem", tmp_path / "c.pem"
    make_certificate(pem, certificate)
    pem.write_text(pem.read_text() + certificate.read_text())
    return pem
