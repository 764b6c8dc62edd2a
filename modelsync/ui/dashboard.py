"""The dashboard's main script: style, login gate, navigation. Has no content of its own."""

import streamlit as st

from modelsync import shipped
from modelsync.errors import ModelSyncError
from modelsync.ui.catalogue import unsaved_edits
from modelsync.ui.shell import leave_guard, login, pending_badge
from modelsync.ui.shell.markdown import plain

# Drawn here: a Material icon would be fetched from Google's servers for the window's tab, which the policy forbids.
# Its colour stands out from a light and from a dark background.
_MARK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="#6a63f1"
stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"><path d="M3 8h17l-4-4M21 16H4l4 4"/></svg>"""

st.set_page_config(page_title="Model Sync", page_icon=_MARK, layout="wide", initial_sidebar_state=200)
st.logo(_MARK, size="medium")
# Streamlit has no setting for these: page padding; text colour on primary buttons in the dark theme; no toolbar over tables
# (it covers buttons, and its CSV does not guard against formulas); toasts above the bottom bar, where they cover no Undo
# button; the product's name beside its mark; a hidden table on Review that preloads the browser's table code; a slim banner of
# the demo; messages side by side, in view wherever the page is scrolled; Details in the Catalogue for the keyboard alone.
st.html(
    """<style>
    .stMainBlockContainer {padding: 3rem 2.5rem 2rem}
    @media (max-width: 768px) {.stMainBlockContainer {padding-top: 4.5rem}}
    [data-testid=stBottomBlockContainer] {padding: 1rem 2.5rem}
    [data-testid=stSidebarHeader] > :has(.stLogo) {display: flex; align-items: center; gap: .5rem}
    [data-testid=stSidebarHeader] > :has(.stLogo)::after {content: "Model Sync"; font-weight: 600; white-space: nowrap}
    .st-key-demo_banner {padding: .1rem .75rem}
    .st-key-demo_banner button {min-height: 2rem; padding-block: 0; white-space: nowrap}
    @media (max-width: 640px) {.st-key-demo_banner p {white-space: nowrap; overflow: hidden; text-overflow: ellipsis}
      .st-key-demo_banner > .stElementContainer:has(.stMarkdown) {min-width: 0; overflow: hidden}}
    [data-testid=stLayoutWrapper]:has(> .st-key-messages) {position: sticky; top: .5rem; z-index: 5}
    .st-key-messages {background: light-dark(#fff, #10131a); border-radius: .5rem}
    .st-key-messages > * {flex: 1 1 17rem}
    :is(.st-key-details, .st-key-row_actions):not(:focus-within) {position: absolute; width: 1px; min-width: 0; height: 1px; overflow: hidden; clip-path: inset(50%)}
    .st-key-loaded_early {display: none}
    [data-testid=stButtonGroup] button {min-height: 2.5rem}
    .stToastContainer.stToastContainer {top: auto; bottom: 5.5rem}
    .stElementContainer:has(.stDataFrame) .stElementToolbar {display: none}
    button[kind=primary]:enabled p, button[kind=primary]:enabled span {color: light-dark(#fff, #10131a)}
    button[kind=primary]:enabled:hover :is(p, span) {color: #fff}
    </style>"""
)
who = login.gate()
review = st.Page(
    shipped.PAGES / "review.py", title="Review", icon=":material/rule:", url_path="first", default=True
)


def _to_review() -> None:
    """Redirect /review to the default page, which Streamlit serves at "/" only; keeps the query string."""
    st.switch_page(review, query_params=st.query_params.to_dict())


page = st.navigation(
    {
        "Catalogue": [
            review,
            st.Page(_to_review, title="Review", url_path="review", visibility="hidden"),
            st.Page(
                shipped.PAGES / "catalogue.py",
                title="Catalogue",
                icon=":material/table_view:",
                url_path="catalogue",
            ),
            st.Page(
                shipped.PAGES / "pricing.py", title="Pricing", icon=":material/payments:", url_path="pricing"
            ),
        ],
        "Audit": [
            st.Page(
                shipped.PAGES / "history.py", title="History", icon=":material/history:", url_path="history"
            ),
        ],
        "Admin": [
            st.Page(
                shipped.PAGES / "status.py",
                title="Status",
                icon=":material/monitor_heart:",
                url_path="status",
            ),
        ],
    }
)
login.sidebar(who)
try:
    page.run()
except ModelSyncError as error:  # Anything a page does not handle, such as a lost database.
    st.error(plain(str(error)), icon=":material/error:")
pending_badge.show()  # after the page, which may sync
leave_guard.guard(len(unsaved_edits.edits()))
