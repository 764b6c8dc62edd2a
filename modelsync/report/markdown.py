"""Foreign text in Markdown as GitHub and mail programs read it: the reader sees it letter for letter, and nothing of it acts. Pure."""

from __future__ import annotations

import re
from typing import Final

from modelsync.core.kinds import clean_text

_MARKS: Final = re.compile(
    r"(?P<late>@|#(?=\w)|:(?=//)|:(?=[\w+-]+:)|(?<=www)(?=\.))|[\\`*_\[\]<>|~&$#^]", re.IGNORECASE
)
"""Markup; ``late`` are mentions, references, addresses and emoji, which GitHub looks for after it: an empty comment parts them."""

_BEGINNING: Final = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[-+=]))(.)")
"""List and heading markers at the start of a text."""

_COMMENT: Final = "<!-- -->"
_NOT_IN_CODE: Final = frozenset("`|\\")
_LETTERS: Final = re.compile(r"[^A-Za-z0-9]")


def text(foreign: str) -> str:
    """A foreign text on one line, without markup."""
    return _BEGINNING.sub(r"\1\\\2", _MARKS.sub(_quoted, clean_text(foreign)))


def _quoted(found: re.Match[str]) -> str:
    mark = found[0]
    if not found.lastgroup:
        return f"\\{mark}"
    return f"\\{mark}{_COMMENT}" if mark == "#" else f"{mark}{_COMMENT}"


def code(id_: str) -> str:
    """An id as code. A table takes its bars apart before it reads code: such an id is written as HTML."""
    shown = clean_text(id_)
    if _NOT_IN_CODE.isdisjoint(shown):
        return f"`{shown}`"
    return f"<code>{_LETTERS.sub(lambda found: f'&#{ord(found[0])};', shown)}</code>"


def row(cells: list[str]) -> str:
    """A row of a table, of cells that are Markdown."""
    return f"| {' | '.join(cells)} |"
