"""History: every run that changed the catalogue, what it changed, and its undo."""

import streamlit as st

from modelsync.ui import history
from modelsync.ui.messages import HISTORY
from modelsync.ui.session import open_service

service = open_service()
runs, total = service.runs_page(limit=history.MOST)

with st.container(horizontal=True, vertical_alignment="center"):
    st.title("History", anchor=False, width="stretch")
    if runs:
        history.export(service)
HISTORY.show()
HISTORY.clear()
if runs:
    st.caption(history.numbers(len(runs), total))
    chosen = history.runs_table(service, runs)
    if chosen:
        history.details(service, chosen, runs)
else:
    st.info("Nothing changed the catalogue yet.", icon=":material/inbox:")
