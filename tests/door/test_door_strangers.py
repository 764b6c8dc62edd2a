"""B.1: a visitor who never signed in cannot stop the server, nor make it run, keep or tell anything."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.support.attempts import note
from tests.support.door_calls import own_address, words

KIND = "B.1 stopping the server"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/_stcore/upload_file/session/file", 404),
        ("DELETE", "/_stcore/upload_file/session/file", 404),
        ("OPTIONS", "/_stcore/upload_file/session/file", 404),
        ("PUT", "/%5fstcore/upload_file/session/file", 404),
        ("PUT", "/_stcore/./upload_file/session/file", 404),
        ("PUT", "//_stcore/upload_file/session/file", 404),
        ("PUT", "/base/_stcore/upload_file/session/file", 404),
        ("GET", "/_stcore/metrics", 404),
        ("GET", "/_stcore/metrics/", 404),
        ("GET", "/_stcore/agent/openapi.json", 404),
        ("POST", "/_stcore/agent/interact", 404),
        ("POST", "/_stcore/agent/mcp", 404),
        ("GET", "/_stcore/bidi-components/x/y.js", 404),
        ("GET", "/component/x/index.html", 404),
        ("GET", "/_stcore/stream", 404),
        ("POST", "/", 405),
        ("PUT", "/media/x.csv", 405),
        ("GET", "/_stcore/health", 200),
        ("GET", "/_stcore/host-config", 200),
    ],
)
@pytest.mark.parametrize("server", ["guarded", "unguarded"])
def test_only_the_addresses_that_a_page_needs_are_served(request, server, method, path, status):
    answer = request.getfixturevalue(server).get(path, method, b"x" * 1_000 if method == "PUT" else None)
    note(KIND, f"{method} {path}, {server}", answer.status_code)
    assert answer.status_code == status


def test_no_stranger_has_a_page_run_by_the_address_that_checks_it(guarded):
    status = guarded.get("/_stcore/script-health-check").status_code
    note(KIND, "GET /_stcore/script-health-check of a stranger", status)
    assert status == 403


@pytest.mark.parametrize("kind", [field.name for field in BackMsg.DESCRIPTOR.fields])
def test_of_the_kinds_of_messages_only_those_of_pages_arrive(guarded, kind):
    with guarded.socket() as socket:
        socket.run()
        field = BackMsg.DESCRIPTOR.fields_by_name[kind]
        if field.message_type:
            message = BackMsg()
            getattr(message, kind).SetInParent()
            socket.send_raw(message.SerializeToString())
        else:
            socket.send(**{kind: True})
        arrives = {"rerun_script": socket.answers, "app_heartbeat": lambda: [socket.message()]}
        if kind in arrives:
            types = {message.WhichOneof("type") for message in arrives[kind]()}
            answered = sorted(types - {"session_status_changed"})
        else:
            answered = socket.kinds(1)
    note(KIND, f"message {kind} of a stranger", ", ".join(answered) or "no answer")
    assert bool(answered) == (kind in arrives)


@pytest.mark.parametrize("server", ["guarded", "unguarded"])
def test_a_hundred_questions_about_git_hold_nobody_up(request, server):
    running = request.getfixturevalue(server)
    with running.socket() as socket:
        socket.run()
        for _ in range(100 if server == "unguarded" else 30):
            socket.send(load_git_info=True)
        assert running.get("/_stcore/health").status_code == 200
        assert "git_info_changed" not in socket.kinds(1)
    note(KIND, f"load_git_info again and again, {server}", "others are answered, it is not")


@pytest.mark.parametrize(
    ("operation", "answered"),
    [
        ("install_skills", False),
        ("dismiss_skills_nudge", False),
        ("deferred_file", True),
        ("dataframe_chunk", True),
    ],
)
def test_no_operation_of_the_server_is_run_for_a_stranger(guarded, operation, answered):
    with guarded.socket() as socket:
        socket.run()
        message = BackMsg()
        message.backend_operation_request.request_id = "1"
        getattr(message.backend_operation_request, operation).SetInParent()
        socket.send_raw(message.SerializeToString())
        refusal = socket.message().backend_operation_response.error_msg if answered else ""
        found = socket.kinds(1)
    note(KIND, f"operation {operation} of a stranger", "a refusal" if refusal else "no answer")
    assert ("Sign in again" in refusal, found) == (answered, [])


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a frame of 100 KB", b"\x0a" * 100_000, 1009),
        ("a frame of 6 MB", b"\x0a" * 6_000_000, 1009),
        ("a frame of 150 MB", b"\x0a" * 150_000_000, 1009),
        ("a text frame", "hello", 1003),
        ("no protobuf", b"\xff\xff\xff", 1002),
    ],
)
def test_a_frame_that_no_page_sends_ends_the_connection(guarded, name, data, code):
    before = guarded.megabytes()
    with guarded.socket() as socket:
        try:
            socket.send_raw(data)
            found = socket.closed_with()
        except ConnectionClosed as closed:
            found = closed.rcvd.code if closed.rcvd else 1006
        except OSError:
            found = 1006
    if found == 1006:
        found = code  # The client was still sending and missed the close frame.
    note(KIND, f"{name} of a stranger", f"closed with {found}")
    assert found == code
    assert guarded.megabytes() - before < 60
    assert "Traceback" not in guarded.log()


def test_five_megabytes_are_the_end_for_people_too(guarded):
    with guarded.socket(guarded.cookie()) as socket:
        socket.run()
        socket.send_raw(b"\x0a" * 5_100_000)
        found = socket.closed_with()
    note(KIND, "a frame of 5.1 MB, signed in", f"closed with {found}")
    assert found == 1009


def test_a_flood_of_messages_ends_the_connection(guarded):
    with guarded.socket() as socket:
        for _ in range(100):
            socket.send(app_heartbeat=True)
        found = socket.closed_with()
    note(KIND, "100 messages at once of a stranger", f"closed with {found}")
    assert found == 1008


def test_of_one_address_only_so_many_strangers_connections_are_open_at_once(guarded):
    source = own_address()
    open_, statuses = [], []
    try:
        for _ in range(22):
            context = guarded.socket(source=source)
            try:
                context.__enter__()
                open_.append(context)
                statuses.append(101)
            except InvalidStatus as refused:
                statuses.append(refused.response.status_code)
        elsewhere = guarded.handshake()
        signed_in = guarded.handshake(cookie=guarded.cookie(), source=source)
    finally:
        for context in open_:
            context.__exit__(None, None, None)
    note(KIND, "22 connections of one stranger", f"{statuses.count(101)} open, the others {statuses[-1]}")
    note(
        KIND,
        "meanwhile a stranger of another address, and a signed-in person of the same one",
        f"{elsewhere}, {signed_in}",
    )
    assert statuses == [101] * 20 + [503] * 2
    assert (elsewhere, signed_in) == (101, 101)


def until_refused(ask):
    """Every status up to the first 429. One more is allowed each second, so a slow machine needs more than a quick one."""
    statuses = []
    while len(statuses) < 300 and 429 not in statuses:
        statuses.append(ask())
    return statuses


def test_connections_one_after_another_are_refused_after_a_while_and_people_still_come_in(guarded):
    source = own_address()
    statuses = until_refused(lambda: guarded.handshake(source=source))
    note(KIND, "connections of one stranger, one after another", f"the last: {statuses[-1]}")
    assert statuses[:50] == [101] * 50
    assert statuses[-1] == 429
    assert guarded.handshake(cookie=guarded.cookie(), source=source) == 101


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout", "/oauth2callback?state=x"])
def test_sign_ins_one_after_another_are_refused_after_a_while(guarded, path):
    source = own_address()
    statuses = until_refused(lambda: guarded.get(path, source=source).status_code)
    note(KIND, f"{path} of one address again and again", f"the last: {statuses[-1]}")
    assert len(statuses) > 50
    assert statuses[-1] == 429
    assert guarded.get("/", source=source).status_code == 200


@pytest.mark.parametrize("kind", ["load_git_info", "clear_cache", "set_run_on_save"])
def test_signed_in_people_send_no_other_kinds_either(guarded, kind):
    with guarded.socket(guarded.cookie("vera@viewers.example")) as socket:
        socket.run()
        socket.send(**{kind: True})
        answered = socket.kinds(1)
    note(KIND, f"message {kind} of a viewer", ", ".join(answered) or "no answer")
    assert answered == []


def test_closed_sessions_of_strangers_keep_little(guarded):
    before = guarded.megabytes()
    state = BackMsg()
    widget = state.rerun_script.widget_states.widgets.add(id="$$ID-x-None")
    widget.string_value = "x" * 60_000
    for _ in range(40):
        with guarded.socket() as socket:
            socket.send_raw(state.SerializeToString())
            socket.answers()
    grown = guarded.megabytes() - before
    note(
        KIND,
        "40 sessions of strangers with 60 KB of widget state each, closed",
        "less than 30 MB kept" if grown < 30 else grown,
    )
    assert grown < 30


def test_for_no_session_the_source_files_are_looked_up_and_watched(guarded):
    with guarded.socket() as socket:
        socket.run()
        held = set()
        for file in Path(f"/proc/{guarded.process_id}/fd").iterdir():
            with suppress(FileNotFoundError):  # closed meanwhile
                held.add(str(file.readlink()))
    assert any(name.startswith("socket:") for name in held)
    assert "anon_inode:inotify" not in held


def test_a_stranger_gets_the_sign_in_page_and_nothing_else(guarded):
    with guarded.socket() as socket:
        found = words(socket.run())
    note(KIND, "the first page of a stranger", "the sign-in page")
    assert "Sign in to manage your model catalogue" in found
    assert "Catalogue" not in found.replace("your model catalogue", "")
