"""The number of pending changes beside Review in the navigation; looks by itself now and then, on every page."""

from __future__ import annotations

import streamlit as st

from modelsync.errors import ModelSyncError
from modelsync.ui.shell import login
from modelsync.ui.shell.session import quiet_service

_EVERY = 15.0
"""Seconds between two looks."""
_MOST = 9_999

# Streamlit's navigation is drawn before a page runs and knows no badge: a style sheet can follow a sync or a commit. What
# stands after the slash is read by screen readers.
_STYLE = """<style>[data-testid=stSidebarNavItems] > :first-child li:first-of-type a::after {{
content: "{short}" / "{words}"; margin-left: auto; padding: 0 .45rem; border-radius: 1rem; font-size: .75rem; line-height: 1.25rem;
font-weight: 600; background: light-dark(#fdecd8, #4a3418); color: light-dark(#8a4b00, #ffcf94)}}</style>"""


@login.fragment(run_every=_EVERY)
def show() -> None:
    """Draw the number; nothing where nothing is pending, or where the database cannot be read."""
    try:
        count = quiet_service().pending()
    except ModelSyncError:
        count = 0  # the page says what is wrong
    if count:
        short = f"{count:,}" if count <= _MOST else f"{_MOST:,}+"
        words = f"{count:,} pending change{'' if count == 1 else 's'}"
        st.html(_STYLE.format(short=short, words=words))
