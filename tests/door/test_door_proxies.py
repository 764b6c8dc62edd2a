"""B.5: without a login only direct visitors of this machine are served, whatever a proxy in between rewrites."""

from __future__ import annotations

import pytest

from tests.support.attempts import note

KIND = "B.5 proxies without a login"
MARKS = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Host": "models.example.com",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Server": "proxy",
    "X-Forwarded-Prefix": "/x",
    "Forwarded": "for=203.0.113.7",
    "Via": "1.1 proxy",
    "X-Real-IP": "203.0.113.7",
    "X-Client-IP": "203.0.113.7",
    "True-Client-IP": "203.0.113.7",
    "CF-Connecting-IP": "203.0.113.7",
    "x-forwarded-for": "",
    "X-FORWARDED-FOR": "127.0.0.1",
}


@pytest.mark.parametrize("name", MARKS)
def test_a_request_with_the_mark_of_a_proxy_is_refused(unguarded, name):
    headers = {name: MARKS[name]}
    found = {path: unguarded.get(path, **headers).status_code for path in ("/", "/media/x.csv", "/v1/models")}
    found["WebSocket"] = unguarded.handshake(**headers)
    health = unguarded.get("/api/v1/health", **headers).status_code
    note(
        KIND,
        f"{name}: {MARKS[name]}",
        f"pages, files, API and WebSocket {set(found.values())}, health {health}",
    )
    assert set(found.values()) == {403}
    assert health == 200


@pytest.mark.parametrize("name", MARKS)
def test_with_a_login_a_proxy_may_come(guarded, name):
    headers = {name: MARKS[name]}
    found = (guarded.get("/", **headers).status_code, guarded.handshake(**headers))
    note(KIND, f"with a login, {name}: {MARKS[name]}", f"page {found[0]}, WebSocket {found[1]}")
    assert found == (200, 101)


@pytest.mark.parametrize("server", ["guarded", "unguarded"])
@pytest.mark.parametrize("origin", [None, "", "null", "http://evil.example", "http://127.0.0.1:1"])
def test_a_connection_says_from_which_page_it_comes(request, server, origin):
    status = request.getfixturevalue(server).handshake(Origin=origin)
    note(
        KIND, f"a WebSocket with {'no Origin' if origin is None else f'Origin {origin!r}'}, {server}", status
    )
    assert status == 403


@pytest.mark.parametrize("host", ["models.example.com", "10.0.0.7:8501", "evil.example", ""])
def test_whether_the_server_is_well_may_be_asked_under_any_name(unguarded, host):
    health, page = (unguarded.get(path, Host=host).status_code for path in ("/api/v1/health", "/"))
    note(KIND, f"Host {host!r}", f"health {health}, pages {page}")
    assert (health, page) == (200, 400)
