"""A page's part of the query string (``?provider=openai``): written by the page, sent by a link or the browser's Back.

The query string wins if it differs from what the page wrote last. Otherwise the widgets win.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import streamlit as st

_ECHO_SECONDS = 3
"""Seconds in which a stale query string may still arrive after a URL rewrite, while a widget changed."""
_ECHO_ALONE_SECONDS = 1
"""The same while none changed; later, an earlier query string is the browser's Back."""


class PageAddress:
    """The parameters of one page in this browser session."""

    def __init__(self, page: str, names: Sequence[str]) -> None:
        self._key = f"{page}_written"
        self._names = names

    def sent(self) -> dict[str, str]:
        """The page's parameters as the browser has them."""
        return {name: value for name, value in st.query_params.items() if name in self._names}

    def is_news(self, sent: Mapping[str, str], shown: Mapping[str, str]) -> bool:
        """Whether the query string came from outside this page; ``shown`` is what the widgets say now.

        A recent one of the page's own may still arrive.
        """
        written: list[tuple[float, dict[str, str]]] = st.session_state.get(self._key, [])
        if not written:
            return bool(sent)
        wait = _ECHO_SECONDS if shown != written[-1][1] else _ECHO_ALONE_SECONDS
        recent = [address for at, address in written if time.monotonic() - at < wait]
        return sent != written[-1][1] and sent not in recent

    def write(self, said: dict[str, str]) -> None:
        """Write this page's parameters; others stay."""
        now = dict(st.query_params.items())
        wanted = {name: value for name, value in now.items() if name not in self._names} | said
        if wanted != now:
            st.query_params.from_dict(wanted)
        written = st.session_state.setdefault(self._key, [])
        if not written or written[-1][1] != said:
            # An entry's time is when the page last had this query string; stale copies may arrive from then on.
            if written:
                written[-1] = (time.monotonic(), written[-1][1])
            st.session_state[self._key] = [*written[-4:], (time.monotonic(), said)]
