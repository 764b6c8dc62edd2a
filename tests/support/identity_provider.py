"""A real OpenID Connect provider on loopback, with people whose claims differ. Asserts nothing but that it starts."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from hashlib import sha256

from tests.support.server_process import free_port, until

PEOPLE = {
    "ada": {"email": "Ada@Example.com", "email_verified": True},
    "vera": {"email": "vera@viewers.example", "email_verified": True},
    "eve": {"email": "eve@elsewhere.example", "email_verified": True},
    "uma": {"email": "uma@example.com", "email_verified": False},
    "nobody": {"email_verified": True},
    "grace": {
        "email": "grace@viewers.example",
        "email_verified": True,
        "groups": [sha256(bytes([number])).hexdigest()[:36] for number in range(120)],
    },
    "mallory": {"email": "mallory\x1b[2J@viewers.example", "email_verified": True},
}

_OVER_TLS = """
import sys, uvicorn
from oidc_provider_mock import User, app
port, certificate, key = sys.argv[1:]
people = [User(sub="vera", claims={"email": "vera@viewers.example", "email_verified": True})]
uvicorn.run(app(user_claims=people), interface="wsgi", port=int(port), ssl_certfile=certificate, ssl_keyfile=key)
"""


@contextmanager
def identity_provider(seconds=3600):
    """A provider whose ID tokens are valid so long; gives its address."""
    port = free_port()
    people = [f"--user-claims={json.dumps({'sub': name, **claims})}" for name, claims in PEOPLE.items()]
    command = ["-m", "oidc_provider_mock", f"--port={port}", f"--token-max-age={seconds}", *people]
    with _started(command, f"http://127.0.0.1:{port}") as address:
        yield address


@contextmanager
def identity_provider_over_tls(certificate, key):
    """A provider of https://localhost that knows Vera alone; gives its address."""
    port = free_port()
    trusted = ssl.create_default_context(cafile=certificate)
    command = ["-c", _OVER_TLS, str(port), str(certificate), str(key)]
    with _started(command, f"https://localhost:{port}", trusted) as address:
        yield address


@contextmanager
def _started(arguments, address, trusted=None):
    command = [sys.executable, "-W", "ignore", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert until(lambda: _answers(f"{address}/.well-known/openid-configuration", trusted), 60)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _answers(url, trusted):
    try:
        with urllib.request.urlopen(url, timeout=2, context=trusted) as answer:
            return answer.status == 200
    except OSError:
        return False
