"""A real OpenID Connect provider on loopback, with people whose claims differ. Asserts nothing but that it starts."""

from __future__ import annotations

import json
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


@contextmanager
def identity_provider(seconds=3600):
    """A provider whose ID tokens are valid so long; gives its address."""
    port = free_port()
    people = [f"--user-claims={json.dumps({'sub': name, **claims})}" for name, claims in PEOPLE.items()]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", f"--port={port}"]
    process = subprocess.Popen(
        [*command, f"--token-max-age={seconds}", *people],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert until(lambda: _answers(f"http://127.0.0.1:{port}/.well-known/openid-configuration"), 60)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False
