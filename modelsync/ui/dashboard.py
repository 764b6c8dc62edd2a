"""The dashboard's frame: the navigation, and the page that it leads to. Holds no content of its own."""

from pathlib import Path

import streamlit as st

PAGES = Path(__file__).parents[2] / "pages"

st.set_page_config(
    page_title="Model Sync", page_icon=":material/sync_alt:", layout="wide", initial_sidebar_state=200
)
st.html(
    "<style>.stMainBlockContainer{padding:3rem 2.5rem 2rem}[data-testid=stBottomBlockContainer]{padding:1rem 2.5rem}</style>"
)
st.navigation(
    {
        "Catalogue": [
            st.Page(
                PAGES / "review.py", title="Review", icon=":material/rule:", url_path="review", default=True
            ),
            st.Page(
                PAGES / "catalogue.py", title="Catalogue", icon=":material/table_view:", url_path="catalogue"
            ),
            st.Page(PAGES / "pricing.py", title="Pricing", icon=":material/payments:", url_path="pricing"),
        ],
        "Record": [
            st.Page(PAGES / "history.py", title="History", icon=":material/history:", url_path="history"),
        ],
    }
).run()
