"""Calls of the HTTP API that several test files make, and the shape of a refusal."""

from __future__ import annotations

IDS = ["gpt-5", "gpt-5-mini", "gpt-5.1", "o5"]


def synced(client, provider="openai"):
    """The id of a new plan."""
    answer = client.post(f"/api/v1/providers/{provider}/sync")
    assert answer.status_code == 200, answer.text
    return answer.json()["planId"]


def applied(client, plan, approved="all", **body):
    return client.post(f"/api/v1/plans/{plan}/apply", json={"approved": approved, **body})


def refused(answer, status, *words):
    """The problem of a request that failed, after checking that it is one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == status
    assert body["detail"].endswith(".")
    for word in words:
        assert word in body["detail"]
    return body
