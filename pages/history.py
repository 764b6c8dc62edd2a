"""History: every run that changed the catalogue, what it changed, and its undo."""

import streamlit as st

from modelsync.ui.history import run_table
from modelsync.ui.shell.messages import HISTORY
from modelsync.ui.shell.session import open_service

service = open_service()
runs, total = service.runs_page(limit=run_table.MOST)

with st.container(horizontal=True, vertical_alignment="center"):
    st.title("History", anchor=False, width="stretch")
    if runs:
        run_table.export(service)
HISTORY.show()
HISTORY.clear()
if runs:
    st.caption(run_table.numbers(len(runs), total))
    chosen = run_table.runs_table(service, runs)
    if chosen:
        run_table.details(service, chosen, runs)
else:
    st.info("Nothing changed the catalogue yet.", icon=":material/inbox:")
