"""Runs a coroutine to its end from code that is none, also where the caller's thread runs an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """What the coroutine gives, or raises."""
    results: list[T] = []

    async def keep() -> None:
        # Not returned: asyncio.run puts SIGINT's handler back, for which signal takes the repr of the finished task,
        # result included; of 10,000 models that takes 0.6 s.
        results.append(await work)

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(keep())
    else:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, keep()).result()
    return results[0]
