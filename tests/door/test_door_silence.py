"""B.1: `modelsync serve` closes connections that are silent, half-sent or unread; each such place is free again."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import pytest

from tests.support.attempts import note
from tests.support.door_calls import Guarded, own_address

KIND = "B.1 stopping the server"
HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"


class Shipped(Guarded):
    """`modelsync serve`."""

    def __init__(self, folder, **variables):
        super().__init__(folder, **variables)
        self.command = ["modelsync", "serve", "--host", "127.0.0.1", "--port", str(self.port)]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Shipped(tmp_path_factory.mktemp("shipped")) as running:
        yield running


def closed_after(server, *parts, pause=4.0, seconds=60):
    """Seconds until the server closes a connection on which these parts are sent, one after each pause."""
    began = time.monotonic()
    with closing(
        socket.create_connection(("127.0.0.1", server.port), source_address=(own_address(), 0))
    ) as connection:
        waiting = list(parts)
        connection.settimeout(pause)
        while time.monotonic() - began < seconds:
            if waiting:
                with suppress(OSError):
                    connection.sendall(waiting.pop(0))
            try:
                if not connection.recv(65_536):
                    return time.monotonic() - began
            except TimeoutError:
                continue
            except OSError:
                return time.monotonic() - began
    return None


HALVES = {
    "a silent connection": [],
    "half a request line": [b"GET / HT"],
    "a head that never ends": [HEAD],
    "a head of which a line comes every four seconds": [HEAD, *[b"X-A: b\r\n"] * 20],
    "half a second request after a first": [HEAD + b"\r\n", HEAD],
    "a slow body at an address that takes none": [
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n",
        *[b"x"] * 20,
    ],
}


def test_what_is_not_complete_after_a_while_is_closed(server):
    with ThreadPoolExecutor(len(HALVES)) as threads:
        took = dict(
            zip(HALVES, threads.map(lambda parts: closed_after(server, *parts), HALVES.values()), strict=True)
        )
    for name, seconds in took.items():
        note(
            KIND, f"{name}, `modelsync serve`", "closed within 40 s" if seconds and seconds < 40 else seconds
        )
    assert all(took.values())
    assert max(took.values()) < 40


def test_of_one_address_only_so_many_connections_are_open(server):
    source = own_address()
    held, refused = [], 0
    for _ in range(320):
        connection = socket.create_connection(("127.0.0.1", server.port), source_address=(source, 0))
        connection.settimeout(0.05)
        held.append(connection)
    for connection in held:
        try:
            refused += not connection.recv(1)
        except TimeoutError:
            continue
        except OSError:
            refused += 1
    others = server.get("/_stcore/health").status_code
    for connection in held:
        connection.close()
    note(
        KIND,
        "320 silent connections of one address, `modelsync serve`",
        f"{refused} closed at once, others get {others}",
    )
    assert (refused, others) == (20, 200)


def test_a_body_that_comes_slowly_to_the_api_is_given_up(server):
    token = server.run("token", "create", "slow", "--scope", "write").strip()
    head = (
        f"POST /api/v1/plans/any/apply HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    )
    took = closed_after(server, head.encode(), *[b" "] * 20, seconds=70)
    note(KIND, "a body of the API that comes slowly", "closed within 60 s" if took and took < 60 else took)
    assert took
    assert 25 < took < 60
    assert "Traceback" not in server.log()
