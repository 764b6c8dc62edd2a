"""Review's style sheet: slim lines above a table that takes the rest of the window. Draws nothing else.

The main block is a column as high as the window less the bottom bar; the table's container takes what is left of it. Streamlit
has no setting for a table that follows the window's height.
"""

from __future__ import annotations

import streamlit as st

from modelsync.ui.shell import frames

TABLE = "review_table"
_FEWEST = 5
"""Rows that a table keeps in a low window, which then scrolls."""
_STRIP = "5.6rem"
"""Three lines of providers: eight fit at any width of a desk, twenty scroll."""

_HIDDEN = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap"
"""Words of a button for screen readers alone; its icon and tooltip stay."""

_STYLE = f"""
.stMain:has(.st-key-review_strip) {{height: 100dvh}}
.stMainBlockContainer:has(.st-key-review_strip) {{padding: 1rem 1rem .5rem; flex: 1 0 auto; display: flex; flex-direction: column}}
.stMainBlockContainer:has(.st-key-review_strip) + div {{flex: none}}
.stMainBlockContainer > .stVerticalBlock > [data-testid=stLayoutWrapper]:has(.st-key-review_controls) {{flex: 1 0 auto}}
[data-testid=stLayoutWrapper]:has(.st-key-review_controls) > .stVerticalBlock {{gap: .5rem; flex: 1 0 auto}}
.stMainBlockContainer:has(.st-key-review_strip) > .stVerticalBlock {{gap: .5rem; flex: 1 0 auto}}
.stMain:has(.st-key-review_strip) [data-testid=stBottomBlockContainer] {{padding: .5rem 1rem .7rem}}
.stMain:has(.st-key-review_strip) h1 {{font-size: 1.25rem; padding: 0}}
.stMain:has(.st-key-review_strip) .stBottom:not(:has(.stMarkdown)) {{display: none}}
.st-key-review_strip {{column-gap: .9rem; row-gap: .1rem; min-height: 2.5rem}}
.st-key-review_strip :is(p, .stBadge, .stMarkdownBadge) {{font-size: .875rem}}
.st-key-review_providers {{gap: .1rem .7rem}}
.st-key-review_providers:has(> :nth-child(9)) {{max-height: {_STRIP}; overflow-y: auto}}
.st-key-review_strip [class*=st-key-strip_] {{gap: .3rem}}
.stMain:has(.st-key-review_strip) [data-testid=stAlertContainer] {{padding: .4rem .75rem}}
.stMain:has(.st-key-review_strip) [data-testid=stAlertContainer] p {{font-size: .875rem}}
.st-key-attention [data-testid=stExpanderDetails] {{padding: .3rem .75rem}}
.st-key-attention_items p {{font-size: .875rem}}
.st-key-attention_items button {{min-height: 1.9rem; padding-block: 0}}
.st-key-review_strip [class*=st-key-strip_] button {{min-height: 1.75rem; padding: 0 .2rem}}
:is([class*=st-key-strip_], .st-key-review_ticks, .st-key-review_options) button [data-testid=stMarkdownContainer] {{{_HIDDEN}}}
[data-testid=stBottom] kbd {{display: none}}
.stMain:has(.st-key-review_strip) .stBottom .stElementContainer:has(.stMarkdown) {{flex: 1 1 12rem; min-width: 0}}
.st-key-review_keys {{position: absolute}}
.st-key-review_ticks {{gap: 0}}
.st-key-review_references button {{min-height: 1.75rem; padding-block: 0}}
:is(.st-key-review_ticks, .st-key-review_options) button {{padding: 0 .5rem}}
.st-key-review_controls {{flex-wrap: nowrap}}
.st-key-review_controls > .st-key-review_search {{flex: 0 1 200px; min-width: 6rem}}
.st-key-attention summary {{min-height: 0; padding-block: .35rem}}
.st-key-attention summary p {{white-space: nowrap; overflow: hidden; text-overflow: ellipsis}}
.st-key-attention summary :is(div, span):has(p) {{min-width: 0; overflow: hidden}}
.st-key-attention_items {{max-height: 40vh; overflow-y: auto}}
.st-key-attention:has([class*=st-key-compare_]) .st-key-attention_items {{max-height: 6.5rem}}
.st-key-commit_list [role=region] {{max-height: 25vh; overflow-y: auto; font-size: .875rem; line-height: 1.45; overflow-wrap: anywhere}}
.st-key-commit_list ul {{margin: 0 0 .3rem; padding-left: 1.1rem}}
.st-key-commit_list li {{margin: 0; padding: 0; font-size: inherit}}
[data-testid=stLayoutWrapper]:has(> .st-key-{TABLE}) {{flex: 1 1 0}}
.st-key-{TABLE} {{flex: 1 1 0}}
@media (max-width: 1024px) {{
  .st-key-review_strip > :has(> .st-key-review_providers) {{order: 1; flex: 1 1 100%; min-width: 0}}
  .st-key-review_strip > .st-key-sync_all {{margin-left: auto}}
  .st-key-review_controls {{flex-wrap: wrap; gap: .5rem}}
  .st-key-review_controls > .st-key-review_view {{flex: 1 1 calc(100% - 4rem); min-width: 0; overflow-x: auto; scrollbar-width: none}}
  .st-key-review_controls > :has(.st-key-review_options) {{flex: none}}
  .st-key-review_controls > :not(.st-key-review_view, :has(.st-key-review_options)) {{order: 1}}
  .st-key-review_controls > .st-key-review_search {{flex: 1 1 6rem; min-width: 6rem}}
}}
@media (max-width: 768px) {{
  .stMainBlockContainer:has(.st-key-review_strip) {{padding: 3.9rem 1rem .5rem}}
  .stMain:has(.st-key-review_strip) [data-testid=stBottomBlockContainer] {{padding: .5rem 1rem .7rem}}
  .stMain:has(.st-key-review_strip) .stBottom .stElementContainer:has(.stMarkdown) {{flex: 1 1 100%}}
}}
@media (max-width: 640px) {{
  .st-key-review_providers {{flex-wrap: nowrap; overflow-x: auto; scrollbar-width: none}}
  .st-key-review_providers > * {{flex: none}}
  :is(.st-key-export, .st-key-packet, .st-key-discard, .st-key-sync_all) button [data-testid=stMarkdownContainer] {{{_HIDDEN}}}
}}
"""


def bottom() -> None:
    """Keep a place in the bottom bar: a fragment may write there only what it wrote to when the whole page ran."""
    with st.bottom:
        st.empty()


def style() -> None:
    """Send the style sheet."""
    st.html(f"<style>{_STYLE}</style>")


def no_longer_than(rows: int) -> None:
    """Bound the table's height by that of its rows; a low window keeps the fewest and scrolls."""
    most, least = frames.whole_height(rows), frames.whole_height(min(rows, _FEWEST))
    st.html(
        f"<style>[data-testid=stLayoutWrapper]:has(> .st-key-{TABLE})"
        f" {{max-height: {most}px; min-height: {least}px}}</style>"
    )
