"""Keeps logs clean: no token and no code of an address in a line, and no control character that a terminal would obey."""

from __future__ import annotations

import logging
import re
import traceback
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import Scope

_TOKEN = re.compile(r"msy(?:_|%5f)[\w%-]{8,}", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


_SIGN_INS = "starlette_auth_routes"
"""Streamlit's module of sign-ins. Each one that fails is logged with a traceback, and every visitor can make one fail."""


def clean(text: str) -> str:
    """The text without tokens, and with control characters written out; tabs and line ends stay."""
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", _TOKEN.sub("msy_HIDDEN", text))


def _one_line(text: str) -> str:
    return clean(text).replace("\n", "\\n")


class CleanRecord(logging.LogRecord):
    """A log record whose text is clean, whichever library made it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.args, tuple):  # uvicorn's formatter reads them one by one
            self.args = tuple(_one_line(arg) if isinstance(arg, str) else arg for arg in self.args)
        if self.exc_info:
            self._tell(self.exc_info[1])

    def _tell(self, error: BaseException | None) -> None:
        """Write the error: its kind and words where a visitor made it, else its clean traceback."""
        if self.name.endswith(_SIGN_INS):
            words = _one_line(f"{type(error).__name__}: {error}").replace("%", "%%" if self.args else "%")
            self.msg, self.exc_info = f"{self.msg} {words}", None
        elif error is not None:
            self.exc_text = clean("".join(traceback.format_exception(error)).rstrip())

    def getMessage(self) -> str:  # noqa: N802 - the standard library's name
        return clean(super().getMessage())


def keep_clean() -> None:
    """Make every record of this process clean."""
    logging.setLogRecordFactory(CleanRecord)


def say_once() -> None:
    """Take away Streamlit's handler where a server's logger has one of its own: each line would come twice."""
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error", "uvicorn.asgi", "websockets"):
        logger = logging.getLogger(name)
        extra = getattr(logger, "streamlit_console_handler", None)
        if extra in logger.handlers and len(logger.handlers) > 1:
            logger.removeHandler(extra)


def unlogged(scope: Scope) -> Scope:
    """A copy for the application; the server writes its access log from the original, which keeps no query and no token.

    Queries hold codes of sign-ins, tokens that were put there by mistake, and what people search for.
    """
    inner = dict(scope)
    scope["query_string"] = b""
    scope["path"] = clean(scope["path"])
    return inner
