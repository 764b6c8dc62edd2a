"""Links from one page to another, which keep the demo."""

from __future__ import annotations

import streamlit as st

from modelsync import shipped
from modelsync.ui.shell.session import in_demo


def model(id_: str) -> None:
    """Link to a model's details in the Catalogue."""
    page = st.Page(shipped.PAGES / "catalogue.py", title="Catalogue", url_path="catalogue")
    st.page_link(page, label="Details", icon=":material/info:", query_params={"model": id_} | _demo())


def review() -> None:
    """Link to the Review page."""
    page = st.Page(shipped.PAGES / "review.py", title="Review", url_path="first")
    st.page_link(page, label="Review", icon=":material/rule:", query_params=_demo())


def _demo() -> dict[str, str]:
    return {"demo": "1"} if in_demo() else {}
