"""The dashboard's frame: the navigation, and the page that it leads to. Holds no content of its own."""

from pathlib import Path

import streamlit as st

from modelsync.errors import ModelSyncError
from modelsync.ui.catalogue import unsaved_edits
from modelsync.ui.shell import leave_guard, login
from modelsync.ui.shell.markdown import plain

PAGES = Path(__file__).parents[3] / "pages"

# Drawn here: a Material icon would be fetched from Google's servers for the window's tab, which the policy forbids.
_MARK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#4338ca" stroke-width="2.4"
stroke-linecap="round" stroke-linejoin="round"><path d="M3 8h17l-4-4M21 16H4l4 4"/></svg>"""

st.set_page_config(page_title="Model Sync", page_icon=_MARK, layout="wide", initial_sidebar_state=200)
# Streamlit has no setting for these: the room around a page, a colour for words on a button that is bright in the dark, no
# toolbar over a table (it covers the buttons above, and its CSV lets a name run as a formula; ours does not), and toasts
# above the bar with the button that was pressed: at the top they would cover the buttons of what they tell. Nor can it load
# the code of tables before there is one, so that the Review page holds one that nobody sees.
st.html(
    """<style>
    .stMainBlockContainer {padding: 3rem 2.5rem 2rem}
    @media (max-width: 768px) {.stMainBlockContainer {padding-top: 4.5rem}}
    [data-testid=stBottomBlockContainer] {padding: 1rem 2.5rem}
    .st-key-loaded_early {display: none}
    [data-testid=stButtonGroup] button {min-height: 2.5rem}
    .stToastContainer.stToastContainer {top: auto; bottom: 5.5rem}
    .stElementContainer:has(.stDataFrame) .stElementToolbar {display: none}
    button[kind=primary]:enabled p, button[kind=primary]:enabled span {color: light-dark(#fff, #10131a)}
    button[kind=primary]:enabled:hover :is(p, span) {color: #fff}
    </style>"""
)
who = login.gate()
review = st.Page(PAGES / "review.py", title="Review", icon=":material/rule:", url_path="first", default=True)


def _to_review() -> None:
    """The first page answers at "/" alone; whoever types its name is led there, with the rest of the address."""
    st.switch_page(review, query_params=st.query_params.to_dict())


page = st.navigation(
    {
        "Catalogue": [
            review,
            st.Page(_to_review, title="Review", url_path="review", visibility="hidden"),
            st.Page(
                PAGES / "catalogue.py", title="Catalogue", icon=":material/table_view:", url_path="catalogue"
            ),
            st.Page(PAGES / "pricing.py", title="Pricing", icon=":material/payments:", url_path="pricing"),
        ],
        "Record": [
            st.Page(PAGES / "history.py", title="History", icon=":material/history:", url_path="history"),
        ],
        "Admin": [
            st.Page(PAGES / "status.py", title="Status", icon=":material/monitor_heart:", url_path="status"),
        ],
    }
)
login.sidebar(who)
try:
    page.run()
except ModelSyncError as error:  # what no page expects, such as a database that goes away in the middle
    st.error(plain(str(error)), icon=":material/error:")
leave_guard.guard(len(unsaved_edits.edits()))
