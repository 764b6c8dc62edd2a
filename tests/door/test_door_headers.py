"""B.4: headers of every answer, refusals included; cookies for https alone where people come by https."""

from __future__ import annotations

import pytest

from tests.support.attempts import note
from tests.support.door_calls import Guarded

KIND = "B.4 framing"
WANTED = {
    "content-security-policy": "frame-ancestors 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/", {}),
        ("HEAD", "/", {}),
        ("GET", "/catalogue", {}),
        ("GET", "/favicon.png", {}),
        ("GET", "/_stcore/health", {}),
        ("GET", "/_stcore/host-config", {}),
        ("GET", "/_stcore/metrics", {}),
        ("PUT", "/_stcore/upload_file/a/b", {}),
        ("GET", "/media/none.csv", {}),
        ("GET", "/auth/logout", {}),
        ("GET", "/oauth2callback", {}),
        ("GET", "/api/v1/health", {}),
        ("GET", "/api/v1/nowhere", {}),
        ("GET", "/v1/models", {}),
        ("GET", "/", {"Host": "evil.example"}),
    ],
)
def test_every_answer_says_who_may_frame_it(guarded, method, path, headers):
    answer = guarded.get(path, method, **headers)
    missing = [name for name, value in WANTED.items() if value not in answer.headers.get(name, "")]
    note(
        KIND, f"headers of {method} {path}{' of an unknown host' if headers else ''}", missing or "all there"
    )
    assert missing == []
    assert "unsafe-eval" not in answer.headers["content-security-policy"]


def test_streamlit_trusts_no_parent_page(guarded):
    trusted = guarded.get("/_stcore/host-config").json()["allowedOrigins"]
    note(KIND, "origins whose messages a page obeys", trusted or "none")
    assert trusted == []


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_cookies_are_for_https_alone_where_people_come_by_https(tmp_path, scheme):
    with Guarded(
        tmp_path, redirect=f"{scheme}://models.example.com/oauth2callback", MODELSYNC_ADMINS="ada@example.com"
    ) as server:
        cookies = server.get("/", Host="models.example.com").headers.get_list("set-cookie")
        out = server.get("/auth/logout", Host="models.example.com", Cookie="_streamlit_user=x")
        cookies += out.headers.get_list("set-cookie")
    secure = {"secure" in cookie.lower() for cookie in cookies}
    note(
        KIND,
        f"cookies where the redirect address is {scheme}",
        "Secure" if secure == {True} else "as they were",
    )
    assert cookies
    assert secure == {scheme == "https"}
