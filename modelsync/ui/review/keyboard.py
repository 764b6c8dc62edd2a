"""Review's keys: `/` goes to the search, and what Streamlit's shortcuts miss inside a table reaches them. Draws nothing.

Streamlit has shortcuts for buttons alone, takes no punctuation, and its tables keep every key to themselves. The table's own
keys are its own: arrows move, space ticks, Enter opens a cell.
"""

from __future__ import annotations

import streamlit as st

COMMIT = "Ctrl+Enter"
HELP = f"Keys: / searches, arrows and space tick in a table, {COMMIT} commits"

_SCRIPT = """<script>
window.modelSyncKeys ??= event => {
    const search = document.querySelector(".st-key-review_search input");
    if (!search || document.querySelector("[data-testid=stDialog]")) return;
    const at = event.target, typing = at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        search.focus();
        search.select();
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && at.closest("[data-testid=stDataFrame]")) {
        event.preventDefault();
        event.stopPropagation();
        const {key, code, ctrlKey, metaKey} = event;
        document.body.dispatchEvent(new KeyboardEvent("keydown", {key, code, ctrlKey, metaKey, bubbles: true}));
    }
};
document.addEventListener("keydown", window.modelSyncKeys, {capture: true});
</script>"""


def listen() -> None:
    """Send the script; a listener that is there already is not added again."""
    with st.container(key="review_keys"):  # Takes no room, by the page's style sheet.
        st.html(_SCRIPT, unsafe_allow_javascript=True)
