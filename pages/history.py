"""History: what changed in the catalogue, by model and field or by run, and its undo."""

import streamlit as st

from modelsync.ui.history import change_table, details, export, filters, reading, run_table
from modelsync.ui.shell import times, undo_dialog
from modelsync.ui.shell.messages import HISTORY
from modelsync.ui.shell.session import open_service

service = open_service()
view = filters.read_address()
runs = reading.runs(service)
changes = reading.changes(service, view.wanted(service.today(), times.zone()))
shown = view.shown(changes)
shown_runs = run_table.of_changes(runs, shown)

with st.container(horizontal=True, vertical_alignment="center"):
    st.title("History", anchor=False, width="content")
    with st.container(width="stretch"):
        filters.switch()
    if runs:
        export.button(view, shown, shown_runs)
HISTORY.show()
HISTORY.clear()
if runs:
    filters.filters(view, changes, service.today())
    details.show(service, view, runs)
    if not shown:
        filters.nothing(view)
    elif view.shows == "runs":
        st.caption(run_table.numbers(len(shown_runs), len(run_table.of_changes(runs, changes))))
        run_table.table(view, shown_runs, runs, changes)
    else:
        st.caption(change_table.numbers(len(shown), view.of_period(changes)))
        change_table.table(view, shown)
    undo_dialog.question(service, HISTORY)
else:
    st.info("Nothing changed the catalogue yet.", icon=":material/inbox:")
filters.write_address(view)
