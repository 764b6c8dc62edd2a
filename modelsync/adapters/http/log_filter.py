"""Keeps what the HTTP libraries log about our own requests out of every log; the requests of the program around us are let be.

At DEBUG and INFO they log addresses and headers of answers, in which a strange server may repeat the key.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIBRARIES = ("httpx", "httpcore", "httpx_retries")

_ours: ContextVar[bool] = ContextVar("modelsync_requests", default=False)


class _NotOurs(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING or not _ours.get()


_not_ours = _NotOurs()


@contextmanager
def unlogged() -> Iterator[None]:
    """In this block, and in the tasks that it starts, the HTTP libraries log warnings and errors alone."""
    for logger in _loggers():
        logger.addFilter(_not_ours)  # once: a filter that is there is not added again
    token = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(token)


def _loggers() -> list[logging.Logger]:
    """The loggers of the libraries; a filter counts only for what is logged to its own logger, not to one below it."""
    known = logging.getLogger().manager.loggerDict
    return [logging.getLogger(name) for name in [*known] if name.partition(".")[0] in _LIBRARIES]
