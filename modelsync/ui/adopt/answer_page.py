"""What a person sees when an upload gave no plan: the reason, and each row that stays behind. Plain HTML, everything escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse

if TYPE_CHECKING:
    from modelsync.core.adoption.source import Adoption, LeftRow

_MOST_ROWS: Final = 500
_STYLE: Final = """
:root {color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#fff, #10131a);
  color: light-dark(#0f1420, #e7e9ef)}
main {max-width: 56rem; margin: 3rem auto; padding: 0 1rem; overflow-wrap: anywhere}
h1 {font-size: 1.5rem} a {color: light-dark(#4338ca, #8f8bff)}
table {border-collapse: collapse; width: 100%} th {white-space: nowrap} td:nth-child(2) {min-width: 8rem} td, th {text-align: left; padding: .3rem .6rem; vertical-align: top;
  border-bottom: 1px solid light-dark(#d9dde5, #333a49)}
"""


def refused(sentence: str, status: int) -> HTMLResponse:
    """Why nothing was taken over."""
    return _page("Nothing was adopted", f"<p>{escape(sentence)}</p>", status)


def nothing_to_do(adoption: Adoption) -> HTMLResponse:
    """Why no plan was made of a file that can be read."""
    taken = adoption.rows - len(adoption.left)
    said = f"{escape(adoption.source)} has {adoption.rows:,} rows; {taken:,} of them are in the catalogue as they are."
    notes = "".join(f"<li>{escape(notice.message)}</li>" for notice in adoption.warnings)
    return _page(
        "Nothing to do", f"<p>{said}</p>{_table(adoption.left)}{f'<ul>{notes}</ul>' if notes else ''}", 200
    )


def _table(left: tuple[LeftRow, ...]) -> str:
    if not left:
        return ""
    rows = "".join(
        f"<tr><td>{one.row:,}</td><td>{escape(one.universal_model_id or '–')}</td><td>{escape(one.reason)}.</td></tr>"
        for one in left[:_MOST_ROWS]
    )
    more = len(left) - _MOST_ROWS
    further = f"<p>And {more:,} more: the command modelsync adopt prints them all.</p>" if more > 0 else ""
    return f"<table><tr><th>Row</th><th>Model</th><th>Stays behind because</th></tr>{rows}</table>{further}"


def _page(title: str, body: str, status: int) -> HTMLResponse:
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} · Model Sync</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f'<body><main><h1>{title}</h1>{body}<p><a href="status">Back to Status</a></p></main></body></html>',
        status,
    )
