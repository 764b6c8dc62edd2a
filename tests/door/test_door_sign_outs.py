"""B.2 and B.3: a sign-out ends every window and every copy of the cookie; what an ended sign-in may still read is nothing."""

from __future__ import annotations

import re
import time

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.support.attempts import note
from tests.support.door_calls import Guarded, words
from tests.support.provider_server import ProviderServer
from tests.support.providers import openai_item

OUT = "B.2 signing out"
READ = "B.3 reading without a valid sign-in"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with a login and one model in its catalogue."""
    with ProviderServer() as providers:
        providers.set("openai", [openai_item("gpt-7")])
        with Guarded(tmp_path_factory.mktemp("stocked"), **providers.env()) as running:
            running.run("plan", "openai", code=2)
            running.run("apply", "--latest", "openai", "--all")
            yield running


def page(socket, name, query=""):
    """Run a page in this window; everything that came."""
    message = BackMsg()
    message.rerun_script.page_name = name
    message.rerun_script.query_string = query
    socket.send_raw(message.SerializeToString())
    return words(socket.answers())


def log_out(server, cookie):
    return server.get("/auth/logout", Cookie=cookie).status_code


def wanted_file(socket):
    """Press the download button of the Catalogue; the file's address."""
    message = BackMsg()
    shown = page(socket, "catalogue")
    message.backend_operation_request.request_id = "1"
    message.backend_operation_request.session_id = re.search(r'session_id: "([\w-]+)"', shown)[1]
    file_id = re.search(r'deferred_file_id: "(\w+)"', shown)[1]
    message.backend_operation_request.deferred_file.file_id = file_id
    socket.send_raw(message.SerializeToString())
    return message, re.search(r"/media/[\w.]+", words([socket.message()]))[0]


def test_a_second_window_of_the_same_sign_in_ends_with_the_first(server):
    cookie = server.cookie()
    with server.socket(cookie) as first, server.socket(cookie) as second:
        assert "Signed in as" in page(first, "catalogue")
        assert "Signed in as" in page(second, "catalogue")
        assert log_out(server, cookie) == 302
        after = page(second, "catalogue")
    note(OUT, "the second window after a sign-out in the first", "the sign-in page")
    assert "You logged out. Sign in again." in after
    assert "gpt-7" not in after


def test_a_copied_cookie_opens_nothing_after_the_sign_out(server):
    cookie = server.cookie()
    log_out(server, cookie)
    with server.socket(cookie) as socket:
        found = page(socket, "catalogue")
    note(OUT, "a copied cookie after the sign-out", "the sign-in page")
    assert "You logged out. Sign in again." in found


def test_another_sign_in_of_the_same_person_goes_on(server):
    one, other = server.cookie(), server.cookie()
    log_out(server, one)
    with server.socket(other) as socket:
        found = page(socket, "catalogue")
    note(OUT, "another sign-in of the same person", "goes on")
    assert "Signed in as" in found


def test_the_sign_out_holds_after_a_restart_and_on_another_server_of_the_same_database(server, tmp_path):
    cookie = server.cookie()
    log_out(server, cookie)
    address = f"sqlite:///{server.database}"
    with Guarded(tmp_path / "other", redirect=f"{server.url}/oauth2callback", DATABASE_URL=address) as other:
        found = [
            other.get("/media/none.csv", Cookie=sent, Host=f"127.0.0.1:{server.port}").status_code
            for sent in (server.cookie(), cookie)
        ]
    note(OUT, "a file with the cookie, on another server of the same database", found[1])
    assert found == [404, 403]


def test_a_page_of_another_site_signs_nobody_out(server):
    cookie = server.cookie()
    statuses = [
        server.get("/auth/logout", Cookie=cookie, Sec_Fetch_Site=site).status_code
        for site in ("cross-site", "same-site")
    ]
    with server.socket(cookie) as socket:
        found = page(socket, "catalogue")
    note(OUT, "/auth/logout from a page of another site", f"{statuses[0]}, still signed in")
    assert statuses == [403, 403]
    assert "Signed in as" in found


def test_sign_outs_are_forgotten_when_their_tokens_have_expired(server):
    for seconds in (3600, 4):
        log_out(server, server.cookie(seconds=seconds))
    before = len(server.rows("SELECT * FROM signed_out"))
    time.sleep(4.5)
    log_out(server, server.cookie())
    note(OUT, "sign-outs whose tokens expired", "forgotten at the next sign-out")
    kept = server.rows("SELECT * FROM signed_out")
    assert len(kept) == before
    for row in kept:  # Nothing in it names a person.
        assert row.keys() == {"hash", "expires_at"}
        assert re.fullmatch("[0-9a-f]{64}", row["hash"])


def test_files_are_for_those_who_may_enter(server):
    cookie = server.cookie()
    with server.socket(cookie) as socket:
        _, address = wanted_file(socket)
        found = {"its own sign-in": server.get(address, Cookie=cookie).status_code}
        others = {
            "no cookie": {},
            "a cookie of another secret": {"Cookie": server.cookie(secret="f" * 32)},
            "a cookie of another address": {"Cookie": server.cookie(origin="http://127.0.0.1:1")},
            "an expired sign-in": {"Cookie": server.cookie(seconds=-1)},
            "a stranger's sign-in": {"Cookie": server.cookie("eve@elsewhere.example")},
            "an unverified address": {"Cookie": server.cookie(email_verified=False)},
            "nonsense as the cookie": {"Cookie": "_streamlit_user=chunks-9"},
        }
        found |= {name: server.get(address, **headers).status_code for name, headers in others.items()}
        found["HEAD without a cookie"] = server.get(address, "HEAD").status_code
        log_out(server, cookie)
        found["its own sign-in after the sign-out"] = server.get(address, Cookie=cookie).status_code
    for name, status in found.items():
        note(READ, f"/media/… with {name}", status)
    assert found.pop("its own sign-in") == 200
    assert set(found.values()) == {403}


@pytest.mark.parametrize("how", ["signed out", "expired"])
def test_an_open_window_of_an_ended_sign_in_downloads_nothing_and_sees_no_part_of_a_page(server, how):
    cookie = server.cookie(seconds=15 if how == "expired" else 3600)
    ends = time.time() + 15
    with server.socket(cookie) as socket:
        download, _ = wanted_file(socket)
        shown = page(socket, "catalogue", "model=gpt-7")
        assert "Context" in shown
        fragment = re.search(r'fragment_id: "(\w+)"', shown)[1]
        if how == "expired":
            time.sleep(max(0, ends - time.time()) + 0.5)
        else:
            log_out(server, cookie)
        socket.send_raw(download.SerializeToString())
        answered = socket.message()
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        message.rerun_script.query_string = "model=gpt-7"
        socket.send_raw(message.SerializeToString())
        part = words(socket.answers())
    note(READ, f"a deferred download in an open window, {how}", "a refusal that says to sign in again")
    note(READ, f"a model's details in an open window, {how}", "the sign-in page")
    assert answered.backend_operation_response.request_id == download.backend_operation_request.request_id
    assert "Sign in again" in answered.backend_operation_response.error_msg
    assert "/media/" not in words([answered])
    assert "Sign in again" in part
    assert "Context" not in part
