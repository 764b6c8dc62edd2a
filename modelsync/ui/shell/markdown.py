"""Text that people and providers wrote, for places where Streamlit reads Markdown. Changes how it is written, never what it says."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]<>&$~|!^#])")
"""What Markdown may read as markup wherever it stands."""

_BEGINNING = re.compile(r"^(\d*)([-+=.)])")
"""What begins a list or a heading where a text begins."""

_DIRECTIVE = re.compile(r":\w")
"""What begins an icon, a colour or an emoji; each ends with a colon, or begins it with one."""

_LATE = re.compile(
    r":(?=//|streamlit:)|(?<=www)(?=\.)|(?=@)|(?<=-)(?=[->])|(?<=<)(?=-)|(?<=[<>!~=])(?=[=>])", re.IGNORECASE
)
"""Where Streamlit 1.67 looks again after the backslashes are gone: links, its own icon, arrows, dashes and signs."""

_JOINER = "\u2060"


def plain(text: str) -> str:
    """The text so that Markdown shows it as it is, on one line: no link, image, colour, icon, formula or typography.

    An invisible word joiner stands where a backslash does not help; `clean_text` takes it out again.
    """
    line = _LATE.sub(lambda found: found[0] + _JOINER, " ".join(text.split()))
    quoted = _BEGINNING.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", line))
    return re.sub(r"([:/])", r"\\\1", quoted) if _DIRECTIVE.search(quoted) else quoted
