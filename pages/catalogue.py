"""Catalogue: every model that the product may use; find them, rename them, switch them on and off, look at one in full."""

import streamlit as st

from modelsync.ui.catalogue import bar, details, filters, tables, unsaved_edits
from modelsync.ui.shell import cached_models, retirements, undo_dialog
from modelsync.ui.shell.messages import CATALOGUE
from modelsync.ui.shell.session import open_service

service = open_service()
models = cached_models.models(service)
by_id = {model.universal_model_id: model for model in models}

st.title("Catalogue", anchor=False)
st.caption(tables.numbers(models))
CATALOGUE.show()
if models:
    retirements.upcoming(service, by_id, unsaved_edits.edits(), CATALOGUE)
    view = filters.read_address(models)
    filters.filters(view)
    filters.write_address(view)
    shown = view.shown(models, service.today())
    if unsaved_edits.only():
        edited = unsaved_edits.edits()
        shown = [model for model in shown if model.universal_model_id in edited]
    tables.tables(models, shown, view)
    bar.show(service, by_id, shown, view)
else:
    tables.nothing_yet()
undo_dialog.question(service, CATALOGUE)
details.show_asked(service, by_id)
