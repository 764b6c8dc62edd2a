"""A body that arrives in time, of the API and of uploads alike. Reads nothing of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from modelsync.server.limits import BODY_SECONDS

if TYPE_CHECKING:
    from starlette.types import Message, Receive


def timely(receive: Receive, seconds: float = BODY_SECONDS) -> Receive:
    """Receive, but a body that is not there after this time counts as broken off; nobody holds a place by sending slowly."""
    ends = asyncio.get_running_loop().time() + seconds
    complete = False

    async def bounded() -> Message:
        nonlocal complete
        if complete:
            return await receive()
        try:
            async with asyncio.timeout_at(ends):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        complete = not message.get("more_body", False)
        return message

    return bounded
