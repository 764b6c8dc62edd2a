"""What of a WebSocket goes on to the pages, frame by frame."""

from __future__ import annotations

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from modelsync.server.limits import PEOPLE, STRANGERS
from modelsync.server.websocket_frames import Frames


def passed(*messages, may_see=True, allowance=PEOPLE):
    """What the application receives of these, and what was sent to the client."""
    waiting = [{"type": "websocket.receive", **message} for message in messages]
    sent, received = [], []

    async def receive():
        return waiting.pop(0) if waiting else {"type": "websocket.disconnect", "code": 1000}

    async def send(message):
        sent.append(message)

    async def allowed():
        return may_see

    async def run():
        frames = Frames(receive, send, allowance, allowed)
        while True:
            received.append(await frames.receive())
            if received[-1]["type"] == "websocket.disconnect":
                await frames.send({"type": "websocket.send", "bytes": b"late"})
                return

    asyncio.run(run())
    return received, sent


def frame(**fields):
    return {"bytes": BackMsg(**fields).SerializeToString()}


def fragment(id_="part"):
    message = BackMsg()
    message.rerun_script.fragment_id = id_
    message.rerun_script.query_string = "model=x"
    return {"bytes": message.SerializeToString()}


@pytest.mark.parametrize("may_see", [True, False])
def test_a_part_of_a_page_is_run_for_those_who_may_see_it_and_the_whole_page_for_others(may_see):
    (first, _), sent = passed(fragment(), may_see=may_see)
    state = BackMsg.FromString(first["bytes"]).rerun_script
    assert (state.fragment_id, state.query_string) == ("part" if may_see else "", "model=x")
    assert sent == [{"type": "websocket.send", "bytes": b"late"}]


def test_dropped_kinds_leave_the_connection_open():
    received, sent = passed(frame(load_git_info=True), frame(clear_cache=True), frame(app_heartbeat=True))
    assert [BackMsg.FromString(message["bytes"]).WhichOneof("type") for message in received[:-1]] == [
        "app_heartbeat"
    ]
    assert [message["type"] for message in sent] == ["websocket.send"]


def test_an_empty_frame_is_no_kind_and_is_dropped():
    received, _ = passed({"bytes": b""}, {"bytes": b"\xfa\x3f\x01x"})
    assert [message["type"] for message in received] == ["websocket.disconnect"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"text": "x"}, 1003),
        ({"text": ""}, 1003),
        ({"bytes": None, "text": None}, 1003),
        ({"bytes": b"\xff"}, 1002),
        ({"bytes": b"\x0a" * (STRANGERS.frame_bytes + 1)}, 1009),
    ],
)
def test_what_no_page_sends_closes_the_connection_for_good(message, code):
    received, sent = passed(message, frame(app_heartbeat=True), allowance=STRANGERS)
    assert received == [{"type": "websocket.disconnect", "code": code}]
    assert [(message["type"], message["code"]) for message in sent] == [("websocket.close", code)]


def test_more_messages_than_anybody_sends_close_it():
    received, sent = passed(
        *[frame(load_git_info=True)] * (STRANGERS.messages_at_once + 2), allowance=STRANGERS
    )
    assert received == [{"type": "websocket.disconnect", "code": 1008}]
    assert sent[0]["code"] == 1008
