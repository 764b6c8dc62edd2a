"""Lets through of a WebSocket only what the pages send: few kinds of messages, within bounds of size and rate.

Streamlit's own handler takes more: `load_git_info` runs git, `clear_cache` empties everybody's cache, a file's address opens
the way to uploads, and a text frame ends in a traceback in the log.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from modelsync.server.limits import Allowance, Bucket

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Message, Receive, Send

PASSED = frozenset({"rerun_script", "stop_script", "app_heartbeat", "backend_operation_request"})
"""What pages send. Every other kind is dropped without a word: Streamlit's frontend sends some of them by itself."""

OPERATIONS = frozenset({"deferred_file", "dataframe_chunk"})
"""A download that is made when its button is pressed, and the further rows of a table. Others write to the server's disk."""


class Closing(NamedTuple):
    """Why a connection ends (RFC 6455, section 7.4.1)."""

    code: int
    reason: str


_TEXT = Closing(1003, "Binary messages only")
_NONSENSE = Closing(1002, "No message of a page")
_TOO_BIG = Closing(1009, "The message is too large")
_TOO_MANY = Closing(1008, "Too many messages")


class Frames:
    """The two ends of one connection as the application sees them.

    ``may_see`` says whether the visitor may see the catalogue at this moment. Who may not gets the whole page run anew
    instead of a part of it, for only the whole page asks who they are, and a refusal for downloads and rows.
    """

    def __init__(
        self,
        receive: Receive,
        send: Send,
        allowance: Allowance,
        may_see: Callable[[], Awaitable[bool]],
    ) -> None:
        self._receive = receive
        self._send = send
        self._allowance = allowance
        self._may_see = may_see
        self._rate = Bucket(allowance.messages_per_second, allowance.messages_at_once)
        self._closed = False

    async def send(self, message: Message) -> None:
        """Send, unless the connection was closed from here."""
        if not self._closed:
            await self._send(message)

    async def receive(self) -> Message:
        """The next message that is let through; a disconnect when one ended the connection."""
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            found = await self._judged(message)
            if isinstance(found, Closing):
                return await self._close(found)
            if found is not None:
                return {"type": "websocket.receive", "bytes": found}

    async def _judged(self, message: Message) -> bytes | Closing | None:
        """What goes on in; None drops it."""
        data = message.get("bytes")
        if not self._rate.take():
            return _TOO_MANY
        if data is None:
            return _TEXT
        if len(data) > self._allowance.frame_bytes:
            return _TOO_BIG
        try:
            parsed = _message_class().FromString(data)
        except Exception:  # noqa: BLE001 - the protobuf library's own error class depends on its backend
            return _NONSENSE
        return await self._of_kind(parsed, data)

    async def _of_kind(self, parsed: Any, data: bytes) -> bytes | None:
        kind = parsed.WhichOneof("type")
        if kind not in PASSED:
            return None
        if kind == "backend_operation_request":
            return data if await self._is_granted(parsed.backend_operation_request) else None
        if kind == "rerun_script" and parsed.rerun_script.fragment_id and not await self._may_see():
            parsed.rerun_script.fragment_id = ""
            return bytes(parsed.SerializeToString())
        return data

    async def _is_granted(self, asked: Any) -> bool:
        """Whether an operation goes on in; who may not see the catalogue is told, or the button would wait for ever."""
        if asked.WhichOneof("payload") not in OPERATIONS:
            return False
        if await self._may_see():
            return True
        refused = _answer_class()()
        refused.backend_operation_response.request_id = asked.request_id
        refused.backend_operation_response.error_msg = "Sign in again, then load the page anew."
        await self._send({"type": "websocket.send", "bytes": refused.SerializeToString()})
        return False

    async def _close(self, closing: Closing) -> Message:
        self._closed = True
        await self._send({"type": "websocket.close", **closing._asdict()})
        return {"type": "websocket.disconnect", "code": closing.code}


@cache
def _message_class() -> Any:
    from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: PLC0415 - the command line does without Streamlit

    return BackMsg


def _answer_class() -> Any:
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: PLC0415 - the same

    return ForwardMsg
