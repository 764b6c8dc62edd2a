"""Servers are checked with the operating system's certificates, and with those that SSL_CERT_FILE adds."""

from __future__ import annotations

import socket
import ssl
import threading

import pytest
import truststore

from modelsync.adapters.certificates import Certificates
from tests.support.own_certificate import make_certificate


@pytest.fixture
def company(tmp_path):
    """The certificate of a server that only the company knows, and its port."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make_certificate(key, certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_answer, args=(listener, context), daemon=True).start()
        yield certificate, listener.getsockname()[1]


def _answer(listener, context):
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        try:
            context.wrap_socket(connection, server_side=True).close()
        except OSError:
            connection.close()


def test_the_operating_system_knows_whom_to_trust(company, monkeypatch):
    certificate, port = company
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    context = Certificates().context()
    assert isinstance(context, truststore.SSLContext)
    with pytest.raises(ssl.SSLCertVerificationError):
        _greet(context, port)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    _greet(Certificates().context(), port)


def _greet(context, port):
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        context.wrap_socket(connection, server_hostname="localhost").close()


def test_they_are_read_once_for_a_sync_and_anew_for_the_next(monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    certificates = Certificates()
    assert certificates.context() is certificates.context()
    assert Certificates().context() is not certificates.context()


@pytest.mark.parametrize("content", [None, "no certificate", ""])
def test_a_file_that_holds_none_is_an_error(monkeypatch, tmp_path, content):
    file = tmp_path / "certificates.pem"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(OSError):  # noqa: PT011 - each system has its own words
        Certificates().context()
