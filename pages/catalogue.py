"""Catalogue: every model that the product may use; find them, rename them, switch them on and off, look at one in full."""

import streamlit as st

from modelsync.ui import (
    catalogue,
    catalogue_bar,
    catalogue_filters,
    model_details,
    retirements,
    stored,
    undoing,
    unsaved,
)
from modelsync.ui.messages import CATALOGUE
from modelsync.ui.session import open_service

service = open_service()
models = stored.models(service)
by_id = {model.universal_model_id: model for model in models}

st.title("Catalogue", anchor=False)
st.caption(catalogue.numbers(models))
CATALOGUE.show()
if models:
    retirements.upcoming(models, service.today(), chart=True)
    view = catalogue_filters.read_address()
    catalogue_filters.filters(view)
    catalogue_filters.write_address(view)
    shown = view.shown(models, service.today())
    if unsaved.only():
        edited = unsaved.edits()
        shown = [model for model in shown if model.universal_model_id in edited]
    catalogue.tables(models, shown, view)
    catalogue_bar.show(service, by_id, shown, view)
else:
    catalogue.nothing_yet()
undoing.question(service, CATALOGUE)
model_details.show_asked(service, by_id)
