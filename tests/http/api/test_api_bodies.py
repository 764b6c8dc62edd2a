"""Bodies that are not as documented: too large, crafted, no JSON; each refused, and nothing changed."""

from __future__ import annotations

import json
import socket

import httpx
import pytest

from tests.support.api_calls import applied, refused, synced


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, {"approved": ["gpt-9"]}),
        (422, {"approved": []}),
        (422, {"approved": ["gpt-5"], "edits": {"o5": {"enabled": True}}}),
        (422, {"approved": ["gpt-5"], "edits": {"gpt-5": {"displayName": " "}}}),
        (422, {"approved": ["gpt-5"], "edits": {"gpt-5": {"displayName": "x" * 256}}}),
        (422, {"approved": ["gpt-5"], "edits": {"gpt-5": {"status": "archived"}}}),
        (422, {"approved": ["gpt-5"], "edits": {"gpt-5": {"enabled": "yes"}}}),
        (422, {"approved": "every"}),
        (422, {"approved": {"gpt-5": True}}),
        (422, {"approved": ["gpt 5"]}),
        (422, {"approved": ["gpt-5\u0000"]}),
        (422, {"approved": ["gpt-5'; DROP TABLE ai_model; --"]}),
        (422, {"approved": "all", "force": "true"}),
        (422, {"approved": "all", "force": 1}),
        (422, {"approved": "all", "reason": "x" * 2001}),
        (422, {"approved": "all", "actor": "local:root"}),
        (422, {"approved": "all", "diff": {}}),
        (422, {}),
        (422, []),
        (422, None),
        (422, "all"),
    ],
)
def test_a_body_that_is_not_as_documented_changes_nothing(server, writer, status, body):
    plan = synced(writer)
    before = server.everything()
    refused(writer.post(f"/api/v1/plans/{plan}/apply", json=body), status)
    assert server.everything() == before


CRAFTED = {
    "deep lists": b'{"approved": ' + b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "NaN": b'{"approved": "all", "reason": NaN}',
    "Infinity": b'{"approved": "all", "force": -Infinity}',
    "overflow": b'{"approved": "all", "force": 1e999}',
    "endless number": b'{"approved": "all", "force": ' + b"9" * 10_000 + b"}",
    "repeated key": b'{"approved": ["gpt-5"], "approved": "all"}',
    "repeated inner key": b'{"approved": ["gpt-5"], "edits": {"gpt-5": {"enabled": false, "enabled": true}}}',
    "nul in a text": b'{"approved": ["gpt-5\\u0000"]}',
    "nul in a key": b'{"approved": "all", "edits": {"\\u0000": {}}}',
    "nul byte": b'{"approved": "all\x00"}',
    "lone surrogate in a text": b'{"approved": "all", "reason": "\\ud800"}',
    "lone surrogate in a key": b'{"approved": "all", "edits": {"\\udfff": {}}, "\\ud800": 1}',
    "not UTF-8": b'{"approved": "all", "reason": "\xff\xfe"}',
    "UTF-16": '{"approved": "everything"}'.encode("utf-16"),
    "turned text": '{"approved": "\u202egnp.exe"}'.encode(),
    "two documents": b'{"approved": "all"}{"approved": "all"}',
    "comment": b'{"approved": "all" /* really */}',
    "cut off": b'{"approved": "al',
    "nothing": b"",
    "white space": b"  ",
}


@pytest.mark.parametrize("body", CRAFTED.values(), ids=CRAFTED.keys())
def test_crafted_json_is_refused_and_changes_nothing(server, writer, body):
    plan = synced(writer)
    before = server.everything()
    kind = {"Content-Type": "application/json"}
    told = refused(writer.post(f"/api/v1/plans/{plan}/apply", content=body, headers=kind), 422)
    assert told["detail"].isprintable()
    assert len(told["detail"]) <= 2000
    assert server.everything() == before


@pytest.mark.parametrize("text", ["\u202eevil", "<script>alert(1)</script>", "=1+1", "a\u0007b\u001b[31m"])
def test_a_strange_reason_is_kept_as_one_harmless_line(server, writer, text):
    assert applied(writer, synced(writer), reason=text).status_code == 200
    [run] = server.rows("SELECT reason FROM sync_run")
    assert run["reason"].isprintable()


def test_a_body_may_have_a_megabyte_whether_it_says_so_or_not(server, writer):
    plan = synced(writer)
    before = server.everything()
    large = json.dumps({"approved": "all", "reason": "x" * 1_000_000}).encode()
    kind = {"Content-Type": "application/json"}
    path = f"/api/v1/plans/{plan}/apply"
    refused(writer.post(path, content=large, headers=kind), 413, "1 MB")
    refused(writer.post(path, content=iter([b" " * 100_000] * 100), headers=kind), 413, "1 MB")
    assert server.everything() == before


@pytest.mark.parametrize(
    ("size", "sent"),
    [
        ("Content-Length: 10000000000", b"{"),
        ("Transfer-Encoding: chunked", (b"186a0\r\n" + b" " * 100_000 + b"\r\n") * 11),
    ],
)
def test_a_body_that_is_too_large_is_answered_before_it_ends(server, writer, size, sent):
    url = httpx.URL(server.url)
    head = "POST /api/v1/plans/x/apply HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    head += f"Authorization: {writer.headers['Authorization']}\r\n{size}\r\n\r\n"
    with socket.create_connection((url.host, url.port), timeout=10) as connection:
        connection.sendall(head.encode())
        connection.sendall(sent)
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", None]
)
def test_a_body_that_is_not_called_json_is_refused(writer, kind):
    headers = {"Content-Type": kind} if kind else {}
    answer = writer.post("/api/v1/plans/x/apply", content=b'{"approved": "all"}', headers=headers)
    refused(answer, 415, "application/json")
