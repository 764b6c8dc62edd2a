"""Texts that fit a table's cell: the grid cuts a longer one without a mark and has no tooltip. Pure.

The widths are those of the dashboard's font at 14 pixels, as Chromium draws it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import repeat

_PADDING = 18
"""Pixels beside the text of a cell, with two for what another browser rounds otherwise."""
_ELLIPSIS = "…"
_OTHERS = 14
"""Pixels of a character that the font lacks: an ideograph is as wide as it is high."""

_BY_WIDTH = {
    3: " !'.:Iijl|·",
    4: "(),-;[]",
    5: '"/\\frt{}',
    6: "*?JLx“”",
    7: "0123456789#$+=EFVXY^_achknsuvyz~–≥✗×ü",
    8: "<>ABCDHKNPRSUZ`bdegopqéßÄöä",
    9: "&GT→✓",
    10: "MOQw",
    11: "Wm—",
    12: "@✎",
    13: "%…",
}
_WIDTHS = {character: width for width, characters in _BY_WIDTH.items() for character in characters}


@lru_cache(maxsize=50_000)
def width(text: str) -> int:
    """Pixels of a column that shows this text whole."""
    return _PADDING + sum(map(_WIDTHS.get, text, repeat(_OTHERS)))


@lru_cache(maxsize=50_000)
def fitted(text: str, pixels: int) -> str:
    """The text, with an ellipsis where a column of so many pixels would cut it."""
    if width(text) <= pixels:
        return text
    left = pixels - _PADDING - _WIDTHS[_ELLIPSIS]
    for length, character in enumerate(text):
        left -= _WIDTHS.get(character, _OTHERS)
        if left < 0:
            return f"{text[:length].rstrip()}{_ELLIPSIS}"
    return text


def restored(typed: str, whole: str, pixels: int) -> str:
    """What was typed into a cell of so many pixels, where our ellipsis stands for the rest of the ``whole`` text."""
    shown = fitted(whole, pixels)
    if whole in {typed, shown} or _ELLIPSIS not in typed:
        return typed
    before, _, after = typed.rpartition(_ELLIPSIS)
    return f"{before}{whole[len(shown) - len(_ELLIPSIS) :]}{after}"
