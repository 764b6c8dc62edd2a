"""Escapes foreign text for Streamlit's Markdown; the visible text stays the same."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]<>&$~|!^#])")
"""Markup characters at any position."""

_BEGINNING = re.compile(r"^(\d*)([-+=.)])")
"""List and heading markers at the start of a text."""

_DIRECTIVE = re.compile(r":\w")
"""Start of an icon, colour or emoji directive."""

_LATE = re.compile(
    r":(?=//|streamlit:)|(?<=www)(?=\.)|(?=@)|(?<=-)(?=[->])|(?<=<)(?=-)|(?<=[<>!~=])(?=[=>])", re.IGNORECASE
)
"""Patterns that Streamlit 1.67 replaces after unescaping: links, its own icon, arrows, dashes, signs."""

_JOINER = "\u2060"


def plain(text: str) -> str:
    """Escape the text for Markdown, on one line: no link, image, colour, icon, formula or typography.

    Where a backslash does not help, an invisible word joiner does; `clean_text` removes it.
    """
    line = _LATE.sub(lambda found: found[0] + _JOINER, " ".join(text.split()))
    quoted = _BEGINNING.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", line))
    return re.sub(r"([:/])", r"\\\1", quoted) if _DIRECTIVE.search(quoted) else quoted
