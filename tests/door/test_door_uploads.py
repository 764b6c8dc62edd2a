"""The one upload of the dashboard is an admin's, from the dashboard's own form: everybody else is refused, and nothing is kept."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.support.door_calls import Guarded, own_address, words

CSV = b"model_id,name\ngpt-5,Five\n"


def upload(server, token="", *, cookie=None, content=CSV, name="models.csv", **headers):
    own = httpx.HTTPTransport(local_address=own_address())
    sent = {"Origin": server.url, **headers} | ({"Cookie": cookie} if cookie else {})
    sent = {key: value for key, value in sent.items() if value is not None}
    with httpx.Client(transport=own, timeout=20) as client:
        return client.post(
            f"{server.url}/adopt", headers=sent, data={"token": token}, files={"file": (name, content)}
        )


def form_token(server, cookie=None):
    """The proof in the form that Review draws for this person while the catalogue is empty; none for others."""
    with server.socket(cookie) as socket:
        found = re.search(r'name=\\?"token\\?" value=\\?"([0-9a-f.]+)', words(socket.run()))
    return found and found[1]


def test_an_admins_own_form_is_taken_with_their_own_sign_in_alone(tmp_path):
    with Guarded(tmp_path, MODELSYNC_ADMINS="@example.com") as server:
        ada, eve = server.cookie(), server.cookie("eve@example.com")
        assert form_token(server, server.cookie("bob@viewers.example")) is None
        token = form_token(server, ada)
        assert upload(server, token, cookie=eve).status_code == 403
        assert upload(server, token, cookie=ada, content=b"caf\xe9,\n").status_code == 422
        answer = upload(server, token, cookie=ada)
        assert (answer.status_code, answer.headers["location"]) == (303, "./")
        assert server.rows("SELECT actor, state FROM sync_plan") == [
            {"actor": "ada@example.com", "state": "waiting"}
        ]
        server.get("/auth/logout", Cookie=ada, Sec_Fetch_Site="same-origin")
        assert upload(server, token, cookie=ada).status_code == 403


def test_what_stays_behind_is_shown_and_never_as_markup(unguarded):
    csv = b"model_id,provider\n<img src=x onerror=alert(1)>,openai\ngpt-5,<b>Nobody</b>\n"
    answer = upload(unguarded, form_token(unguarded), content=csv, name="<i>models.csv")
    assert answer.status_code == 200
    assert "Nothing to do" in answer.text
    assert "&lt;img src=x onerror=alert(1)&gt;" in answer.text
    assert "<img" not in answer.text
    assert "<b>" not in answer.text
    assert "<i>" not in answer.text
    assert "default-src" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": None}, {"Origin": "null"}]
)
@pytest.mark.parametrize("server", ["guarded", "unguarded"])
def test_another_sites_form_is_refused(request, server, headers):
    running = request.getfixturevalue(server)
    cookie = running.cookie() if server == "guarded" else None
    answer = upload(running, cookie=cookie, **headers)
    assert answer.status_code == 403
    assert "another site" in answer.text


def test_a_stranger_and_a_viewer_upload_nothing(guarded):
    assert upload(guarded).status_code == 403
    assert upload(guarded, cookie=guarded.cookie(seconds=-5)).status_code == 403
    answer = upload(guarded, cookie=guarded.cookie("bob@viewers.example"))
    assert answer.status_code == 403
    assert "may look, but change nothing" in answer.text


@pytest.mark.parametrize("token", ["", "1.00", "x", "99999999999.aa", "é"])
def test_a_form_that_the_dashboard_did_not_draw_is_refused(guarded, unguarded, token):
    for server, cookie in ((guarded, guarded.cookie()), (unguarded, None)):
        answer = upload(server, token, cookie=cookie)
        assert answer.status_code == 403
        assert "not drawn by this dashboard" in answer.text


def test_the_body_is_bounded(unguarded):
    assert upload(unguarded, content=b"x" * 5_300_000).status_code == 413
    for body, kind in ((b"x", "text/plain"), (b"--a\r\n", "multipart/form-data; boundary=a")):
        answer = unguarded.get("/adopt", "POST", body, Origin=unguarded.url, Content_Type=kind)
        assert answer.status_code in {400, 403}
    assert unguarded.get("/adopt", "PUT").status_code == 405
